import type { Event, ProviderKind, ReportedTask, RunReport, TaskId } from "@nix-repo/model";
import type { FileSink, FileSinkOptions } from "./file-sink.ts";
import { isFile } from "./is-file.ts";
import { type Findings, readFindings } from "./read-findings.ts";
import { isFailure, Tally } from "./tally.ts";

/** `--report`: what another machine has to know of the run, written when it has finished. */
export function createRunReportSink(options: FileSinkOptions): FileSink {
  const tally = new Tally();
  const starts = new Map<TaskId, Pick<Extract<Event, { type: "task-started" }>, "command" | "shell">>();
  /** Of tasks that have ended: their output may be gone when the run has. */
  const findings = new Map<TaskId, Findings>();
  let provider: ProviderKind = "nix";
  let startedAt: number | undefined;

  const reported = (task: TaskId): ReportedTask => {
    const result = tally.resultOf(task);
    const start = starts.get(task);
    return {
      task,
      ...(result === undefined ? {} : { outcome: result.outcome }),
      attempts: start === undefined ? 0 : tally.attemptOf(task),
      ...(start === undefined ? {} : { shell: start.shell, command: start.command }),
      ...(findings.get(task) ?? NOTHING),
    };
  };

  return (event) => {
    tally.take(event);
    switch (event.type) {
      case "run-started":
        startedAt ??= event.at;
        provider = event.provider;
        break;
      case "task-started":
        starts.set(event.task, { command: event.command, shell: event.shell });
        break;
      case "task-finished": {
        const found = findingsOf(event, options);
        if (found !== undefined) findings.set(event.task, found);
        break;
      }
      case "run-finished": {
        const report: RunReport = {
          version: 1,
          kind: "run-report",
          ...(options.head === undefined ? {} : { head: options.head }),
          ...(options.shard === undefined ? {} : { shard: options.shard }),
          provider,
          startedAt: startedAt ?? event.at - event.durationMs,
          durationMs: event.durationMs,
          tasks: tally.tasks.map(reported),
        };
        options.target.write(`${JSON.stringify(report)}\n`);
        break;
      }
      case "notice":
      case "task-output":
      case "task-ready":
      case "task-retrying":
        break;
    }
  };
}

const NOTHING: Findings = { problems: [], tail: [] };
const TAIL_LINES = 20;
const MOST_PROBLEMS = 50;

function findingsOf({ task, outcome }: Extract<Event, { type: "task-finished" }>, options: FileSinkOptions): Findings | undefined {
  const held = options.heldOutput(task);
  if (held === undefined || held.bytes === 0) return undefined;
  const { root, folderOf } = options;
  const found = readFindings(held, {
    outcome,
    folder: folderOf?.(task) ?? root,
    root,
    exists: isFile,
    most: MOST_PROBLEMS,
    tailLines: isFailure(outcome) ? TAIL_LINES : 0,
  });
  return { ...found, problems: found.problems.slice(0, MOST_PROBLEMS) };
}
