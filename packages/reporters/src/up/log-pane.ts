import type { UnitId } from "@nix-repo/model";
import sliceAnsi from "slice-ansi";
import { containedLine } from "../contained-line.ts";
import type { Palette } from "../palette.ts";
import { padTo, plainLine, widthOf } from "../text-width.ts";
import type { LogLines } from "./unit-logs.ts";

export interface LogPaneOptions {
  readonly rows: number;
  readonly columns: number;
  /** The last line that is shown; left out, the last there is. */
  readonly bottom: number | undefined;
  readonly search: { readonly text: string; readonly match: number | undefined } | undefined;
  /** Puts the unit's name in front of each line. */
  readonly prefix: { readonly width: number; readonly paint: (unit: UnitId) => (text: string) => string } | undefined;
  readonly palette: Palette;
}

/** Rows of a terminal that show a log from the bottom up; lines that are too long go on in the next row. At most `rows`. */
export function logPane(log: LogLines, options: LogPaneOptions): string[] {
  const { rows, bottom = log.end - 1 } = options;
  const shown: string[][] = [];
  let count = 0;
  // Of what was read here the beginning may have been forgotten meanwhile.
  const last = Math.min(log.end - 1, Math.max(bottom, log.first + rows - 1));
  for (let number = last; number >= log.first && count < rows; number -= 1) {
    const line = rowsOf(log, number, options);
    shown.push(line);
    count += line.length;
  }
  return shown.reverse().flat().slice(-rows);
}

/** Whether a line holds what is looked for, upper and lower case alike unless a capital was typed. */
export function matches(text: string, wanted: string): boolean {
  return indexIn(plainLine(text), wanted) >= 0;
}

function rowsOf(log: LogLines, number: number, { columns, search, prefix, palette }: LogPaneOptions): string[] {
  const line = log.line(number);
  if (line === undefined) return [];
  const isFound = search !== undefined && search.text !== "" && matches(line.text, search.text);
  const gutter = search === undefined ? "" : number === search.match ? palette.strong("> ") : "  ";
  const front = prefix !== undefined && line.unit !== undefined ? prefixOf(line.unit, prefix, palette) : "";
  const text = isFound ? marked(plainLine(line.text), search.text) : coloured(line.text);
  const indent = widthOf(gutter) + widthOf(front);
  return wrapped(text, Math.max(MIN_TEXT, columns - indent)).map((part, i) => `${i === 0 ? gutter + front : " ".repeat(indent)}${part}`);
}

function prefixOf(unit: UnitId, { width, paint }: NonNullable<LogPaneOptions["prefix"]>, palette: Palette): string {
  return `${paint(unit)(padTo(unit, width))} ${palette.quiet("|")} `;
}

/** On a terminal so narrow that the name leaves less for the text, rows are wider than it. */
const MIN_TEXT = 10;

function wrapped(text: string, columns: number): string[] {
  const width = widthOf(text);
  if (width <= columns) return [text];
  return Array.from({ length: Math.ceil(width / columns) }, (_, i) => sliceAnsi(text, i * columns, (i + 1) * columns));
}

/** With its colours, and without anything else that a terminal would obey. */
function coloured(text: string): string {
  return containedLine(text).replace(LINKS, "").replaceAll("\t", "  ").replace(CONTROLS_BUT_ESCAPE, "");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences start with one
const LINKS = /\x1b\]8;[^\x07\x1b]*(?:\x07|\x1b\\|$)/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
const CONTROLS_BUT_ESCAPE = /[\x00-\x1a\x1c-\x1f\x7f-\x9f]/g;

function marked(text: string, wanted: string): string {
  let rest = text;
  let done = "";
  for (let at = indexIn(rest, wanted); at >= 0; at = indexIn(rest, wanted)) {
    done += `${rest.slice(0, at)}${INVERSE}${rest.slice(at, at + wanted.length)}${NOT_INVERSE}`;
    rest = rest.slice(at + wanted.length);
  }
  return done + rest;
}

/** No colour, so that it shows also where none is wanted. */
const INVERSE = "\x1b[7m";
const NOT_INVERSE = "\x1b[27m";

function indexIn(text: string, wanted: string): number {
  if (wanted === "") return -1;
  return wanted === wanted.toLowerCase() ? text.toLowerCase().indexOf(wanted) : text.indexOf(wanted);
}
