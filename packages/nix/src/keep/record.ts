import type { ListedFolder } from "./find-inputs.ts";
import type { ConfigurationFile } from "./nix-settings.ts";
import type { Plan } from "./plan.ts";
import type { LaidFile } from "./small-tree.ts";

/** Why an environment is not valid any more, or is not kept at all. */
export interface Because {
  readonly kind: "file" | "tracked" | "nix" | "variable" | "flags" | "store" | "whole";
  readonly what: string;
}

/** `current` in a shell's folder: what was captured, and all that it depends on. Paths are relative to the source tree's root. */
export interface KeptRecord {
  readonly format: 3;
  /** `whole`: it depends on the whole tree, so nothing was kept; remembered so that nobody has to find that out again. */
  readonly class: "files" | "whole";
  /** The folder beside this file that holds the environment. */
  readonly generation: string;
  /** The one before it, which is to be removed. */
  readonly replaces?: string;
  readonly shell: string;
  readonly installable: string;
  /** Where flake.nix was in the tree: another one may come nearer to the workspace. */
  readonly flakeFolder: string;
  /** As Nix evaluates it: `devShells.x86_64-linux.web`. */
  readonly attribute: string;
  readonly drvPath: string;
  /** Of all that stood directly below the flake's `devShells.<system>`: which of several candidates is meant depends on them. */
  readonly names?: readonly string[];
  readonly storePath: string;
  /** Milliseconds since the epoch. */
  readonly capturedAt: number;
  /** Why it took the place of the one before it. */
  readonly because?: Because;
  readonly whole?: string;
  /** Why it is not kept may have been true for a moment only: to be found out again before it counts. */
  readonly tentative?: boolean;
  readonly files: readonly LaidFile[];
  readonly absent: readonly (readonly [path: string, known: boolean])[];
  readonly listings: readonly ListedFolder[];
  readonly index?: string;
  /** Captured by a Nix that reads what git has committed, where nothing is changed: valid as long as that is the same as what is there. */
  readonly readsCommits?: boolean;
  readonly outside: readonly (readonly [folder: string, digest: string])[];
  readonly plan: Plan;
  readonly nix: NixRecord;
  /** Store paths that the environment refers to, with their folder, without its own. */
  readonly references: readonly string[];
  /** The environment's own path is not in this machine's store, but all that it refers to is, and is held by this record's own roots. */
  readonly realised?: boolean;
}

export interface NixRecord {
  /** Physical path. */
  readonly program: string;
  readonly signature: string;
  readonly digest: string;
  /** `2.26.3` */
  readonly version: string;
  readonly variables: string;
  readonly configuration: readonly ConfigurationFile[];
}
