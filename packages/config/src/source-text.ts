import { readFileSync } from "node:fs";
import type { Path } from "./mistake.ts";

/** A span of a text: offsets in UTF-16 units, the end not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The text of a file of the user's, in which the places of values can be found. */
export interface SourceText {
  readonly file: string;
  /** Without a byte order mark. */
  readonly text: string;
  /** The key or the value at the end of a path, or the deepest part of the path that can be found. */
  find(path: Path, at: "key" | "value"): Span;
  /** 1-based line and column, and the line itself. */
  position(offset: number): { line: number; column: number; excerpt: string };
}

export type Finder = (path: Path, at: "key" | "value") => Span;

export function sourceText({ file, text, find }: { file: string; text: string; find: Finder }): SourceText {
  return { file, text, find, position: (offset) => positionIn(text, offset) };
}

/** The text as the places in it count: editors do not count a byte order mark. */
export function readText(file: string): string {
  return withoutMark(readFileSync(file, "utf8"));
}

export function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

function positionIn(text: string, offset: number): { line: number; column: number; excerpt: string } {
  let line = 1;
  let start = 0;
  for (const match of text.matchAll(LINE_BREAK)) {
    const next = match.index + match[0].length;
    if (next > offset) break;
    line += 1;
    start = next;
  }
  const rest = text.slice(start);
  const length = rest.search(LINE_END);
  return { line, column: offset - start + 1, excerpt: length === -1 ? rest : rest.slice(0, length) };
}

const LINE_BREAK = /\r\n|\n|\r/g;
const LINE_END = /[\r\n]/;
