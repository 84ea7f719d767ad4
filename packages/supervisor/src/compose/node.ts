import type { Place, Variables } from "@nix-repo/model";

/** What a compose file holds, each value with the place where it was written. Nodes never change, so that aliases and merged files can share them. */
export type Node = ScalarNode | ListNode | MapNode | ResetNode;

export interface ScalarNode {
  readonly kind: "scalar";
  readonly origin: Origin;
  readonly value: string | number | boolean | null;
  /** As compose turns it into a text: `1.5` of `1.50`. Empty for null. */
  readonly text: string;
  /** What stands in the file, where variables were put in. */
  readonly written?: string;
  /** Its variables could not be put in, which has been said: nothing more is wrong with it. */
  readonly isBroken?: boolean;
}

export interface ListNode {
  readonly kind: "list";
  readonly origin: Origin;
  readonly items: readonly Node[];
  /** Tagged `!override`: takes the place of what it would be merged with. */
  readonly override: boolean;
}

export interface MapNode {
  readonly kind: "map";
  readonly origin: Origin;
  readonly entries: ReadonlyMap<string, Entry>;
  readonly override: boolean;
}

/** Tagged `!reset`: takes away what it would be merged with. */
export interface ResetNode {
  readonly kind: "reset";
  readonly origin: Origin;
}

export interface Entry {
  /** Where the key was written. */
  readonly key: Origin;
  readonly value: Node;
}

/** Offsets in the text of a source, in UTF-16 units; the end not included. */
export interface Origin {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** A file, read as part of one project. */
export interface Source {
  readonly file: string;
  /** Without a byte order mark. */
  readonly text: string;
  /** Offsets at which lines begin. */
  readonly lines: readonly number[];
  readonly scope: Scope;
}

/** What holds for all files of one project: the main one, or one that is included. */
export interface Scope {
  /** What relative paths start from; absolute. */
  readonly folder: string;
  /** What is put in for variables. */
  readonly variables: Variables;
}

export function position({ source, start }: Origin): { line: number; column: number } {
  let low = 0;
  let high = source.lines.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((source.lines[middle] ?? 0) <= start) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: start - (source.lines[low] ?? 0) + 1 };
}

export function placeOf(origin: Origin): Place {
  return { file: origin.source.file, ...position(origin) };
}

/** How many values a node stands for, what is shared counted each time. */
export function sizeOf(node: Node, known = new WeakMap<Node, number>()): number {
  if (node.kind === "scalar" || node.kind === "reset") return 1;
  const before = known.get(node);
  if (before !== undefined) return before;
  let size = 1;
  if (node.kind === "list") for (const item of node.items) size += sizeOf(item, known);
  else for (const { value } of node.entries.values()) size += sizeOf(value, known);
  known.set(node, size);
  return size;
}

export function linesOf(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return starts;
}
