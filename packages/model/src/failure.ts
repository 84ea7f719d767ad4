import type { Diagnostic } from "./diagnostic.ts";
import type { EngineFailure } from "./engine-failure.ts";
import type { ParamMistake } from "./params.ts";
import type { Place } from "./place.ts";
import type { UndeclaredUse } from "./result-cache.ts";
import type { TaskId } from "./task-id.ts";
import type { TaskFileTool } from "./workspace.ts";

/**
 * All that a user can cause, as data; `reporters` holds the words.
 * Names that were mistyped carry the nearest valid one as `nearest`.
 */
export type Failure =
  | EngineFailure
  /** The command line is wrong. `message` is one sentence; `hint` what to type instead. */
  | { readonly code: "usage"; readonly message: string; readonly hint?: string }
  | { readonly code: "workspace-not-found"; readonly from: string }
  | { readonly code: "file-invalid"; readonly diagnostics: readonly Diagnostic[] }
  /** A registry or override that cannot be read or evaluated at all. */
  | { readonly code: "file-unreadable"; readonly place: Place; readonly reason: string }
  | { readonly code: "version-unsupported"; readonly place: Place; readonly requires: string; readonly version: string }
  /** `asArgument`: the command line that hands what names no service to the command of the one before it. */
  | {
      readonly code: "unknown-service";
      readonly name: string;
      readonly nearest?: string;
      readonly count: number;
      readonly asArgument?: string;
    }
  | {
      readonly code: "unknown-verb";
      readonly service: string;
      readonly verb: string;
      readonly nearest?: string;
      readonly verbs: readonly string[];
    }
  /** `verb`: whose help says what may be given. */
  | { readonly code: "params-invalid"; readonly verb: string; readonly mistakes: readonly ParamMistake[] }
  | { readonly code: "nothing-selected"; readonly what: string }
  | { readonly code: "folder-missing"; readonly service: string; readonly folder: string; readonly place: Place }
  /** `places`: for each task, all that makes it wait for the next one (for `^verb` the services' `dependsOn` too); for the last one, for the first. */
  | { readonly code: "dependency-cycle"; readonly tasks: readonly TaskId[]; readonly places: readonly (readonly Place[])[] }
  | { readonly code: "nix-missing" }
  | { readonly code: "host-refused-in-ci" }
  | {
      readonly code: "shell-missing";
      readonly shell: string;
      readonly flake: string;
      readonly nearest?: string;
      readonly available: readonly string[];
      readonly place?: Place;
    }
  /** `message` is Nix's own, without its trace; the trace is in `log`. `untracked`: a file that it misses and that is there, but that git does not track. */
  | {
      readonly code: "nix-failed";
      readonly installable: string;
      readonly message: string;
      readonly log?: string;
      readonly untracked?: string;
    }
  | { readonly code: "hook-failed"; readonly shell: string; readonly exitCode: number; readonly output: string }
  /** `onHost`: where the caller's own PATH has it, which a keepable task does not see. */
  | {
      readonly code: "command-not-found";
      readonly command: string;
      readonly shell: string;
      readonly task?: TaskId;
      readonly onHost?: string;
      readonly keepable: boolean;
      /** The packages that a package.json names are not installed: what one types to install them. */
      readonly installedBy?: string;
    }
  /** The operating system refused to start a program: not executable, its interpreter missing, arguments and environment too long. `reason` is one clause. */
  | { readonly code: "start-failed"; readonly file: string; readonly reason: string; readonly task?: TaskId }
  /** A keepable task missed a variable that the caller has but the task may not see. */
  | { readonly code: "variable-not-passed"; readonly variable: string; readonly task: TaskId }
  /** `repo run --check`: paths relative to the workspace's root. `failed`: it did so in a copy that held nothing but what it declares. */
  | ({ readonly code: "undeclared-use"; readonly task: TaskId; readonly failed: boolean } & UndeclaredUse)
  | { readonly code: "host-tool-missing"; readonly tool: string; readonly task: TaskId }
  | {
      readonly code: "delegate-tool-missing";
      readonly tool: TaskFileTool;
      readonly file: string;
      readonly shell: string;
      readonly nixPackage: string;
    }
  /** Only the tool itself can read a file of its own, and it is not on the caller's PATH. */
  | { readonly code: "tool-missing"; readonly tool: string; readonly file: string; readonly nixPackage: string }
  | { readonly code: "delegate-failed"; readonly tool: TaskFileTool; readonly file: string; readonly message: string }
  /** What verbs need did not get ready; none where the run was stopped meanwhile. `state`: one line that can follow its name. */
  | { readonly code: "needed-not-ready"; readonly units: readonly { readonly unit: string; readonly state: string }[] }
  | { readonly code: "git-missing" }
  /** `command`: `git diff`; `message` is git's own. */
  | { readonly code: "git-failed"; readonly command: string; readonly message: string }
  /** What a change is to be compared with is not there, nor could it be fetched. `message` is git's own about the fetch. */
  | { readonly code: "base-unknown"; readonly base: string; readonly message?: string }
  /**
   * Too little of the history is here to tell where a change left `base`. `message` is git's own about a fetch that failed; without it, fetching was not allowed.
   * `engine`: who made the clone.
   */
  | { readonly code: "history-missing"; readonly base: string; readonly engine?: CiEngine; readonly message?: string }
  /** What is wanted lives in git's folders, and there is no repository at `from` or above it. */
  | { readonly code: "repository-missing"; readonly from: string }
  /**
   * A file that we write is left as it is. `edited`: written by us, then by hand. `foreign`: never by us. `unasked`: ours, and nobody said yes.
   * `changed`: it is no longer as it was when we looked at it.
   */
  | { readonly code: "file-left"; readonly file: string; readonly why: "edited" | "foreign" | "unasked" | "changed" }
  /** A file of the user's is too unusual to be edited. `why`: one clause; `add`: what to add at the place. */
  | { readonly code: "edit-by-hand"; readonly place: Place; readonly why: string; readonly add: string }
  /** All that is wrong with what was asked for; each is a clause. */
  | { readonly code: "not-new"; readonly mistakes: readonly string[] }
  /** A team's template that cannot be used; each mistake is a clause. */
  | { readonly code: "template-invalid"; readonly file: string; readonly mistakes: readonly string[] }
  | { readonly code: "file-not-written"; readonly file: string; readonly reason: string }
  /** A hook of git's that is not ours is left as it is. `call`: what it may call to run both. */
  | { readonly code: "hook-left"; readonly file: string; readonly why: "edited" | "foreign"; readonly call: string }
  /** Where git looks for hooks other repositories look as well. */
  | { readonly code: "hooks-shared"; readonly folder: string }
  /** Of a unit of `repo up`. `count`: how many there are. */
  | { readonly code: "unknown-unit"; readonly name: string; readonly nearest?: string; readonly count: number }
  /** The folder of the supervisor's socket is not ours alone, so that another user could pretend to be the supervisor. */
  | { readonly code: "server-folder-unsafe"; readonly folder: string; readonly why: UnsafeFolder }
  /** The supervisor's socket cannot be made or used. `reason` is what the system says. */
  | { readonly code: "server-socket-failed"; readonly path: string; readonly reason: string }
  | { readonly code: "server-other-version"; readonly pid: number; readonly theirs: string; readonly ours: string }
  | { readonly code: "server-other-workspace"; readonly pid: number; readonly theirs: string; readonly ours: string }
  /** It takes connections and does not answer: it was halted, or is too busy. */
  | { readonly code: "server-silent"; readonly pid: number; readonly waitedMs: number }
  /** It runs, and its socket is not where it is looked for. */
  | { readonly code: "server-unreachable"; readonly pid: number }
  /** It went away in the middle of something. `reason`: one clause, where it said so. */
  | { readonly code: "server-lost"; readonly reason?: string }
  | { readonly code: "server-ending" }
  /** A background supervisor ended before it was there. `output`: its last lines. */
  | { readonly code: "server-not-started"; readonly output: string }
  /** What a killed supervisor has left running. */
  | { readonly code: "units-left"; readonly units: readonly { readonly unit: string; readonly pids: readonly number[] }[] };

