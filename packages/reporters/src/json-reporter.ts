import type { Notice, ProviderKind, RunFinished, TaskId } from "@nix-repo/model";
import { type OutcomeView, outcomeView } from "./outcome-view.ts";
import { Output } from "./output.ts";
import type { Reporter, ReporterOptions } from "./reporter.ts";
import { type Counts, Tally, type TaskResult } from "./tally.ts";

/** What `--json` prints of a run: one object on stdout when it has ended. Fields may be added to a version, never changed. */
export interface RunView {
  readonly version: 1;
  readonly kind: "run";
  /** Its number in `repo runs`; left out where no record could be made. */
  readonly run?: number;
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

export interface TaskView extends OutcomeView {
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
            ...(options.run === undefined ? {} : { run: options.run }),
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

function taskView(result: TaskResult, { logs }: RunFinished, { root, logFile }: ReporterOptions): TaskView {
  const { kind } = result.outcome;
  const log = logs === undefined || kind === "unavailable" || kind === "not-started" ? undefined : logFile?.(logs, result.task);
  return { ...outcomeView(result, root), ...(log === undefined ? {} : { log }) };
}
