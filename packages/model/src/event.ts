import type { ProviderKind } from "./environment.ts";
import type { Failure } from "./failure.ts";
import type { TaskId } from "./task-id.ts";

/** Everything that a run tells the world, in order. Reporters and the run's record are sinks for it; nothing else is printed while tasks run. */
export type Event =
  | RunStarted
  | Notice
  | { readonly type: "task-started"; readonly task: TaskId; readonly at: number; readonly command: string; readonly shell: string }
  /** Raw bytes as they came; a chunk may end within a line or a character. */
  | { readonly type: "task-output"; readonly task: TaskId; readonly stream: "stdout" | "stderr"; readonly chunk: Uint8Array }
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
  /** The command ran and did not succeed. `hint` says what we know of why. */
  | { readonly kind: "failed"; readonly durationMs: number; readonly status: ExitStatus; readonly hint?: Failure }
  /** The command could not be started. */
  | { readonly kind: "unavailable"; readonly failure: Failure }
  | { readonly kind: "not-started"; readonly because: NotStartedReason };

export type NotStartedReason =
  | { readonly kind: "dependency-failed"; readonly task: TaskId }
  | { readonly kind: "stage-failed"; readonly stage: string }
  | { readonly kind: "stopped" };

export type ExitStatus = { readonly kind: "code"; readonly code: number } | { readonly kind: "signal"; readonly signal: NodeJS.Signals };
