import type { TaskId } from "./task-id.ts";

/** What a change affects, and by which way. */
export interface Affected {
  /** What it was compared with. */
  readonly base: ComparedBase;
  /** In the registry's order. */
  readonly services: readonly AffectedService[];
  /** Tasks of the workspace itself (`//:check-flake`) that services need or that `repo ci` runs. */
  readonly tasks: readonly AffectedService[];
  /** Changed files that concern no service, relative to the top of the work tree. */
  readonly elsewhere: readonly string[];
}

export interface ComparedBase {
  /** As people write it: `origin/main`. */
  readonly name: string;
  /** The commit that files are compared with: where the change left `name`. Undefined where there is none, and everything counts as changed. */
  readonly commit: string | undefined;
}

export interface AffectedService {
  readonly name: string;
  /** At least one; the most telling first. */
  readonly reasons: readonly AffectedReason[];
}

/** Why a service is affected. Paths are relative to the top of git's work tree. */
export type AffectedReason =
  /** Nobody can tell more closely: `because` is one clause. */
  | { readonly kind: "everything"; readonly because: string }
  /** `input`: it lies elsewhere, and the verb declares it (`verb` is left out for what all read: `globalInputs`, the root's `.env`). `definition`: what the task file includes. */
  | { readonly kind: "file"; readonly file: string; readonly how: "folder" | "input" | "definition"; readonly verb?: string }
  /** The registry did not have it. */
  | { readonly kind: "new" }
  /** Fields of its resolved definition, or of the registry where they hold for all: `verbs.test.run`, `globalEnv`. */
  | { readonly kind: "definition"; readonly fields: readonly string[] }
  | ({ readonly kind: "shell" } & ShellChanged)
  /** A service that it depends on, or a task (`through`) that one of its verbs needs, is affected. */
  | { readonly kind: "dependency"; readonly service: string; readonly through?: TaskId };

/** The derivation of a devShell is another one. */
export interface ShellChanged {
  /** For people: `backend-api`. */
  readonly shell: string;
  /** Store paths of the derivations; left out where there was or is none. */
  readonly from?: string;
  readonly to?: string;
  /** Inputs of the flake's lock file that changed. */
  readonly lockInputs: readonly string[];
  /** Changed files of the flake that may have made it so. */
  readonly files: readonly string[];
}
