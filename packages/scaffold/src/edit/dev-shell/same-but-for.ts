import { NixSyntaxError } from "../nix/nix-tokens.ts";
import type { Binding, NixNode } from "../nix/nix-tree.ts";

/** Whether one tree is the other one with so many more bindings of a name, and nothing else in it is different. */
export function sameButFor(before: NixNode, after: NixNode | NixSyntaxError, { name, count }: { name: string; count: number }): boolean {
  if (after instanceof NixSyntaxError) return false;
  const more = { left: count };
  return isSame(before, after, { name, more }) && more.left === 0;
}

interface Expected {
  readonly name: string;
  readonly more: { left: number };
}

function isSame(before: unknown, after: unknown, expected: Expected): boolean {
  if (typeof before !== "object" || before === null || typeof after !== "object" || after === null) return before === after;
  if (Array.isArray(before) && Array.isArray(after)) return isSameList(before, after, expected);
  const names = Object.keys(before).filter((key) => !PLACES.has(key));
  if (names.length !== Object.keys(after).filter((key) => !PLACES.has(key)).length) return false;
  return names.every((key) => isSame((before as Record<string, unknown>)[key], (after as Record<string, unknown>)[key], expected));
}

/** Where things stand has changed for all that follows. */
const PLACES = new Set(["start", "end", "open", "close"]);

function isSameList(before: readonly unknown[], after: readonly unknown[], expected: Expected): boolean {
  let at = 0;
  for (const each of after) {
    if (at < before.length && isSame(before[at], each, expected)) at += 1;
    else if (isNew(each, expected)) expected.more.left -= 1;
    else return false;
  }
  return at === before.length;
}

function isNew(each: unknown, { name, more }: Expected): boolean {
  const { kind, path } = each as Partial<Binding & { kind: "bind" }>;
  return more.left > 0 && kind === "bind" && path?.at(-1)?.name === name;
}
