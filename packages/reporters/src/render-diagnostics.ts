import type { Diagnostic } from "@nix-repo/model";
import { displayPath, displayPlace } from "./display-path.ts";
import { type Palette, paletteOf } from "./palette.ts";
import { cropEnd, cropStart, padTo, widthOf } from "./text-width.ts";
import type { WordingContext } from "./wording-context.ts";

export interface DiagnosticsOptions extends WordingContext {
  /** A warning stops nothing, and says so in front of its message. */
  readonly severity?: "error" | "warning";
}

/**
 * All the mistakes of some files, sorted by file, line and column, each with its place, the path of the value, what is wrong, and the line with the place marked.
 * Several end with their count. Without a closing line break.
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: DiagnosticsOptions): string {
  const sorted = [...diagnostics].sort(byPlace);
  const blocks = sorted.map((diagnostic) => renderOne(diagnostic, options));
  if (sorted.length > 1) blocks.push(countLine(sorted, options));
  const apart = sorted.some((diagnostic) => diagnostic.excerpt !== undefined) ? "\n\n" : "\n";
  return blocks.join(apart);
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.place.file !== b.place.file) return a.place.file < b.place.file ? -1 : 1;
  return (a.place.line ?? 0) - (b.place.line ?? 0) || (a.place.column ?? 0) - (b.place.column ?? 0);
}

function renderOne(diagnostic: Diagnostic, options: DiagnosticsOptions): string {
  const paint = paletteOf(options.colour);
  const place = paint.strong(displayPlace(diagnostic.place, options.root));
  const warning = options.severity === "warning" ? `${paint.warning("warning:")} ` : "";
  const path = diagnostic.path === "" ? "" : `${diagnostic.path}: `;
  const suggestion = diagnostic.suggestion === undefined ? "" : `; did you mean "${diagnostic.suggestion}"?`;
  return [`${place}  ${warning}${path}${diagnostic.message}${suggestion}`, ...excerptLines(diagnostic, options, paint)].join("\n");
}

function excerptLines(diagnostic: Diagnostic, options: DiagnosticsOptions, paint: Palette): string[] {
  const { place, excerpt } = diagnostic;
  if (excerpt === undefined || place.line === undefined) return [];
  const number = String(place.line);
  const blank = " ".repeat(number.length);
  const bar = paint.quiet("|");
  if (place.column === undefined) return [`  ${paint.quiet(number)} ${bar} ${expandTabs(excerpt)}`.trimEnd()];

  const mark = options.severity === "warning" ? paint.warning : paint.bad;
  const room = Math.max(MINIMUM_EXCERPT, (options.columns ?? DEFAULT_COLUMNS) - number.length - 5);
  const { text, start, width } = markedLine({ excerpt, column: place.column, length: diagnostic.length ?? 1, room });
  return [`  ${paint.quiet(number)} ${bar} ${text}`.trimEnd(), `  ${blank} ${bar} ${" ".repeat(start)}${mark("^".repeat(width))}`];
}

interface MarkedLine {
  readonly text: string;
  /** Columns in front of the marker, and under it. */
  readonly start: number;
  readonly width: number;
}

/** Columns of the file are UTF-16 units; columns of the terminal depend on tabs and wide characters: the marker stands under the latter. */
function markedLine(line: { excerpt: string; column: number; length: number; room: number }): MarkedLine {
  const from = Math.min(line.column - 1, line.excerpt.length);
  const before = expandTabs(line.excerpt.slice(0, from));
  const marked = expandTabs(line.excerpt.slice(from, from + line.length));
  const after = expandTabs(line.excerpt.slice(from + line.length).trimEnd());
  const markedWidth = Math.max(1, widthOf(marked));
  if (widthOf(before) + markedWidth + widthOf(after) <= line.room) {
    return { text: before + marked + after, start: widthOf(before), width: markedWidth };
  }

  // Too long: what is marked stays whole where it can, with about half of the rest of the room in front of it.
  const shownMarked = cropEnd(marked, line.room - ELLIPSIS.length * 2, ELLIPSIS);
  const rest = line.room - Math.max(1, widthOf(shownMarked));
  const roomBefore = Math.min(widthOf(before), Math.max(Math.floor(rest / 2), rest - widthOf(after)));
  // A wide character that no longer fits leaves a column free, which keeps the marker under its text.
  const shownBefore = cropStart(before, roomBefore, ELLIPSIS);
  const shownAfter = cropEnd(after, rest - widthOf(shownBefore), ELLIPSIS);
  return { text: shownBefore + padTo(shownMarked, 1) + shownAfter, start: widthOf(shownBefore), width: Math.max(1, widthOf(shownMarked)) };
}

const ELLIPSIS = "...";
const DEFAULT_COLUMNS = 120;
const MINIMUM_EXCERPT = 20;

/** A fixed width for each tab, so that text and marker agree wherever the terminal's tab stops are. */
function expandTabs(text: string): string {
  return text.replaceAll("\t", "    ");
}

function countLine(diagnostics: readonly Diagnostic[], options: DiagnosticsOptions): string {
  const files = [...new Set(diagnostics.map((diagnostic) => diagnostic.place.file))];
  const noun = options.severity === "warning" ? "warnings" : "mistakes";
  const where = files.length === 1 ? displayPath(files[0] ?? "", options.root) : `${files.length} files`;
  return `${diagnostics.length} ${noun} in ${where}`;
}
