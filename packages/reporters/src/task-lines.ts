import type { ExitStatus, Failure, NotStartedReason, TaskId, TaskOutcome } from "@nix-repo/model";
import { failureText } from "./describe-failure.ts";
import { formatDuration } from "./format-duration.ts";
import type { Palette } from "./palette.ts";
import type { Symbols } from "./symbols.ts";
import { padTo } from "./text-width.ts";

export interface TaskLinesOptions {
  readonly palette: Palette;
  readonly symbols: Symbols;
  readonly root: string;
  /** Columns for names, so that what follows them is aligned. */
  readonly nameWidth: number;
}

/** Writes the lines of finished tasks. Remembers which failures it has explained, so that none is explained twice. */
export interface TaskLines {
  /** `✗ web:test   3.4s   exit 1`, and below it what is known of why. */
  linesOf(task: TaskId, outcome: TaskOutcome): string[];
}

export function createTaskLines(options: TaskLinesOptions): TaskLines {
  const explained = new Map<string, TaskId>();

  const withReason = (line: string, task: TaskId, failure: Failure | undefined): string[] => {
    if (failure === undefined) return [line];
    const text = failureText(failure, { root: options.root, colour: false });
    const first = explained.get(text);
    if (first !== undefined) return [`${line}, as ${first}`];
    explained.set(text, task);
    return [line, ...text.split("\n").map((part) => `    ${part}`.trimEnd())];
  };

  return {
    linesOf(task, outcome) {
      switch (outcome.kind) {
        case "passed":
        case "stopped":
        case "not-started":
          return [outcomeLine(task, outcome, options)];
        case "failed":
          return withReason(outcomeLine(task, outcome, options), task, outcome.hint);
        case "unavailable":
          return withReason(outcomeLine(task, outcome, options), task, outcome.failure);
      }
    },
  };
}

/** The one line of a finished task. `extra` stands at its end. */
export function outcomeLine(task: TaskId, outcome: TaskOutcome, options: Omit<TaskLinesOptions, "root">): string {
  const { palette, symbols } = options;
  const name = padTo(task, options.nameWidth);
  switch (outcome.kind) {
    case "passed":
      return `${palette.good(symbols.passed)} ${name}${GAP}${palette.quiet(formatDuration(outcome.durationMs))}`;
    case "stopped": {
      const why = outcome.because === "not-needed" ? "stopped" : "stopped: another task failed";
      return `${palette.quiet(symbols.notStarted)} ${name}${GAP}${palette.quiet(`${formatDuration(outcome.durationMs).padEnd(DURATION_WIDTH)}${GAP}${why}`)}`;
    }
    case "failed": {
      const duration = formatDuration(outcome.durationMs).padEnd(DURATION_WIDTH);
      return `${palette.bad(symbols.failed)} ${name}${GAP}${palette.quiet(duration)}${GAP}${palette.bad(describeStatus(outcome.status))}`;
    }
    case "unavailable":
      return `${palette.bad(symbols.failed)} ${name}${GAP}${palette.bad("could not start")}`;
    case "not-started":
      return `${palette.quiet(symbols.notStarted)} ${name}${GAP}${palette.quiet(`not started: ${describeReason(outcome.because)}`)}`;
  }
}

export function describeStatus(status: ExitStatus): string {
  return status.kind === "code" ? `exit ${status.code}` : `ended by ${status.signal}`;
}

export function describeReason(reason: NotStartedReason): string {
  switch (reason.kind) {
    case "dependency-failed":
      return `${reason.task} failed`;
    case "stage-failed":
      return `${reason.stage} failed`;
    case "another-failed":
      return `${reason.task} failed`;
    case "stopped":
      return "the run was stopped";
  }
}

export const GAP = "   ";
const DURATION_WIDTH = 5;
