import {
  type ExitStatus,
  err,
  type NotStartedReason,
  type Problem,
  type ReportedTask,
  type Result,
  type RunReport,
  type ShardOf,
  type TaskId,
  type TaskOutcome,
} from "@nix-repo/model";
import { checkKind, commit, task } from "../file-parts.ts";
import { list, matching, milliseconds, oneOf, optional, readJson, record, type Shape, text, union, whole } from "../read-json.ts";
import { failure } from "./failure-shape.ts";

/** A report as a machine wrote it. What is wrong with it comes back as one clause: `it is not JSON`, `tasks[3].outcome.kind is missing`. */
export function readReport(content: string): Result<RunReport, string> {
  const kind = readJson(content, checkKind("run-report", "a report of a run"));
  if (!kind.ok) return kind;
  const report = reports(kind.value, "");
  if (!report.ok) return report;
  const { shard, tasks } = report.value;
  if (shard !== undefined && shard.index > shard.of) return err(`shard.index is ${shard.index}, and there are ${shard.of}`);
  const seen = new Set<TaskId>();
  for (const { task: id } of tasks) {
    if (seen.has(id)) return err(`tasks has ${id} twice`);
    seen.add(id);
  }
  return report;
}

/** This machine may have other ones than that of the report. */
const signal = matching<NodeJS.Signals>(/^SIG[A-Z0-9]{2,10}$/, "a signal");

const status: Shape<ExitStatus> = union<ExitStatus, "kind">("kind", { code: { code: whole() }, signal: { signal } });

const notStarted: Shape<NotStartedReason> = union<NotStartedReason, "kind">("kind", {
  "dependency-failed": { task },
  "stage-failed": { stage: text },
  "another-failed": { task },
  stopped: {},
});

const outcome: Shape<TaskOutcome> = union<TaskOutcome, "kind">("kind", {
  passed: { durationMs: milliseconds },
  kept: { durationMs: milliseconds, keptAt: milliseconds },
  failed: {
    durationMs: milliseconds,
    status,
    hint: optional(failure),
    timeoutMs: optional(milliseconds),
    unready: optional(oneOf(true)),
    attempts: optional(whole(1)),
    keptAt: optional(milliseconds),
    allowed: optional(oneOf(true)),
  },
  stopped: { durationMs: milliseconds, because: oneOf("not-needed", "run-stopped", "another-failed") },
  unavailable: { failure },
  "not-started": { because: notStarted },
});

const problem = record<Problem>({
  level: oneOf("error", "warning"),
  file: text,
  line: optional(whole(1)),
  column: optional(whole(1)),
  message: text,
});

const reportedTask = record<ReportedTask>({
  task,
  outcome: optional(outcome),
  attempts: whole(),
  shell: optional(text),
  command: optional(text),
  tail: list(text),
  problems: list(problem),
});

const reports = record<RunReport>({
  version: oneOf(1),
  kind: oneOf("run-report"),
  head: optional(commit),
  shard: optional(record<ShardOf>({ index: whole(1), of: whole(1) })),
  provider: oneOf("nix", "host"),
  startedAt: milliseconds,
  durationMs: milliseconds,
  tasks: list(reportedTask),
});
