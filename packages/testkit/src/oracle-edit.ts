import type { OracleFlake } from "./oracle-flake.ts";
import type { OracleRandom } from "./oracle-random.ts";
import type { OracleRepository } from "./oracle-repository.ts";

export interface OracleContext {
  readonly repository: OracleRepository;
  readonly flake: OracleFlake;
  readonly random: OracleRandom;
  readonly settings: OracleSettings;
  /** Lets Nix write `flake.lock` anew. */
  relock(): void;
}

/** What Nix is told besides files. Edits change it in place. */
export interface OracleSettings {
  nixConfig: string | undefined;
  flags: readonly string[];
  /** A variable of the caller's, which only an impure evaluation sees. */
  variable: string;
}

/** Something that a developer does. */
export interface OracleEdit {
  readonly weight: number;
  /** What was done, for the history; undefined where it cannot be done now. */
  readonly apply: (context: OracleContext) => string | undefined;
}
