import type { ProviderKind } from "./environment.ts";
import type { TaskOutcome } from "./event.ts";
import type { TaskId } from "./task-id.ts";

/** What is told of a run where its logs are not: one file, that machines hand to each other. */
export interface RunReport {
  readonly version: 1;
  readonly kind: "run-report";
  /** The commit that it ran on; left out where there is none. */
  readonly head?: string;
  readonly shard?: ShardOf;
  readonly provider: ProviderKind;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** In the order in which a reader expects them. */
  readonly tasks: readonly ReportedTask[];
}

/** One of several machines: `index` from 1. */
export interface ShardOf {
  readonly index: number;
  readonly of: number;
}

export interface ReportedTask {
  readonly task: TaskId;
  /** Left out where the run ended before the task did. */
  readonly outcome?: TaskOutcome;
  /** How often it was started. */
  readonly attempts: number;
  readonly shell?: string;
  readonly command?: string;
  /** The last lines of a task that failed, secrets masked, without colours. */
  readonly tail: readonly string[];
  /** What its output says of places in files. */
  readonly problems: readonly Problem[];
}

/** What a compiler, linter or test says of a place. */
export interface Problem {
  readonly level: "error" | "warning";
  /** Relative to the workspace's root; it is there. */
  readonly file: string;
  /** From 1. */
  readonly line?: number;
  readonly column?: number;
  /** One line. */
  readonly message: string;
}
