import type { ExitStatus, Failure, NotStartedReason, StopReason, TaskFailed, TaskId, TaskRetrying } from "@nix-repo/model";
import { failureText } from "./describe-failure.ts";
import { formatAge, formatDuration, formatLimit } from "./format-duration.ts";
import type { Palette } from "./palette.ts";
import type { Symbols } from "./symbols.ts";
import type { TaskResult } from "./tally.ts";
import { padTo } from "./text-width.ts";

export interface TaskLinesOptions {
  readonly palette: Palette;
  readonly symbols: Symbols;
  readonly root: string;
  /** Columns for names, so that what follows them is aligned. */
  readonly nameWidth: number;
  /** When the lines are true, in milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Writes the lines of finished tasks. Remembers which failures it has explained, so that none is explained twice. */
export interface TaskLines {
  /** `✗ web:test   3.4s   exit 1`, and below it what is known of why. */
  linesOf(result: TaskResult): string[];
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
    linesOf(result) {
      const { task, outcome } = result;
      const line = outcomeLine(result, options);
      switch (outcome.kind) {
        case "passed":
        case "kept":
        case "stopped":
        case "not-started":
          return [line];
        case "failed":
          return withReason(line, task, outcome.hint);
        case "unavailable":
          return withReason(line, task, outcome.failure);
      }
    },
  };
}

type LineOptions = Omit<TaskLinesOptions, "root">;

/** The one line of a finished task. */
export function outcomeLine({ task, outcome, attempts }: TaskResult, options: LineOptions): string {
  const { palette, symbols, now = Date.now } = options;
  const name = padTo(task, options.nameWidth);
  switch (outcome.kind) {
    case "passed": {
      const again = attempts > 1 ? `at attempt ${attempts}` : "";
      return `${palette.good(symbols.passed)} ${name}${GAP}${timed(outcome.durationMs, again, palette)}`;
    }
    case "kept":
      return `${palette.quiet(symbols.kept)} ${name}${GAP}${palette.quiet(`kept from ${formatAge(now() - outcome.keptAt)}`)}`;
    case "stopped": {
      const why = STOPPED[outcome.because];
      return `${palette.quiet(symbols.notStarted)} ${name}${GAP}${timed(outcome.durationMs, palette.quiet(why), palette)}`;
    }
    case "failed": {
      const paint = outcome.allowed === true ? palette.warning : palette.bad;
      const symbol = outcome.allowed === true ? symbols.warning : symbols.failed;
      return `${paint(symbol)} ${name}${GAP}${timed(outcome.durationMs, paint(describeFailed(outcome)), palette)}`;
    }
    case "unavailable":
      return `${palette.bad(symbols.failed)} ${name}${GAP}${palette.bad("could not start")}`;
    case "not-started":
      return `${palette.quiet(symbols.notStarted)} ${name}${GAP}${palette.quiet(`not started: ${describeReason(outcome.because)}`)}`;
  }
}

/** `↻ web:test   exit 1, again in 2.0s (attempt 2 of 3)` */
export function retryLine(event: TaskRetrying, options: LineOptions): string {
  const { palette, symbols, nameWidth } = options;
  return `${palette.warning(symbols.again)} ${padTo(event.task, nameWidth)}${GAP}${describeRetry(event)}`;
}

/** What stands between two attempts, also in the log. */
export function describeRetry({ status, delayMs, attempt, attempts }: TaskRetrying): string {
  return `${describeStatus(status)}, again in ${formatDuration(delayMs)} (attempt ${attempt + 1} of ${attempts})`;
}

/** `> api:dev   ready` */
export function readyLine(task: TaskId, { palette, symbols, nameWidth }: LineOptions): string {
  return `${palette.good(symbols.ready)} ${padTo(task, nameWidth)}${GAP}${palette.quiet("ready")}`;
}

/** `timed out after 10m, tried 3 times, allowed to fail` */
export function describeFailed(failed: TaskFailed): string {
  return failed.hint?.code === "undeclared-use" && !failed.hint.failed ? "uses what it does not declare" : describeEnd(failed);
}

function describeEnd({ status, timeoutMs, unready, attempts, allowed, keptAt }: TaskFailed): string {
  const what =
    unready === true
      ? timeoutMs === undefined
        ? `${describeStatus(status)} while others needed it`
        : `not ready within ${formatLimit(timeoutMs)}`
      : timeoutMs === undefined
        ? describeStatus(status)
        : `timed out after ${formatLimit(timeoutMs)}`;
  const tried = attempts === undefined || attempts < 2 ? "" : `, tried ${attempts === 2 ? "twice" : `${attempts} times`}`;
  const kept = keptAt === undefined ? "" : ", kept";
  return `${what}${kept}${tried}${allowed === true ? ", allowed to fail" : ""}`;
}

export function describeStatus(status: ExitStatus): string {
  return status.kind === "code" ? `exit ${status.code}` : `ended by ${status.signal}`;
}

export function describeReason(reason: NotStartedReason): string {
  switch (reason.kind) {
    case "dependency-failed":
    case "another-failed":
      return `${reason.task} failed`;
    case "stage-failed":
      return `${reason.stage} failed`;
    case "stopped":
      return "the run was stopped";
  }
}

export const GAP = "   ";
const DURATION_WIDTH = 5;

/** How long it took, and behind that in a column of its own what else there is to say. */
function timed(durationMs: number, further: string, palette: Palette): string {
  const duration = formatDuration(durationMs);
  return further === "" ? palette.quiet(duration) : `${palette.quiet(duration.padEnd(DURATION_WIDTH))}${GAP}${further}`;
}

/** What is said of a task that was stopped. */
export const STOPPED: Readonly<Record<StopReason, string>> = {
  "not-needed": "stopped: nothing needs it any more",
  "run-stopped": "stopped",
  "another-failed": "stopped: another task failed",
};
