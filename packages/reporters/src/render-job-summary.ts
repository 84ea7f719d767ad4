import type { Problem, ReportedTask } from "@nix-repo/model";
import { failureText } from "./describe-failure.ts";
import { formatAge, formatDuration } from "./format-duration.ts";
import { codeBlock, codeCell, inlineCode, markdownText } from "./markdown-text.ts";
import { paletteOf } from "./palette.ts";
import { type RunReportView, shardText, tallyOf } from "./run-report-view.ts";
import { countsText, savedText } from "./summary.ts";
import { UNICODE } from "./symbols.ts";
import { isFailure } from "./tally.ts";
import { describeFailed, describeReason, STOPPED } from "./task-lines.ts";
import { repositoryPath } from "./workflow-command.ts";

export interface JobSummaryOptions {
  /** The workspace's root, absolute. */
  readonly root: string;
  /** The top of the repository, absolute. */
  readonly repositoryRoot: string;
  /** Where files of the commit are shown: `https://github.com/acme/shop/blob/0f3c…`; left out, places are no links. */
  readonly files?: string | undefined;
}

/**
 * A run as Markdown, as GitHub shows it for a job: the totals, a table with a row for each task, and of each that failed what its output says. Stays below
 * what GitHub takes, and says what it left out for that.
 */
export function renderJobSummary(view: RunReportView, options: JobSummaryOptions): string {
  const { report } = view;
  const pages = new Pages(MOST_BYTES);
  pages.add([totalsOf(view), ...missingOf(view), ""]);
  const ordered = inOrder(report.tasks);
  const isLong = ordered.length > MANY_TASKS;
  const rows = isLong ? ordered.filter(({ outcome }) => outcome === undefined || rankOf(outcome) < RANK_OF_PASSED) : ordered;
  if (rows.length > 0) pages.add(["", ...headOf(view)]);
  const rowsLeft = pages.addEach(rows, (task) => [rowOf(task, view)], TABLE_BYTES);
  const unlisted = rowsLeft + ordered.length - rows.length;
  if (unlisted > 0) pages.add(["", `${unlisted} more ${unlisted === 1 ? "task is" : "tasks are"} not listed here.`]);
  const failed = ordered.filter(({ outcome }) => outcome !== undefined && isFailure(outcome));
  const failedLeft = pages.addEach(failed, (task) => detailsOf(task, options), MOST_BYTES);
  if (failedLeft > 0) pages.add(["", `The output of ${failedLeft} more that failed is left out here.`]);
  return pages.text;
}

/** GitHub takes 1 MiB for a step. */
const MOST_BYTES = 900 * 1024;
/** So much is left to the output of what failed. */
const TABLE_BYTES = 300 * 1024;
/** More rows than this nobody reads. */
const MANY_TASKS = 200;

/** Lines up to a number of bytes; the last lines, which say what was left out, have room in any case. */
class Pages {
  readonly #most: number;
  #bytes = 0;
  text = "";

  constructor(most: number) {
    this.#most = most;
  }

  add(lines: readonly string[]): void {
    const text = lines.map((line) => `${line}\n`).join("");
    this.#bytes += Buffer.byteLength(text);
    this.text += text;
  }

