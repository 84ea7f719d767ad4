import type { EnvironmentIdentity, Launch } from "./environment.ts";
import type { ExitStatus } from "./event.ts";
import type { TaskId } from "./task-id.ts";
import type { Variables } from "./variables.ts";
import type { Verb } from "./workspace.ts";

/** Finds the results of tasks that ran before, and keeps those of tasks that run. Implemented by `cache`. */
export interface ResultCache {
  /** Before a task starts, and after all that it depends on has ended. */
  lookup(task: CacheableTask): Promise<Lookup>;
  /** Told of a task that is going to be looked up: what it reads, and can be read quickly, is read now. What cannot be read is told at the lookup. */
  expect(task: Pick<CacheableTask, "verb" | "definitionFiles">): Promise<void>;
  /** Told whenever a task's processes have ended, kept or not, and whatever they ended with: they may have written anything. */
  taskEnded(): void;
  /** What stands for the declared outputs of a task that is not kept itself, as they are now; undefined where they cannot be read. */
  outputsOf(verb: Verb): Promise<string | undefined>;
}

/** All that decides what a task does. */
export interface CacheableTask {
  readonly id: TaskId;
  readonly verb: Verb;
  /** What stood after `--`. */
  readonly args: readonly string[];
  readonly environment: EnvironmentIdentity;
  /** What it sees besides, as far as results depend on it. No name among them says secret. */
  readonly variables: Variables;
  /** Of every task that it depends on what stands for that one's result. */
  readonly dependencies: Readonly<Record<TaskId, string>>;
  /** Absolute paths, links resolved, of the tools that it takes from the host. */
  readonly tools: Readonly<Record<string, string>>;
  /** Absolute paths of files that define it: its task file and what that includes. */
  readonly definitionFiles: readonly string[];
}

export type Lookup =
  | KeptResult
  | Miss
  /** It can neither be found nor kept: a file cannot be read. `why` is one clause. */
  | { readonly kind: "unknown"; readonly why: string };

/** Its outputs are in place. */
export interface KeptResult {
  readonly kind: "hit";
  readonly status: ExitStatus;
  /** How long it took when it ran, in milliseconds. */
  readonly durationMs: number;
  /** When it had run, in milliseconds since the epoch. */
  readonly keptAt: number;
  /** Hands on what it printed, as it came. */
  replay(onOutput: OnOutput): Promise<void>;
  /** What stands for it in the keys of tasks that depend on it. */
  readonly result: string;
}

export interface Miss {
  readonly kind: "miss";
  /** What has changed since it ran here last, the most telling first; empty where it never did. */
  readonly changes: readonly KeyChange[];
  /** Takes away what an earlier run left in its outputs. Right before it starts. */
  clear(): Promise<void>;
  /** Told of all that it prints. */
  readonly onOutput: OnOutput;
  /** After it has ended, whatever it ended with. */
  keep(end: TaskEnd): Promise<Kept>;
  /** It will not be kept: lets go of what was recorded. */
  discard(): void;
}

export type OnOutput = (stream: "stdout" | "stderr", chunk: Uint8Array) => void;

export interface TaskEnd {
  readonly exitCode: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
}

/** `result` stands for it in the keys of tasks that depend on it; left out where nobody can tell. `why`: that it is not kept, in one clause. */
export interface Kept {
  readonly result?: string;
  readonly why?: string;
}

/** Parts of a key, to tell which of them differ. Values stand for themselves as digests: what is written down of them tells nobody what they are. */
export interface KeyParts {
  readonly command: readonly string[];
  readonly outputs: readonly string[];
  /** Left out where it needs nothing. */
  readonly needs?: readonly string[];
  readonly shell: string;
  /** By name, digests of the values. */
  readonly variables: Readonly<Record<string, string>>;
  /** The same of what the environment gives. */
  readonly environment: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<TaskId, string>>;
  /** By name, digests of the files. */
  readonly tools: Readonly<Record<string, string>>;
  /** By path relative to the workspace's root: digest of the content, or the target of a symlink. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** One reason why a key is another than that of the last run. */
export interface KeyChange {
  readonly kind: "file" | "variable" | "definition" | "dependency" | "environment" | "tool" | "outputs" | "store" | "forced";
  /** For people, one clause: `src/cart.ts changed`. */
  readonly text: string;
}

/** Finds out whether tasks use what they do not declare. Implemented by `cache`. */
export interface TaskCheck {
  /** @param needed what it depends on: it may read what these write. @returns undefined where its inputs cannot be read */
  begin(task: CacheableTask, needed: readonly Verb[]): Promise<CheckedStart | undefined>;
}

export interface CheckedStart {
  /** What to execute instead. */
  wrap(launch: Launch): Launch;
  /** To be called in any case, after it has ended. */
  finish(): Promise<UndeclaredUse>;
}

/** For people: paths relative to the workspace's root, and folders with how many files in them. */
export interface UndeclaredUse {
  /** `trace`: what it did was watched. `copy`: it ran where nothing was but what it declares, so that what it misses makes it fail. */
  readonly how: "trace" | "copy";
  readonly read: readonly string[];
  readonly written: readonly string[];
  readonly removed: readonly string[];
}
