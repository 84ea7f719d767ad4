import type { ProviderKind } from "./environment.ts";
import type { Failure } from "./failure.ts";
import type { TaskId } from "./task-id.ts";

/** Everything that a run tells the world, in order. Reporters and the run's record are sinks for it; nothing else is printed while tasks run. */
export type Event =
  | RunStarted
  | Notice
  | { readonly type: "task-started"; readonly task: TaskId; readonly at: number; readonly command: string; readonly shell: string }
  /** Raw bytes as they came. A chunk may end within a line, but within a character (of UTF-8) only where the stream ends there. */
  | { readonly type: "task-output"; readonly task: TaskId; readonly stream: "stdout" | "stderr"; readonly chunk: Uint8Array }
  /** It runs until it is stopped, and is now ready for what needs it. */
  | { readonly type: "task-ready"; readonly task: TaskId; readonly at: number }
  | TaskRetrying
  | TaskFinished
  | RunFinished;

export type Sink = (event: Event) => void;

export interface RunStarted {
  readonly type: "run-started";
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly provider: ProviderKind;
  /** In the order in which a reader expects them: as selected, services in the registry's order. */
  readonly tasks: readonly TaskId[];
}

/** Something that is not the output of a task but should be known: the host provider is in use, a variable is missing. */
export interface Notice {
  readonly type: "notice";
  readonly level: "warning" | "info" | "verbose";
  readonly task?: TaskId;
  readonly text: string;
  /** What several may be about, of which the first says enough: nothing can be written below `.repo`. */
  readonly about?: "state-folder";
}

/** An attempt failed; the next `task-started` of the task is another one. */
export interface TaskRetrying {
  readonly type: "task-retrying";
  readonly task: TaskId;
  readonly at: number;
  /** The one that failed, from 1, of as many as there may be. */
  readonly attempt: number;
  readonly attempts: number;
  readonly status: ExitStatus;
  /** How long the next one waits. */
  readonly delayMs: number;
}

export interface TaskFinished {
  readonly type: "task-finished";
  readonly task: TaskId;
  readonly at: number;
  readonly outcome: TaskOutcome;
}

export interface RunFinished {
  readonly type: "run-finished";
  readonly at: number;
  readonly durationMs: number;
  /** Absolute path of the folder with the run's record and logs; left out where none could be written. */
  readonly logs?: string;
}

export type TaskOutcome =
  | { readonly kind: "passed"; readonly durationMs: number }
  | TaskKept
  | TaskFailed
  /** Ran until it was stopped. */
  | { readonly kind: "stopped"; readonly durationMs: number; readonly because: StopReason }
  /** The command could not be started. */
  | { readonly kind: "unavailable"; readonly failure: Failure }
  | { readonly kind: "not-started"; readonly because: NotStartedReason };

/** It had passed before on the same inputs, and was not run again. Its output then is told as if it came now, without a start. */
export interface TaskKept {
  readonly kind: "kept";
  /** How long it took when it ran. */
  readonly durationMs: number;
  /** When that was, in milliseconds since the epoch. */
  readonly keptAt: number;
}

/** Why a task that would have run on was stopped: nothing needed it any more, the whole run was stopped, or it was to end at the first failure, and that was another's. */
export type StopReason = "not-needed" | "run-stopped" | "another-failed";

/** The command ran and did not succeed. */
export interface TaskFailed {
  readonly kind: "failed";
  /** Of the last attempt. */
  readonly durationMs: number;
  readonly status: ExitStatus;
  /** What we know of why. */
  readonly hint?: Failure;
  /** It was ended because it took longer than this. */
  readonly timeoutMs?: number;
  /** It ended, or did not get ready in time, though others needed it running. */
  readonly unready?: true;
  /** How often it was tried; left out for once. */
  readonly attempts?: number;
  /** It had failed before on the same inputs, at this time, and was not run again. */
  readonly keptAt?: number;
  /** Its verb says `allowFailure`: the run goes on as if it had passed. */
  readonly allowed?: true;
}

export type NotStartedReason =
  | { readonly kind: "dependency-failed"; readonly task: TaskId }
  | { readonly kind: "stage-failed"; readonly stage: string }
  /** The run was to end at the first failure, and this was it. */
  | { readonly kind: "another-failed"; readonly task: TaskId }
  | { readonly kind: "stopped" };

export type ExitStatus = { readonly kind: "code"; readonly code: number } | { readonly kind: "signal"; readonly signal: NodeJS.Signals };
