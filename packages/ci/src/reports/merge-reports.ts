import { err, ok, type ReportedTask, type Result, type RunReport, type ShardOf, type TaskId, type TaskOutcome } from "@nix-repo/model";
import { shortCommit } from "../file-parts.ts";
import type { CiPlan } from "../shards/ci-plan.ts";

/** Several machines' reports as if one machine had run it all. */
export interface MergedReport {
  /** Without a shard. What the plan asks of machines and nobody reports stands in it without an outcome. */
  readonly report: RunReport;
  /** Which machine's word counts for a task; undefined where none says which it was. */
  readonly shardOf: (task: TaskId) => ShardOf | undefined;
  /** Machines that left no report, in order. */
  readonly missing: readonly ShardOf[];
}

/**
 * Joins reports of the same commit. Tasks stand in the order of the machines, each machine's in its own. A task that several ran, because several needed
 * it, stands where it comes first, with its worst outcome; one that was kept only where nobody ran it; of equals the longest counts.
 * Of two reports of the same machine the later one counts: the job was run again.
 *
 * Fails with one clause: nothing to join, reports of different commits, or of differently many machines.
 */
export function mergeReports(
  reports: readonly RunReport[],
  { plan }: { readonly plan?: CiPlan | undefined } = {},
): Result<MergedReport, string> {
  const mistake = mistakeIn(reports, plan);
  if (mistake !== undefined) return err(mistake);
  const counted = latestOfEach(reports);
  const merged = new Map<TaskId, Merged>();
  for (const { tasks, shard } of counted) {
    for (const task of tasks) {
      const before = merged.get(task.task);
      // Set again, it stays where it is.
      if (before === undefined || isWorse(task, before.task)) merged.set(task.task, { task, shard });
    }
  }
  for (const shard of plan?.shards ?? []) {
    for (const task of shard.tasks)
      if (!merged.has(task)) merged.set(task, { task: { task, attempts: 0, tail: [], problems: [] }, shard: shardOf(shard) });
  }
  const startedAt = Math.min(...counted.map((report) => report.startedAt));
  const endedAt = Math.max(...counted.map((report) => report.startedAt + report.durationMs));
  const head = counted.find((report) => report.head !== undefined)?.head;
  const isStarted = Number.isFinite(startedAt);
  return ok({
    report: {
      version: 1,
      kind: "run-report",
      ...(head === undefined ? {} : { head }),
      // What a host's tools have shown is less than what Nix has.
      provider: counted.some(({ provider }) => provider === "host") ? "host" : "nix",
      startedAt: isStarted ? startedAt : 0,
      durationMs: isStarted ? endedAt - startedAt : 0,
      tasks: [...merged.values()].map(({ task }) => task),
    },
    shardOf: (task) => merged.get(task)?.shard,
    missing: missingIn(counted, plan),
  });
}

/** Whether nothing is missing and all that counts has passed: the exit code of `repo ci merge` follows from it. */
export function isWell({ report, missing }: MergedReport): boolean {
  return missing.length === 0 && report.tasks.every(({ outcome }) => outcome !== undefined && hasPassed(outcome));
}

/** How long tasks took that ran and passed, in milliseconds: for the next plan. */
export function durationsOf({ tasks }: RunReport): ReadonlyMap<TaskId, number> {
  return new Map(tasks.flatMap(({ task, outcome }) => (outcome?.kind === "passed" ? [[task, outcome.durationMs] as const] : [])));
}

interface Merged {
  readonly task: ReportedTask;
  readonly shard: ShardOf | undefined;
}

function mistakeIn(reports: readonly RunReport[], plan: CiPlan | undefined): string | undefined {
  if (reports.length === 0 && plan === undefined) return "there is no report";
  const heads = new Set(reports.map(({ head }) => head));
  if (plan !== undefined && plan.head !== "" && reports.length > 0) heads.add(plan.head);
  const [a, b] = [...heads];
  if (heads.size > 1) return `they are of different commits: ${nameOf(a)} and ${nameOf(b)}`;
  const counts = new Set(reports.flatMap(({ shard }) => shard?.of ?? []));
  if (plan !== undefined && counts.size > 0) counts.add(plan.shards.length);
  const [first, second] = [...counts].sort((x, y) => x - y);
  return counts.size > 1
    ? `they are of different plans: one has ${first} ${first === 1 ? "part" : "parts"}, and another ${second}`
    : undefined;
}

function nameOf(head: string | undefined): string {
  return head === undefined ? "none" : shortCommit(head);
}

/** In the order of the machines; those of none come first. */
function latestOfEach(reports: readonly RunReport[]): readonly RunReport[] {
  const byIndex = new Map<number, RunReport>();
  for (const report of reports) {
    const before = report.shard === undefined ? undefined : byIndex.get(report.shard.index);
    if (report.shard !== undefined && (before === undefined || report.startedAt >= before.startedAt))
      byIndex.set(report.shard.index, report);
  }
  const ofShards = [...byIndex].sort(([a], [b]) => a - b).map(([, report]) => report);
  return [...reports.filter(({ shard }) => shard === undefined), ...ofShards];
}

function missingIn(reports: readonly RunReport[], plan: CiPlan | undefined): readonly ShardOf[] {
  const there = new Set(reports.map(({ shard }) => shard?.index));
  const of = plan?.shards.length ?? Math.max(0, ...reports.map(({ shard }) => shard?.of ?? 0));
  // Whoever ran all at once leaves no part out, whatever the plan was.
  if (there.has(undefined) && there.size === 1) return [];
  return Array.from({ length: of }, (_, position) => ({ index: position + 1, of })).filter(({ index }) => !there.has(index));
}

function shardOf({ index, of }: ShardOf): ShardOf {
  return { index, of };
}

function isWorse(task: ReportedTask, other: ReportedTask): boolean {
  const worse = badness(task.outcome) - badness(other.outcome);
  return worse === 0 ? durationMs(task.outcome) > durationMs(other.outcome) : worse > 0;
}

/** Which of several outcomes of one task counts: the highest. */
function badness(outcome: TaskOutcome | undefined): number {
  if (outcome === undefined) return 5;
  switch (outcome.kind) {
    case "failed":
      return outcome.allowed === true ? 3 : 7;
    case "unavailable":
      return 6;
    case "not-started":
      return 4;
    case "stopped":
      return outcome.because === "not-needed" ? 2 : 4;
    case "passed":
      return 1;
    case "kept":
      return 0;
  }
}

function durationMs(outcome: TaskOutcome | undefined): number {
  return outcome !== undefined && "durationMs" in outcome ? outcome.durationMs : 0;
}

function hasPassed(outcome: TaskOutcome): boolean {
  return badness(outcome) <= 3;
}
