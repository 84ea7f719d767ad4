import type { Failure, Sink, TaskOutcome } from "@nix-repo/model";
import type { Clock, Stopping } from "@nix-repo/processes";
import type { Turn } from "./job.ts";
import type { TaskContext } from "./prepare-task.ts";
import type { RunProcesses } from "./run-processes.ts";
import type { TaskNode } from "./task-graph.ts";
import type { TaskResults } from "./task-results.ts";

/** One attempt at a task. */
export interface TaskRun extends TaskContext {
  readonly sink: Sink;
  readonly stopping: Stopping;
  /** Told of each process as soon as it is there. */
  readonly onSpawn?: RunProcesses["started"] | undefined;
  readonly clock: Clock;
  /** What the task has to do with the others of its run. */
  readonly turn: Turn;
  /** From 1. */
  readonly attempt: number;
  /** See `OutputOptions`. */
  readonly congestion?: (() => Promise<void> | undefined) | undefined;
  /** Of the tasks that ended before. */
  readonly results: TaskResults;
  /** Told how long it took until a persistent task was ready. */
  readonly onReady?: (afterMs: number) => void;
}

export function unavailable(failure: Failure, node: TaskNode): TaskOutcome {
  return { kind: "unavailable", failure: withTask(failure, node) };
}

export function sayVerbosely(text: string, { id }: TaskNode, { sink, attempt }: TaskRun): void {
  if (attempt === 1) sink({ type: "notice", level: "verbose", task: id, text });
}

/** A command that was missed before the start is told like one that a shell missed: with the task, and with what the caller has. */
export function withTask(failure: Failure, { id }: Pick<TaskNode, "id">): Failure {
  return failure.code === "command-not-found" || failure.code === "start-failed" ? { ...failure, task: id } : failure;
}