  /** Adds what there is room for. @returns how many it left out. */
  addEach<T>(items: readonly T[], linesOf: (item: T) => readonly string[], most: number): number {
    for (const [index, item] of items.entries()) {
      const lines = linesOf(item);
      const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
      if (this.#bytes + bytes > Math.min(most, this.#most) - RESERVED_BYTES) return items.length - index;
      this.add(lines);
    }
    return 0;
  }
}

const RESERVED_BYTES = 1024;

function totalsOf({ report }: RunReportView): string {
  const tally = tallyOf(report);
  const unfinished = report.tasks.filter(({ outcome }) => outcome === undefined).length;
  const counts = [countsText(tally.counts, paletteOf(false)), ...(unfinished === 0 ? [] : [`${unfinished} did not end`])].join(", ");
  return `${counts} · ${formatDuration(report.durationMs)}${savedText(tally.savedMs)}`;
}

function missingOf({ missing = [] }: RunReportView): string[] {
  return missing.flatMap((shard) => ["", `${UNICODE.failed} No report of shard ${shardText(shard)}: its tasks are not counted.`]);
}

/** What went wrong first. */
function inOrder(tasks: readonly ReportedTask[]): readonly ReportedTask[] {
  return tasks
    .map((task, index) => ({ task, index, rank: task.outcome === undefined ? 2 : rankOf(task.outcome) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ task }) => task);
}

const RANK_OF_PASSED = 4;

function rankOf(outcome: NonNullable<ReportedTask["outcome"]>): number {
  switch (outcome.kind) {
    case "failed":
      return outcome.allowed === true ? 1 : 0;
    case "unavailable":
      return 0;
    case "not-started":
      return 3;
    case "stopped":
      return outcome.because === "another-failed" ? 3 : RANK_OF_PASSED;
    case "passed":
    case "kept":
      return RANK_OF_PASSED;
  }
}

function headOf({ shardOf }: RunReportView): string[] {
  const columns = ["task", "result", "time", "devShell", ...(shardOf === undefined ? [] : ["shard"])];
  return [columns, columns.map(() => "---")].map((cells) => `| ${cells.join(" | ")} |`);
}

function rowOf(reported: ReportedTask, { report, shardOf }: RunReportView): string {
  const { task, outcome, shell } = reported;
  const ms = outcome !== undefined && "durationMs" in outcome ? outcome.durationMs : undefined;
  const shard = shardOf?.(task);
  const cells = [
    codeCell(task),
    markdownText(resultOf(reported, report.startedAt + report.durationMs)),
    ms === undefined ? "" : formatDuration(ms),
    shell === undefined ? "" : codeCell(shell),
    ...(shardOf === undefined ? [] : [shard === undefined ? "" : shardText(shard)]),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** `✗ exit 1, tried twice`. Ages are those at the run's end. */
function resultOf({ outcome, attempts }: ReportedTask, now: number): string {
  const { passed, kept, failed, warning, notStarted } = UNICODE;
  switch (outcome?.kind) {
    case undefined:
      return `${notStarted} did not end`;
    case "passed":
      return `${passed} passed${attempts > 1 ? ` at attempt ${attempts}` : ""}`;
    case "kept":
      return `${kept} kept from ${formatAge(now - outcome.keptAt)}`;
    case "stopped":
      return `${notStarted} ${STOPPED[outcome.because]}`;
    case "failed":
      return `${outcome.allowed === true ? warning : failed} ${describeFailed(outcome)}`;
    case "unavailable":
      return `${failed} could not start`;
    case "not-started":
      return `${notStarted} not started: ${describeReason(outcome.because)}`;
  }
}

function detailsOf(reported: ReportedTask, options: JobSummaryOptions): string[] {
  const { task, outcome, tail, problems, command } = reported;
  const hint = outcome?.kind === "failed" ? outcome.hint : outcome?.kind === "unavailable" ? outcome.failure : undefined;
  const isOpen = !(outcome?.kind === "failed" && outcome.allowed === true);
  const known = hint === undefined ? [] : failureText(hint, { root: options.root, colour: false }).split("\n");
  return [
    "",
    `<details${isOpen ? " open" : ""}>`,
    `<summary>${markdownText(`${task}: ${resultOf(reported, 0)}`)}</summary>`,
    ...(command === undefined ? [] : ["", inlineCode(command)]),
    ...(problems.length === 0 ? [] : ["", ...problems.map((problem) => `- ${problemText(problem, options)}`)]),
    ...(known.length === 0 ? [] : ["", codeBlock(known)]),
    ...(tail.length === 0 ? [] : ["", codeBlock(tail)]),
    "",
    "</details>",
  ];
}

/** `[src/a.ts:3:5](…): TS2322: …` */
function problemText({ level, file, line, column, message }: Problem, options: JobSummaryOptions): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  const path = repositoryPath(file, options).split("/").map(encodeURIComponent).join("/").replaceAll("(", "%28").replaceAll(")", "%29");
  const link =
    options.files === undefined
      ? inlineCode(place)
      : `[${inlineCode(place)}](${options.files}/${path}${line === undefined ? "" : `#L${line}`})`;
  return `${link} ${level === "warning" ? "warning: " : ""}${markdownText(message)}`;
}
