import type { Place } from "@nix-repo/model";

/** The words for a failure. */
export interface Wording {
  /** Stands in front of the sentence. */
  readonly at?: Place | undefined;
  readonly sentence: string;
  readonly below?: readonly string[];
}