/** The CI engines whose variables and files are understood. */
export type CiEngine = "github" | "gitlab" | "buildkite";

/** `parent-open-to-others`: in the folder around it others could replace it. */
export type UnsafeFolder = "not-a-folder" | "other-owner" | "open-to-others" | "parent-open-to-others";

/** The exit codes that are part of the interface. */
export const EXIT = { ok: 0, failed: 1, usage: 2, environment: 3, notExecutable: 126, notFound: 127, bug: 70 } as const;

/** The exit code of a run that a failure ended before any task could decide it. */
export function exitCodeOf(failure: Failure): number {
  switch (failure.code) {
    case "nix-missing":
    case "engine-missing":
    case "engine-gone":
    case "engine-silent":
    case "engine-garbled":
    case "engine-disk-full":
    case "engine-failed":
    case "image-unavailable":
    case "host-refused-in-ci":
    case "shell-missing":
    case "nix-failed":
    case "hook-failed":
    case "delegate-tool-missing":
    case "tool-missing":
    case "host-tool-missing":
    case "git-missing":
    case "git-failed":
    case "history-missing":
      return EXIT.environment;
    case "command-not-found":
      return EXIT.notFound;
    case "start-failed":
      return EXIT.notExecutable;
    case "undeclared-use":
    case "engine-interrupted":
    case "container-port-taken":
    case "container-missing":
    case "container-ended":
    case "container-unhealthy":
    case "container-not-ready":
    case "needed-not-ready":
    case "file-left":
    case "edit-by-hand":
    case "file-not-written":
    case "hook-left":
    case "units-left":
    case "server-folder-unsafe":
    case "server-socket-failed":
    case "server-other-version":
    case "server-other-workspace":
    case "server-silent":
    case "server-unreachable":
    case "server-lost":
    case "server-ending":
    case "server-not-started":
      return EXIT.failed;
    case "unknown-unit":
    case "usage":
    case "not-new":
    case "template-invalid":
    case "workspace-not-found":
    case "file-invalid":
    case "file-unreadable":
    case "version-unsupported":
    case "unknown-service":
    case "unknown-verb":
    case "params-invalid":
    case "nothing-selected":
    case "folder-missing":
    case "dependency-cycle":
    case "variable-not-passed":
    case "delegate-failed":
    case "base-unknown":
    case "repository-missing":
    case "hooks-shared":
      return EXIT.usage;
  }
}
