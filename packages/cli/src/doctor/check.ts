import type { Result } from "@nix-repo/model";
import type { Finding } from "@nix-repo/reporters";
import type { Surroundings } from "./surroundings.ts";

/** Looks at one thing, and changes nothing. It may ask only what ends: a program within `ASKING_MS`, the network within less. */
export interface Check {
  /** What it looks at, for where it cannot say anything itself. */
  readonly name: string;
  run(surroundings: Surroundings): Promise<readonly Checked[]>;
}

export interface Checked extends Finding {
  /** Where `repo setup` can mend it. */
  readonly remedy?: Remedy;
}

export interface Remedy {
  /** As it is asked: `allow direnv to load .envrc?` */
  readonly question: string;
  /** Whether it cannot be in anybody's way, so that nobody needs to be asked. */
  readonly harmless: boolean;
  /** @returns what was done, as `allowed .envrc` */
  apply(): Promise<Result<string>>;
}
