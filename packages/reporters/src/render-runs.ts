import type { KeptRun, RecordedTask, TaskId } from "@nix-repo/model";
import { formatDuration } from "./format-duration.ts";
import { type Palette, paletteOf } from "./palette.ts";
import { renderTable } from "./render-table.ts";
import { countsText, nameWidthOf, totalsLine } from "./summary.ts";
import type { Symbols } from "./symbols.ts";
import { Tally, totalOf } from "./tally.ts";
import { createTaskLines, describeReason, GAP } from "./task-lines.ts";
import { padTo } from "./text-width.ts";

export interface RunsOptions {
  readonly root: string;
  readonly colour: boolean;
  readonly symbols: Symbols;
  /** The terminal's width; left out for a pipe, where nothing is cropped or wrapped. */
  readonly columns?: number | undefined;
}

/** `repo runs`: a row for each run, the latest first. Without a closing line break. */
export function renderRuns(runs: readonly KeptRun[], { colour, symbols, columns }: RunsOptions): string {
  if (runs.length === 0) return "nothing has been run yet";
  const paint = paletteOf(colour);
  const plain = paletteOf(false);
  const rows = runs.map((run) => [
    String(run.id),
    localTime(run.startedAt),
    run.command.join(" "),
    resultText(run, plain),
    run.durationMs === undefined ? "" : formatDuration(run.durationMs),
  ]);
  return renderTable([["run", "started", "what", "result", "took"], ...rows], {
    columns,
    ellipsis: symbols.ellipsis,
    paint: (cell, { row, column }) => {
      const run = runs[row - 1];
      if (run === undefined) return paint.quiet(cell);
      if (column !== 3) return column === 0 ? paint.strong(cell) : cell;
      return paintOf(run, paint)(cell);
    },
  }).join("\n");
}

/** `repo runs show`: every task of one run, and how it went. Without a closing line break. */
export function renderRun(run: KeptRun, { root, colour, symbols }: RunsOptions): string {
  const palette = paletteOf(colour);
  const tally = tallyOf(run);
  const tasks = Object.entries(run.tasks) as [TaskId, RecordedTask][];
  const nameWidth = nameWidthOf(tally.tasks);
  const taskLines = createTaskLines({ palette, symbols, root, nameWidth, now: () => run.startedAt });
  const lines = tasks.flatMap(([task, { startedAt }]) => {
    const result = tally.resultOf(task);
    if (result !== undefined) return taskLines.linesOf(result);
    return [unfinishedLine(task, { run, wasStarted: startedAt !== undefined, palette, symbols, nameWidth })];
  });
  const head = [`${palette.strong(`run ${run.id}`)}`, run.command.join(" "), localTime(run.startedAt)].join(GAP);
  const totals = run.state === "finished" ? totalsLine(tally, { palette, symbols, root, run: run.id }) : unfinishedTotals(run, palette);
  return [head, "", ...lines, ...(lines.length === 0 ? [] : [""]), totals].join("\n");
}

/** What its tasks came to so far, as a reporter would have counted. */
export function tallyOf({ tasks, state, startedAt, durationMs, provider = "nix", folder }: KeptRun): Tally {
  const tally = new Tally();
  const entries = Object.entries(tasks) as [TaskId, RecordedTask][];
  tally.take({ type: "run-started", at: startedAt, provider, tasks: entries.map(([task]) => task) });
  for (const [task, { retried = [], outcome }] of entries) {
    const attempts = retried.length + 1;
    retried.forEach(({ at, status }, i) => {
      tally.take({ type: "task-retrying", task, at, status, attempt: i + 1, attempts, delayMs: 0 });
    });
    if (outcome !== undefined) tally.take({ type: "task-finished", task, at: startedAt, outcome });
  }
  if (state === "finished" && durationMs !== undefined) {
    tally.take({ type: "run-finished", at: startedAt + durationMs, durationMs, logs: folder });
  }
  return tally;
}

/** Why a task of a run has no log. */
export function describeUnlogged({ outcome }: RecordedTask): string {
  switch (outcome?.kind) {
    case "not-started":
      return `not started: ${describeReason(outcome.because)}`;
    case "unavailable":
      return "it could not start";
    case "kept":
      return "its result was kept, and it had printed nothing";
    default:
      return "it was not started";
  }
}

function resultText(run: KeptRun, palette: Palette): string {
  const tally = tallyOf(run);
  const { counts } = tally;
  if (run.state === "finished") return countsText(counts, palette);
  const done = totalOf(counts);
  return `${run.state}, ${done} of ${tally.total} done${counts.failed === 0 ? "" : `, ${counts.failed} failed`}`;
}

function paintOf(run: KeptRun, palette: Palette): (text: string) => string {
  if (run.state === "running") return palette.warning;
  return run.state === "killed" || tallyOf(run).counts.failed > 0 ? palette.bad : palette.good;
}

interface UnfinishedOptions {
  readonly run: KeptRun;
  readonly wasStarted: boolean;
  readonly palette: Palette;
  readonly symbols: Symbols;
  readonly nameWidth: number;
}

function unfinishedLine(task: TaskId, { run, wasStarted, palette, symbols, nameWidth }: UnfinishedOptions): string {
  const name = padTo(task, nameWidth);
  if (run.state === "running") {
    return wasStarted
      ? `${symbols.ready} ${name}${GAP}${palette.quiet("running")}`
      : `${palette.quiet(symbols.notStarted)} ${name}${GAP}${palette.quiet("waiting")}`;
  }
  return wasStarted
    ? `${palette.bad(symbols.failed)} ${name}${GAP}${palette.bad("was running when repo was killed")}`
    : `${palette.quiet(symbols.notStarted)} ${name}${GAP}${palette.quiet("not started: repo was killed")}`;
}

function unfinishedTotals(run: KeptRun, palette: Palette): string {
  const took = run.durationMs === undefined ? [] : [formatDuration(run.durationMs)];
  return [paintOf(run, palette)(resultText(run, palette)), ...took].join(GAP);
}

/** `2025-11-21 14:02`, where we are. */
function localTime(at: number): string {
  return new Date(at).toLocaleString("sv-SE", { dateStyle: "short", timeStyle: "short" });
}
