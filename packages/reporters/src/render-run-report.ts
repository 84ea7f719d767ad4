import type { RunReport } from "@nix-repo/model";
import { type AnnotationOptions, renderAnnotations } from "./annotations.ts";
import { paletteOf } from "./palette.ts";
import { type JunitOptions, writeJunit } from "./render-junit.ts";
import { type RunReportView, shardText, tallyOf } from "./run-report-view.ts";
import { renderSummary } from "./summary.ts";
import type { Symbols } from "./symbols.ts";

export interface ReportTextOptions {
  readonly root: string;
  readonly colour: boolean;
  readonly symbols: Symbols;
}

/** The summary as a terminal shows it at the end of a run, a line for each machine that left no report above the totals. */
export function renderRunReport({ report, missing = [] }: RunReportView, { root, colour, symbols }: ReportTextOptions): string[] {
  const palette = paletteOf(colour);
  // Ages are those at the run's end, so that a report reads the same whenever it is looked at.
  const now = () => report.startedAt + report.durationMs;
  const lines = renderSummary(tallyOf(report), { root, palette, symbols, now });
  const gone = missing.map((shard) => `${palette.bad(symbols.failed)} no report of shard ${shardText(shard)}: its tasks are not counted`);
  return [...lines.slice(0, -1), ...gone, ...(gone.length === 0 ? [] : [""]), ...lines.slice(-1)];
}

/** As `--junit` writes it, but that of a failed task's output only the last lines are known. */
export function writeReportJunit(report: RunReport, options: Omit<JunitOptions, "startedAt" | "outputOf">): void {
  const tails = new Map(report.tasks.map(({ task, tail }) => [task, tail]));
  writeJunit(tallyOf(report), {
    ...options,
    startedAt: report.startedAt,
    outputOf: (task) => (tails.get(task) ?? []).map((line) => `${line}\n`).join(""),
  });
}

/** Commands to GitHub's runner, see `renderAnnotations`. */
export function renderReportAnnotations({ report, missing = [] }: RunReportView, options: AnnotationOptions): string[] {
  const gone = missing.map((shard) => `::error title=shard ${shardText(shard)}::no report of it: its tasks are not counted`);
  return [...gone, ...renderAnnotations(report.tasks, options)].slice(0, MOST_ANNOTATIONS);
}

/** Errors and warnings; GitHub shows ten of each for a step. */
const MOST_ANNOTATIONS = 20;

/** Counts as `key=value` lines, which GitLab takes as `artifacts:reports:dotenv` and GitHub in `$GITHUB_OUTPUT`. */
export function renderReportOutputs({ report, missing = [] }: RunReportView): string {
  const { failed, allowed, stopped, notStarted, passed, kept } = tallyOf(report).counts;
  const unfinished = report.tasks.filter(({ outcome }) => outcome === undefined).length;
  const values = { failed, allowed, stopped, not_started: notStarted, unfinished, passed, kept, missing_shards: missing.length };
  return Object.entries(values)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}
