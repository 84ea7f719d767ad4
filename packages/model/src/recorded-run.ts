import type { ProviderKind } from "./environment.ts";
import type { ExitStatus, TaskOutcome } from "./event.ts";
import type { ProcessIdentity } from "./process-identity.ts";
import type { TaskId } from "./task-id.ts";

/** What is kept of a run besides the logs. */
export interface RecordedRun {
  readonly version: 2;
  readonly id: number;
  /** `running` with a process that is gone: it was killed. */
  readonly state: "running" | "finished";
  readonly process: ProcessIdentity;
  /** What was typed behind `repo`, for people; secrets are masked. */
  readonly command: readonly string[];
  /** Left out where the run ended before its first task could be looked at. */
  readonly provider?: ProviderKind;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Of a run that was killed, up to the last that is known of it. */
  readonly durationMs?: number;
  /** In the order in which a reader expects them. */
  readonly tasks: Readonly<Record<TaskId, RecordedTask>>;
}

export interface RecordedTask {
  /** The file of its output in the run's folder, of all its attempts; left out where it was not started. */
  readonly log?: string;
  /** As it was typed into the shell, on one line; secrets are masked. */
  readonly command?: string;
  readonly shell?: string;
  /** Of the first attempt, in milliseconds since the epoch. */
  readonly startedAt?: number;
  readonly readyAt?: number;
  /** The attempts that failed and were followed by another one, in order. */
  readonly retried?: readonly FailedAttempt[];
  /** Left out while it runs, or waits. */
  readonly outcome?: TaskOutcome;
}

export interface FailedAttempt {
  readonly at: number;
  readonly status: ExitStatus;
}

/** A recorded run as it stands now. */
export interface KeptRun extends Omit<RecordedRun, "state"> {
  readonly state: "running" | "killed" | "finished";
  /** Absolute path of its record and logs. */
  readonly folder: string;
}

/** What is kept on disk of a task's output so far, both streams in the order in which they came. */
export interface HeldOutput {
  /** Absolute. */
  readonly file: string;
  /** How much of the file, from its beginning, is output: behind it may stand half a chunk for which the disk had no room. */
  readonly bytes: number;
  /** Whether that is all that the task wrote. */
  readonly isWhole: boolean;
}
