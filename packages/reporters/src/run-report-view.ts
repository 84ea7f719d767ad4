import type { RunReport, ShardOf, TaskId } from "@nix-repo/model";
import { Tally } from "./tally.ts";

/** A report as people see it: of one run, or of several machines in one. */
export interface RunReportView {
  readonly report: RunReport;
  /** Which machine ran a task, where there were several. */
  readonly shardOf?: ((task: TaskId) => ShardOf | undefined) | undefined;
  /** Machines that left no report. */
  readonly missing?: readonly ShardOf[] | undefined;
}

/** Counts a report as reporters count a run that goes on. */
export function tallyOf({ startedAt, provider, durationMs, tasks }: RunReport): Tally {
  const tally = new Tally();
  tally.take({ type: "run-started", at: startedAt, provider, tasks: tasks.map(({ task }) => task) });
  const at = startedAt + durationMs;
  for (const { task, outcome, attempts } of tasks) {
    for (let attempt = 1; attempt < attempts; attempt += 1) {
      tally.take({ type: "task-retrying", at, task, attempt, attempts, status: { kind: "code", code: 1 }, delayMs: 0 });
    }
    if (outcome !== undefined) tally.take({ type: "task-finished", at, task, outcome });
  }
  tally.take({ type: "run-finished", at, durationMs });
  return tally;
}

/** `2/5` */
export function shardText({ index, of }: ShardOf): string {
  return `${index}/${of}`;
}
