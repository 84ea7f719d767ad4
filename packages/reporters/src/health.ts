import { paletteOf } from "./palette.ts";
import type { Symbols } from "./symbols.ts";
import { padTo, widthOf, wrapWords } from "./text-width.ts";

/** `problem`: something does not work, or gives wrong results. `warning`: it works worse than it could. */
export type Severity = "problem" | "warning" | "fine";

/** What was found out about one thing that `repo` rests on. */
export interface Finding {
  /** What was looked at: `binary cache`. The same in every version. */
  readonly check: string;
  readonly severity: Severity;
  /** One clause. */
  readonly what: string;
  /** Each a line of its own: names, places. */
  readonly details?: readonly string[];
  /** Why it matters, and how it is mended: a sentence or two each. */
  readonly why?: string;
  readonly fix?: string;
  /** What mends it, as it is typed into a shell. */
  readonly command?: string;
}

export interface HealthOptions {
  readonly colour: boolean;
  readonly symbols: Symbols;
  /** The terminal's width; left out, nothing is wrapped. */
  readonly columns?: number | undefined;
}

/** Findings in their order: what is fine as a line each, the others explained below theirs. Ends with the count, without a line break. */
export function renderHealth(findings: readonly Finding[], options: HealthOptions): string {
  const names = Math.max(...findings.map(({ check }) => widthOf(check)), 0);
  return [...findings.flatMap((finding) => linesOf(finding, names, options)), "", healthCount(findings)].join("\n");
}

function linesOf(finding: Finding, names: number, { colour, symbols, columns }: HealthOptions): string[] {
  const paint = paletteOf(colour);
  const signs = { problem: paint.bad(symbols.failed), warning: paint.warning(symbols.warning), fine: paint.good(symbols.passed) };
  const indent = names + 4;
  const room = columns === undefined ? Number.POSITIVE_INFINITY : Math.max(LEAST_ROOM, columns - 1 - indent);
  const [what = "", ...more] = wrapWords(finding.what, room);
  const below = (label: string, text: string | undefined): string[] =>
    text === undefined
      ? []
      : wrapWords(text, room - LABEL).map((line, i) => `${" ".repeat(indent)}${paint.quiet(padTo(i === 0 ? label : "", LABEL))}${line}`);
  // A command is never broken: it is to be copied.
  const command = finding.command
    ?.split("\n")
    .map((line, i) => `${" ".repeat(indent)}${paint.quiet(padTo(i === 0 ? "run" : "", LABEL))}${paint.strong(line)}`);
  return [
    `${signs[finding.severity]} ${padTo(finding.check, names)}  ${what}`.trimEnd(),
    ...more.map((line) => `${" ".repeat(indent)}${line}`),
    ...shownDetails(finding.details ?? [], symbols).map((line) => `${" ".repeat(indent)}${line}`),
    ...below("why", finding.why),
    ...below("fix", finding.fix),
    ...(command ?? []),
  ];
}

/** A registry of a thousand services may have as many to say; programs get all of it. */
function shownDetails(details: readonly string[], { ellipsis }: Symbols): readonly string[] {
  if (details.length <= MOST_DETAILS) return details;
  return [...details.slice(0, MOST_DETAILS - 1), `${ellipsis} and ${details.length - MOST_DETAILS + 1} more (--json has all)`];
}

const MOST_DETAILS = 20;
const LABEL = 5;
const LEAST_ROOM = 30;

/** `1 problem, 2 warnings, 9 fine` */
export function healthCount(findings: readonly Finding[]): string {
  const count = (severity: Severity) => findings.filter((each) => each.severity === severity).length;
  const [problems, warnings, fine] = [count("problem"), count("warning"), count("fine")];
  const parts = [
    ...(problems === 0 ? [] : [`${problems} problem${problems === 1 ? "" : "s"}`]),
    ...(warnings === 0 ? [] : [`${warnings} warning${warnings === 1 ? "" : "s"}`]),
    `${fine} fine`,
  ];
  return parts.join(", ");
}
