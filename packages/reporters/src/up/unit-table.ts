import type { UnitView } from "@nix-repo/model";
import { formatBytes } from "../format-bytes.ts";
import { formatElapsed } from "../format-duration.ts";
import { nameWidthOf } from "../summary.ts";
import { cropEnd, padTo, widthOf } from "../text-width.ts";
import { markOf, paintOf, standingOf } from "./unit-counts.ts";
import { describeState, type UnitWording } from "./unit-words.ts";
import type { UpState, UpStyle } from "./up-state.ts";
import type { UnitSample } from "./up-view.ts";

export interface TableLayout {
  readonly head: string;
  /** One for each unit, in their order. */
  readonly rows: readonly string[];
}

/** The units with what there is to say of them; the fewer columns there are, the less. */
export function layOutTable(state: UpState, { columns, palette, symbols, root }: UpStyle & { readonly columns: number }): TableLayout {
  const { units, samples, steering, now, spinner } = state;
  const states = new Map(units.map((unit) => [unit.id, unit.state]));
  const wording: UnitWording = { root, now, stateOf: (unit) => states.get(unit) };
  const nameWidth = Math.max("unit".length, Math.min(nameWidthOf(units.map(({ id }) => id)), Math.floor(columns / 3)));
  const numbers = NUMBERS.filter(({ from }) => columns >= from);
  const widths = numbers.map(({ head, least, cell }) =>
    Math.max(head.length, least, ...units.map((unit) => widthOf(cell(unit, { sample: samples.get(unit.id), now })))),
  );
  const before = FRONT + nameWidth + widths.reduce((sum, width) => sum + width + GAP.length, 0) + GAP.length;
  const room = Math.max(0, columns - before);

  const row = (unit: UnitView, index: number): string => {
    const isChosen = index === steering.chosen;
    const name = padTo(cropEnd(unit.id, nameWidth, symbols.ellipsis), nameWidth);
    const cells = numbers.map(({ cell }, i) => cell(unit, { sample: samples.get(unit.id), now }).padStart(widths[i] ?? 0));
    const words = cropEnd(describeState(unit.state, wording), room, symbols.ellipsis);
    const mark = markOf(unit.state, { palette, symbols, moving: spinner });
    const front = `${isChosen ? ">" : " "} ${mark} ${isChosen ? palette.strong(name) : name}`;
    const painted = paintOf(standingOf(unit.state), palette)(words);
    return [front, ...cells.map((cell) => palette.quiet(cell)), painted].join(GAP);
  };
  const head = [
    `${" ".repeat(FRONT)}${padTo("unit", nameWidth)}`,
    ...numbers.map((number, i) => number.head.padStart(widths[i] ?? 0)),
    "state",
  ];
  return { head: head.join(GAP), rows: units.map(row) };
}

/** Whether it is chosen, and its sign. */
const FRONT = 4;
const GAP = "  ";

interface NumberColumn {
  readonly head: string;
  /** How wide it is at least, so that it does not move whenever a figure more is needed. */
  readonly least: number;
  /** On how many columns there is room for it. */
  readonly from: number;
  readonly cell: (unit: UnitView, more: { readonly sample: UnitSample | undefined; readonly now: number }) => string;
}

const NUMBERS: readonly NumberColumn[] = [
  { head: "age", least: 6, from: 40, cell: ({ startedAt }, { now }) => (startedAt === undefined ? "" : formatElapsed(now - startedAt)) },
  { head: "restarts", least: 0, from: 60, cell: ({ restarts }) => (restarts === 0 ? "" : String(restarts)) },
  { head: "cpu", least: 4, from: 60, cell: (_, { sample }) => (sample === undefined ? "" : formatPercent(sample.cpuPercent)) },
  { head: "memory", least: 6, from: 60, cell: (_, { sample }) => (sample === undefined ? "" : formatBytes(sample.rssBytes)) },
];

/** `0.3%`, `12%`, `230%` */
export function formatPercent(percent: number): string {
  return `${percent < 9.95 ? percent.toFixed(1) : Math.round(percent)}%`;
}
