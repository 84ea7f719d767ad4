import type { Notice, ProviderKind, RunFinished, TaskId, TaskOutcome } from "@nix-repo/model";
import { type FailureView, failureView } from "./failure-view.ts";
import { Output } from "./output.ts";
import type { Reporter, ReporterOptions } from "./reporter.ts";
import { type Counts, Tally, type TaskResult } from "./tally.ts";

/** What `--json` prints of a run: one object on stdout when it has ended. Fields may be added to a version, never changed. */
export interface RunView {
  readonly version: 1;
  readonly kind: "run";
  readonly provider: ProviderKind;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** Absolute. */
  readonly logs?: string;
  readonly counts: Counts;
  readonly tasks: readonly TaskView[];
  readonly notices: readonly { readonly level: Notice["level"]; readonly task?: TaskId; readonly text: string }[];
}

export interface TaskView {
  readonly task: TaskId;
  readonly outcome: TaskOutcome["kind"];
  readonly durationMs?: number;
  readonly exitCode?: number;
  readonly signal?: string;
  readonly failure?: FailureView;
  readonly because?: Extract<TaskOutcome, { kind: "not-started" }>["because"];
  /** Absolute. */
  readonly log?: string;
}

/** For programs: the tasks' output goes to the logs alone, and the result comes whole. */
export function createJsonReporter(options: ReporterOptions): Reporter {
  const stdout = new Output(options.stdout);
  const tally = new Tally();
  const notices: RunView["notices"][number][] = [];
  let provider: ProviderKind = "nix";
  let startedAt = 0;

  return {
    sink(event) {
      tally.take(event);
      switch (event.type) {
        case "run-started":
          ({ provider } = event);
          startedAt ||= event.at;
          break;
        case "notice":
          if (event.level !== "verbose" || options.verbose) {
            notices.push({ level: event.level, ...(event.task === undefined ? {} : { task: event.task }), text: event.text });
          }
          break;
        case "run-finished": {
          const view: RunView = {
            version: 1,
            kind: "run",
            provider,
            startedAt,
            durationMs: event.durationMs,
            ...(event.logs === undefined ? {} : { logs: event.logs }),
            counts: tally.counts,
            tasks: tally.results.map((result) => taskView(result, event, options)),
            notices,
          };
          stdout.line(JSON.stringify(view, null, 2));
          break;
        }
        case "task-started":
        case "task-output":
        case "task-ready":
        case "task-retrying":
        case "task-finished":
          break;
      }
    },
    congestion: () => undefined,
    finish: () => stdout.flush(),
  };
}

function taskView({ task, outcome }: TaskResult, finished: RunFinished, options: ReporterOptions): TaskView {
  const log = finished.logs === undefined ? undefined : options.logFile?.(finished.logs, task);
  const start = { task, outcome: outcome.kind };
  const end = log === undefined ? {} : { log };
  switch (outcome.kind) {
    case "passed":
      return { ...start, durationMs: outcome.durationMs, exitCode: 0, ...end };
    case "stopped":
      return { ...start, durationMs: outcome.durationMs, ...end };
    case "failed":
      return {
        ...start,
        durationMs: outcome.durationMs,
        ...(outcome.status.kind === "code" ? { exitCode: outcome.status.code } : { signal: outcome.status.signal }),
        ...(outcome.hint === undefined ? {} : { failure: failureView(outcome.hint, options.root) }),
        ...end,
      };
    case "unavailable":
      return { ...start, failure: failureView(outcome.failure, options.root) };
    case "not-started":
      return { ...start, because: outcome.because };
  }
}
