import type { UnitView } from "@nix-repo/model";
import { formatBytes } from "../format-bytes.ts";
import { formatElapsed } from "../format-duration.ts";
import { paletteOf } from "../palette.ts";
import { renderTable } from "../render-table.ts";
import type { Symbols } from "../symbols.ts";
import { markOf, paintOf, standingOf } from "./unit-counts.ts";
import { formatPercent } from "./unit-table.ts";
import { describeState, failureBelow, type UnitWording } from "./unit-words.ts";
import type { UnitSamples } from "./up-view.ts";

/** How units stand at one moment. */
export interface UnitsStatus {
  /** In their order. */
  readonly units: readonly UnitView[];
  readonly samples: UnitSamples;
  /** That moment, in milliseconds since the epoch. */
  readonly now: number;
}

export interface StatusOptions {
  readonly root: string;
  readonly colour: boolean;
  readonly symbols: Symbols;
  /** The terminal's width; left out for a pipe, where nothing is cropped or wrapped. */
  readonly columns?: number | undefined;
}

/** `repo status`: a row for each unit; below the table what else is known of why one could not be started. Without a closing line break. */
export function renderStatus(status: UnitsStatus, { root, colour, symbols, columns }: StatusOptions): string {
  const { units, samples, now } = status;
  if (units.length === 0) return "there are no units";
  const palette = paletteOf(colour);
  const wording = wordingOf(status, root);
  // A column that says nothing of any unit is left out.
  const cells: readonly { head: string; of: (unit: UnitView) => string }[] = [
    { head: "ports", of: ({ ports = [] }) => ports.map(({ name, port }) => (name === undefined ? port : `${name} ${port}`)).join(", ") },
    { head: "age", of: ({ startedAt }) => (startedAt === undefined ? "" : formatElapsed(now - startedAt)) },
    { head: "restarts", of: ({ restarts }) => (restarts === 0 ? "" : String(restarts)) },
    { head: "cpu", of: ({ id }) => (samples.has(id) ? formatPercent(samples.get(id)?.cpuPercent ?? 0) : "") },
    { head: "memory", of: ({ id }) => (samples.has(id) ? formatBytes(samples.get(id)?.rssBytes ?? 0) : "") },
  ];
  const used = cells.filter(({ of }) => units.some((unit) => of(unit) !== ""));
  const rows = units.map((unit) => [
    `${markOf(unit.state, { palette: PLAIN, symbols, moving: symbols.ready })} ${unit.id}`,
    ...used.map(({ of }) => of(unit)),
    describeState(unit.state, wording),
  ]);
  const lines = renderTable([["  unit", ...used.map(({ head }) => head), "state"], ...rows], {
    columns,
    ellipsis: symbols.ellipsis,
    paint: (cell, { row, column }) => {
      const unit = units[row - 1];
      if (unit === undefined) return palette.quiet(cell);
      if (column === 0) return markOf(unit.state, { palette, symbols, moving: symbols.ready }) + cell.slice(1);
      return column === used.length + 1 ? paintOf(standingOf(unit.state), palette)(cell) : cell;
    },
  });
  const below = units.flatMap((unit) => {
    const more = failureBelow(unit.state, wording);
    return more.length === 0
      ? []
      : ["", `${unit.id}: ${describeState(unit.state, wording)}`, ...more.map((line) => `    ${line}`.trimEnd())];
  });
  return [...lines, ...below].join("\n");
}

const PLAIN = paletteOf(false);

export function wordingOf({ units, now }: UnitsStatus, root: string): UnitWording {
  const states = new Map(units.map((unit) => [unit.id, unit.state]));
  return { root, now, stateOf: (unit) => states.get(unit) };
}
