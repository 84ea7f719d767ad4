import type { Target } from "./bench-case.ts";
import type { Measurement } from "./measure.ts";

/** One Markdown table; ratios are of medians, against the first row and, for the verdict, against the row that the target names. */
export function renderTable(measurements: readonly Measurement[]): string {
  const medians = new Map(measurements.map((each) => [each.case.name, median(each.wallMs)]));
  const first = measurements[0]?.case.name ?? "";
  const base = medians.get(first) ?? Number.NaN;
  const rows = measurements.map((each) => {
    const wall = medians.get(each.case.name) ?? Number.NaN;
    const cpu = each.cpuMs === undefined ? "" : each.cpuMs.toFixed(0);
    return [
      each.case.name,
      wall.toFixed(1),
      percentile(each.wallMs, 0.9).toFixed(1),
      cpu,
      each.peakMb === undefined ? "" : each.peakMb.toFixed(0),
      (wall / base).toFixed(2),
      verdict(each, medians),
    ];
  });
  return markdown(["command", "median ms", "90 % within", "CPU ms", "peak MB", `of \`${first}\``, "target"], rows);
}

function verdict({ case: { name, target, atMostMb }, peakMb }: Measurement, medians: ReadonlyMap<string, number>): string {
  const memory = atMostMb === undefined || peakMb === undefined ? [] : [`at most ${atMostMb} MB: ${peakMb <= atMostMb ? "met" : "MISSED"}`];
  return [...timeVerdict(name, target, medians), ...memory].join("; ");
}

function timeVerdict(name: string, target: Target | undefined, medians: ReadonlyMap<string, number>): string[] {
  if (target === undefined) return [];
  const wall = medians.get(name) ?? Number.NaN;
  if ("than" in target) {
    const more = wall - (medians.get(target.than) ?? Number.NaN);
    return [
      `at most ${target.atMostMsMore} ms more than \`${target.than}\`: ${more <= target.atMostMsMore ? "met" : "MISSED"} (${more.toFixed(1)})`,
    ];
  }
  const ratio = wall / (medians.get(target.of) ?? Number.NaN);
  return [
    `at most ${target.atMost} of \`${target.of}\`: ${ratio <= target.atMost ? "met" : "MISSED"} (${ratio.toFixed(ratio < 0.1 ? 3 : 2)})`,
  ];
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
