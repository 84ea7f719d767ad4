import type { Event, Notice, ProviderKind, TaskId } from "@nix-repo/model";
import { type OutcomeView, outcomeView, statusView } from "./outcome-view.ts";
import type { Counts, Tally } from "./tally.ts";

/** The first line of `--events`. Fields and kinds of events may be added to a version, never changed. */
export interface EventsHead {
  readonly version: 1;
  readonly kind: "events";
  /** Of `repo`. */
  readonly repo: string;
  /** The run's number in `repo runs`; left out where no record could be made. */
  readonly run?: number;
}

/** What happened, one a line. Times are milliseconds since the epoch. */
export type EventView =
  | { readonly type: "run-started"; readonly at: number; readonly provider: ProviderKind; readonly tasks: readonly TaskId[] }
  | { readonly type: "notice"; readonly level: Notice["level"]; readonly task?: TaskId; readonly text: string }
  | {
      readonly type: "task-started";
      readonly at: number;
      readonly task: TaskId;
      /** From 1. */
      readonly attempt: number;
      readonly command: string;
      readonly shell: string;
    }
  | OutputView
  | { readonly type: "task-ready"; readonly at: number; readonly task: TaskId }
  | {
      readonly type: "task-retrying";
      readonly at: number;
      readonly task: TaskId;
      /** The one that failed, from 1, of as many as there may be. */
      readonly attempt: number;
      readonly attempts: number;
      readonly exitCode?: number;
      readonly signal?: string;
      readonly delayMs: number;
    }
  | ({ readonly type: "task-finished"; readonly at: number } & OutcomeView)
  | { readonly type: "run-finished"; readonly at: number; readonly durationMs: number; readonly counts: Counts; readonly logs?: string };

/** A piece of output, as text where it is UTF-8, else as its bytes in base64. Pieces end between characters, and anywhere in a line. */
export type OutputView = {
  readonly type: "task-output";
  readonly task: TaskId;
  readonly stream: "stdout" | "stderr";
} & ({ readonly text: string } | { readonly base64: string });

/** Of an event that the tally has taken already; output is written in another way. */
export function eventView(
  event: Exclude<Event, { type: "task-output" }>,
  { tally, root }: { tally: Tally; root: string },
): Exclude<EventView, OutputView> {
  switch (event.type) {
    case "run-started":
    case "task-ready":
      return event;
    case "notice": {
      const { type, level, task, text } = event;
      return { type, level, ...(task === undefined ? {} : { task }), text };
    }
    case "task-started": {
      const { type, at, task, command, shell } = event;
      return { type, at, task, attempt: tally.attemptOf(task), command, shell };
    }
    case "task-retrying": {
      const { type, at, task, attempt, attempts, status, delayMs } = event;
      return { type, at, task, attempt, attempts, ...statusView(status), delayMs };
    }
    case "task-finished": {
      const { type, at, task, outcome } = event;
      return { type, at, ...outcomeView({ task, outcome, attempts: tally.attemptOf(task) }, root) };
    }
    case "run-finished": {
      const { type, at, durationMs, logs } = event;
      return { type, at, durationMs, counts: tally.counts, ...(logs === undefined ? {} : { logs }) };
    }
  }
}
