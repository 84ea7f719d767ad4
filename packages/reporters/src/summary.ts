import type { RunFinished, TaskId } from "@nix-repo/model";
import { displayPath } from "./display-path.ts";
import { formatDuration } from "./format-duration.ts";
import type { Palette } from "./palette.ts";
import type { Symbols } from "./symbols.ts";
import type { Counts, Tally, TaskResult } from "./tally.ts";
import { createTaskLines, describeReason, GAP, outcomeLine, type TaskLines } from "./task-lines.ts";
import { padTo, widthOf } from "./text-width.ts";

export interface SummaryOptions {
  readonly palette: Palette;
  readonly symbols: Symbols;
  readonly root: string;
  /** The run's number in `repo runs`; left out where no record could be made. */
  readonly run?: number | undefined;
  readonly logFile?: ((logs: string, task: TaskId) => string | undefined) | undefined;
  /** When the lines are true, in milliseconds since the epoch. */
  readonly now?: () => number;
}

/** The summary of several tasks: a line for each, then the totals. */
export function renderSummary(tally: Tally, options: SummaryOptions): string[] {
  const { results } = tally;
  const nameWidth = nameWidthOf(tally.tasks);
  const lines = taskLinesOf(results, createTaskLines({ ...options, nameWidth }), { ...options, nameWidth });
  return [...lines, ...(lines.length === 0 ? [] : [""]), totalsLine(tally, options)];
}

/**
 * The lines of several tasks. Of very many only those that did not pass are worth one, and tasks that were not started for the same reason share one:
 * the totals count the rest.
 */
export function taskLinesOf(
  results: readonly TaskResult[],
  taskLines: TaskLines,
  options: { palette: Palette; symbols: Symbols; nameWidth: number },
): string[] {
  const listPassed = results.length <= MANY_TASKS;
  const notStarted = groupByReason(results);
  return results.flatMap((result) => {
    const { task, outcome } = result;
    if ((outcome.kind === "passed" || outcome.kind === "kept") && !listPassed) return [];
    if (outcome.kind === "not-started") {
      const reason = describeReason(outcome.because);
      const group = notStarted.get(reason) ?? [];
      if (group.length > MANY_NOT_STARTED) return group[0] === task ? [notStartedGroupLine(group.length, reason, options)] : [];
    }
    return taskLines.linesOf(result);
  });
}

function groupByReason(results: readonly TaskResult[]): ReadonlyMap<string, readonly TaskId[]> {
  const groups = new Map<string, TaskId[]>();
  for (const { task, outcome } of results) {
    if (outcome.kind !== "not-started") continue;
    const reason = describeReason(outcome.because);
    const group = groups.get(reason);
    if (group === undefined) groups.set(reason, [task]);
    else group.push(task);
  }
  return groups;
}

function notStartedGroupLine(count: number, reason: string, options: { palette: Palette; symbols: Symbols; nameWidth: number }): string {
  const { palette, symbols } = options;
  return `${palette.quiet(symbols.notStarted)} ${padTo(`${count} tasks`, options.nameWidth)}${GAP}${palette.quiet(`not started: ${reason}`)}`;
}

/** `1 failed, 1 not started, 4 passed   6.1s   repo logs --run 12 web:test`; where nothing failed `logs: .repo/runs/12` at its end. */
export function totalsLine(tally: Tally, options: SummaryOptions): string {
  const finished = tally.finished;
  const further = finished === undefined ? undefined : whereToRead(tally, finished, options);
  return [
    countsText(tally.counts, options.palette),
    ...(finished === undefined ? [] : [`${formatDuration(finished.durationMs)}${savedText(tally.savedMs)}`]),
    ...(further === undefined ? [] : [options.palette.quiet(further)]),
  ].join(GAP);
}

function whereToRead(tally: Tally, { logs }: RunFinished, { run, root }: SummaryOptions): string | undefined {
  const failed = tally.results.filter(({ outcome }) => outcome.kind === "failed");
  const [first] = [...failed.filter(({ outcome }) => outcome.kind === "failed" && outcome.allowed !== true), ...failed];
  if (first !== undefined && run !== undefined) return `repo logs --run ${run} ${first.task}`;
  return logs === undefined ? undefined : `logs: ${displayPath(logs, root)}`;
}

/** Less than that is not worth telling. */
const LEAST_SAVED_MS = 100;

/** ` (41m 00s saved)` */
export function savedText(savedMs: number): string {
  return savedMs < LEAST_SAVED_MS ? "" : ` (${formatDuration(savedMs)} saved)`;
}

/** `1 failed, 4 passed`; what there is none of is left out. */
export function countsText(counts: Counts, palette: Palette): string {
  const parts = [
    ...(counts.failed > 0 ? [palette.bad(`${counts.failed} failed`)] : []),
    ...(counts.allowed > 0 ? [palette.warning(`${counts.allowed} failed (allowed)`)] : []),
    ...(counts.stopped > 0 ? [`${counts.stopped} stopped`] : []),
    ...(counts.notStarted > 0 ? [`${counts.notStarted} not started`] : []),
    ...(counts.passed > 0 ? [palette.good(`${counts.passed} passed`)] : []),
    ...(counts.kept > 0 ? [palette.good(`${counts.kept} kept`)] : []),
  ];
  return parts.length === 0 ? "nothing to do" : parts.join(", ");
}

/** The summary of a run of one task: `✓ web:test   3.4s   .repo/runs/12/web-test.log`, and what is known of why it failed. */
export function renderSingle(result: TaskResult, finished: RunFinished, options: SummaryOptions): string[] {
  const { task, outcome } = result;
  const nameWidth = widthOf(task);
  const [line = "", ...reason] = createTaskLines({ ...options, nameWidth }).linesOf(result);
  if (outcome.kind === "unavailable" || outcome.kind === "not-started" || finished.logs === undefined) return [line, ...reason];
  const log = options.logFile?.(finished.logs, task) ?? finished.logs;
  const shown = outcomeLine(result, { ...options, nameWidth });
  return [`${shown}${GAP}${options.palette.quiet(displayPath(log, options.root))}`, ...reason];
}

export function nameWidthOf(tasks: readonly string[]): number {
  // One very long name must not push every other line's text away.
  return Math.min(
    MAX_NAME_WIDTH,
    tasks.reduce((widest, task) => Math.max(widest, widthOf(task)), 0),
  );
}

const MAX_NAME_WIDTH = 40;
const MANY_TASKS = 50;
const MANY_NOT_STARTED = 5;
