import type { Place } from "@nix-repo/model";

/** What people read of a failure. */
export interface Wording {
  /** Stands in front of the sentence. */
  readonly at?: Place | undefined;
  readonly sentence: string;
  readonly below?: readonly string[];
}
