import type { UnitId } from "@nix-repo/model";
import sliceAnsi from "slice-ansi";
import { formatElapsed } from "../format-duration.ts";
import { type Palette, paletteOf } from "../palette.ts";
import { nameWidthOf } from "../summary.ts";
import { cropEnd, widthOf } from "../text-width.ts";
import { logPane } from "./log-pane.ts";
import { countsOf, paintOf, standingOf } from "./unit-counts.ts";
import { layOutTable } from "./unit-table.ts";
import { describeState, type UnitWording } from "./unit-words.ts";
import type { UpSize, UpState, UpStyle } from "./up-state.ts";

/**
 * A whole terminal: exactly `rows` lines, none wider than `columns`.
 *
 *     how all stand together
 *     the units, as many as there is room for: the chosen one is among them
 *     ── whose log ──
 *     the log
 *     keys, or what is being typed
 */
export function frameOf(state: UpState, size: UpSize, style: UpStyle): string[] {
  const { columns } = size;
  const { tableRows, logRows, hasHeads } = roomOf(state.units.length, size);
  const table = layOutTable(state, { columns, ...style });
  const first = Math.max(0, Math.min(state.steering.chosen - Math.floor(tableRows / 2), state.units.length - tableRows));
  const lines = [
    titleLine(state, { first, tableRows, columns, ...style }),
    ...(hasHeads ? [style.palette.quiet(table.head)] : []),
    ...table.rows.slice(first, first + tableRows),
    ...(hasHeads ? [logTitle(state, { columns, ...style })] : []),
    ...(state.steering.mode === "help" ? helpLines(style.palette).slice(0, logRows) : logLines(state, { columns, logRows, ...style })),
  ];
  while (lines.length < size.rows - 1) lines.push("");
  const all = [...lines.slice(0, Math.max(0, size.rows - 1)), keysLine(state, { columns, ...style })];
  // What stands in columns of fixed widths has no room on a very narrow terminal.
  return all.map((line) => (widthOf(line) <= columns ? line : sliceAnsi(line, 0, columns)).trimEnd());
}

/** How many rows of the log there is room for. */
export function logRowsOf(units: number, size: UpSize): number {
  return roomOf(units, size).logRows;
}

function roomOf(units: number, { rows }: UpSize): { tableRows: number; logRows: number; hasHeads: boolean } {
  const hasHeads = rows >= ROWS_FOR_LOG;
  if (!hasHeads) return { tableRows: Math.min(units, Math.max(1, rows - 2)), logRows: 0, hasHeads };
  const room = rows - FIXED_ROWS;
  const tableRows = Math.min(units, Math.floor(room / 2));
  return { tableRows, logRows: room - tableRows, hasHeads };
}

/** The title, the table's head, the log's title, the keys. */
const FIXED_ROWS = 4;
/** On less there are the units alone. */
const ROWS_FOR_LOG = 10;

type LineStyle = UpStyle & { readonly columns: number };

interface TitleOptions extends LineStyle {
  /** Of the units that are shown. */
  readonly first: number;
  readonly tableRows: number;
}

function titleLine({ units, now, since }: UpState, { first, tableRows, columns, palette, symbols }: TitleOptions): string {
  const plain = countsOf(units, paletteOf(false));
  const further = [
    formatElapsed(now - since),
    ...(tableRows < units.length ? [`${first + 1} to ${first + tableRows} of ${units.length}`] : []),
  ];
  while (further.length > 0 && widthOf([plain, ...further].join(GAP)) > columns) further.pop();
  if (widthOf(plain) > columns) return cropEnd(plain, columns, symbols.ellipsis);
  return [countsOf(units, palette), ...further.map((text) => palette.quiet(text))].join(GAP);
}

/** Whose log it is, and of one unit all that is to be said of its state, for which the table may have no room. */
function logTitle({ units, steering, log, now }: UpState, { columns, palette, symbols, root }: LineStyle): string {
  const stateOf = (id: UnitId) => units.find((unit) => unit.id === id)?.state;
  const wording: UnitWording = { root, now, stateOf };
  const { shows, bottom, search } = steering;
  const state = shows === undefined ? undefined : stateOf(shows);
  const whose = shows === undefined || state === undefined ? "all logs" : `log of ${shows}${GAP}${describeState(state, wording)}`;
  const behind = bottom === undefined ? 0 : log.end - 1 - bottom;
  const where = behind > 0 ? [`${behind} more below`] : [];
  const looked = search === undefined ? [] : [search.match === undefined ? `nothing matches ${search.text}` : `looking for ${search.text}`];
  const text = cropEnd([`${symbols.rule}${symbols.rule} ${whose}`, ...looked, ...where].join(GAP), columns - 1, symbols.ellipsis);
  const line = `${text} ${symbols.rule.repeat(Math.max(0, columns - widthOf(text) - 1))}`;
  return state === undefined ? palette.quiet(line) : paintOf(standingOf(state), palette)(line);
}

function logLines({ log, units, steering }: UpState, { columns, logRows, palette }: LineStyle & { logRows: number }): string[] {
  const places = new Map(units.map(({ id }, index) => [id, index]));
  const { tasks: paints, quiet } = palette;
  const paint = (unit: UnitId) => paints[(places.get(unit) ?? 0) % paints.length] ?? quiet;
  const prefix = steering.shows === undefined ? { width: nameWidthOf(units.map(({ id }) => id)), paint } : undefined;
  return logPane(log, { rows: logRows, columns, bottom: steering.bottom, search: steering.search, prefix, palette });
}

function keysLine({ units, steering }: UpState, { columns, palette, symbols }: LineStyle): string {
  if (typeof steering.mode === "object") return cropEnd(`/${steering.mode.typing}${CARET}`, columns, symbols.ellipsis);
  if (steering.isEnding)
    return palette.warning(cropEnd("everything is being stopped; q again kills what still runs", columns, symbols.ellipsis));
  const unit = units[steering.chosen]?.id;
  const logs = unit === undefined || unit === steering.shows ? "all logs" : `log of ${unit}`;
  const hints =
    steering.search === undefined
      ? [`enter ${logs}`, "r restart", "s stop", "/ search", "? help", "q quit"]
      : ["n older", "N newer", "esc end of search", "? help", "q quit"];
  return palette.quiet(cropEnd(hints.join(GAP), columns, symbols.ellipsis));
}

const CARET = "_";

function helpLines({ strong }: Palette): string[] {
  const width = HELP.reduce((most, [keys]) => Math.max(most, keys.length), 0);
  return HELP.map(([keys, what]) => `  ${strong(keys.padEnd(width))}   ${what}`);
}

const HELP = [
  ["up, down, j, k", "choose a unit; home, end: the first, the last"],
  ["enter", "the log of the chosen one, or again all logs"],
  ["r", "restart it"],
  ["s", "stop it, and before it what needs it"],
  ["page up, page down", "further up and down in the log"],
  ["/", "search in the log; n: older match, N: newer match"],
  ["esc", "back to the end of the log, and to all logs"],
  ["q, ctrl-c", "stop everything and end; again: kill what still runs"],
] as const;

const GAP = "   ";
