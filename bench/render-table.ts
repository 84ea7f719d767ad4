import type { Target } from "./bench-case.ts";
import type { Figure } from "./figure.ts";
import type { Measurement } from "./measure.ts";

/** One Markdown table; ratios are of medians, against the first row and, for the verdict, against the row that the target names. */
export function renderTable(measurements: readonly Measurement[]): string {
  const figures: Figures = {
    time: new Map(measurements.map((each) => [each.case.name, median(each.wallMs)])),
    memory: new Map(measurements.map((each) => [each.case.name, each.peakMb ?? Number.NaN])),
  };
  const first = measurements[0]?.case.name ?? "";
  const base = figures.time.get(first) ?? Number.NaN;
  const rows = measurements.map((each) => {
    const wall = figures.time.get(each.case.name) ?? Number.NaN;
    const cpu = each.cpuMs === undefined ? "" : each.cpuMs.toFixed(0);
    return [
      each.case.name,
      wall.toFixed(1),
      percentile(each.wallMs, 0.9).toFixed(1),
      cpu,
      each.peakMb === undefined ? "" : each.peakMb.toFixed(0),
      (wall / base).toFixed(2),
      verdict(each, figures),
    ];
  });
  return markdown(["command", "median ms", "90 % within", "CPU ms", "peak MB", `of \`${first}\``, "target"], rows);
}

/** By the rows' names: median wall times in milliseconds, and peak memory in MB. */
type Figures = Readonly<Record<"time" | "memory", ReadonlyMap<string, number>>>;

export function renderFigures(figures: readonly Figure[]): string {
  return markdown(
    ["figure", "", "target"],
    figures.map(({ name, value, verdict }) => [name, value, verdict]),
  );
}

function verdict({ case: { name, target, atMostMb }, peakMb }: Measurement, figures: Figures): string {
  const memory = atMostMb === undefined || peakMb === undefined ? [] : [`at most ${atMostMb} MB: ${word(peakMb <= atMostMb)}`];
  return [...[target ?? []].flat().map((each) => verdictOn(name, each, figures)), ...memory].join("; ");
}

function verdictOn(name: string, target: Target, figures: Figures): string {
  const figure = (row: string, kind: keyof Figures = "time") => figures[kind].get(row) ?? Number.NaN;
  if ("than" in target) {
    const more = figure(name) - figure(target.than);
    return `at most ${target.atMostMsMore} ms more than \`${target.than}\`: ${word(more <= target.atMostMsMore)} (${more.toFixed(1)})`;
  }
  if ("atMostSumOf" in target) {
    const ratio = figure(name) / target.atMostSumOf.reduce((sum, row) => sum + figure(row), 0);
    return `at most ${target.atMostSumOf.map((row) => `\`${row}\``).join(" + ")}: ${word(ratio <= 1)} (${shown(ratio)})`;
  }
  if ("below" in target) {
    // One that was left out is no rival.
    const rivals = target.below.filter((row) => !Number.isNaN(figure(row, target.in)));
    const [best] = rivals.toSorted((a, b) => figure(a, target.in) - figure(b, target.in));
    if (best === undefined) return "";
    const ratio = figure(name, target.in) / figure(best, target.in);
    return `less ${target.in} than ${rivals.length === 1 ? "" : `all ${rivals.length}, `}\`${best}\`: ${word(ratio < 1)} (${shown(ratio)})`;
  }
  const ratio = figure(name) / figure(target.of);
  return `at most ${target.atMost} of \`${target.of}\`: ${word(ratio <= target.atMost)} (${shown(ratio)})`;
}

function word(met: boolean): string {
  return met ? "met" : "MISSED";
}

function shown(ratio: number): string {
  return ratio.toFixed(ratio < 0.1 ? 3 : 2);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((cell, column) => align(cell, column, widths[column] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width, column) => (isNumber(column) ? `${"-".repeat(width - 1)}:` : "-".repeat(width))).join(" | ")} |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

function align(cell: string, column: number, width: number): string {
  return isNumber(column) ? cell.padStart(width) : cell.padEnd(width);
}

/** All but the name and the target. */
function isNumber(column: number): boolean {
  return column >= 1 && column <= 5;
}
