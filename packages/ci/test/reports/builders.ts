import type { ReportedTask, RunReport, ShardOf, TaskId, TaskOutcome } from "@nix-repo/model";
import { HEAD } from "../plans.ts";

export function report(tasks: readonly ReportedTask[], rest: Partial<RunReport> = {}): RunReport {
  return { version: 1, kind: "run-report", head: HEAD, provider: "nix", startedAt: 1_000, durationMs: 500, tasks, ...rest };
}

export function ofShard(index: number, of: number): { readonly shard: ShardOf } {
  return { shard: { index, of } };
}

/** A task with its outcome, or one that did not end. */
export function reported(task: TaskId, outcome?: TaskOutcome, rest: Partial<ReportedTask> = {}): ReportedTask {
  return { task, attempts: 1, tail: [], problems: [], ...(outcome === undefined ? {} : { outcome }), ...rest };
}

export function passed(durationMs = 100): TaskOutcome {
  return { kind: "passed", durationMs };
}

export function kept(durationMs = 100): TaskOutcome {
  return { kind: "kept", durationMs, keptAt: 7 };
}

export function failed(durationMs = 100): TaskOutcome {
  return { kind: "failed", durationMs, status: { kind: "code", code: 1 } };
}
