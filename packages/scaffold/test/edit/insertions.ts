import type { Insertion } from "../../src/edit/insertion.ts";

/** Takes out again what was put in. */
export function without(text: string, insertions: readonly Insertion[]): string {
  let result = text;
  let shift = insertions.reduce((sum, { text: inserted, blanks = "" }) => sum + inserted.length - blanks.length, 0);
  for (const { at, text: inserted, blanks = "" } of insertions.toSorted((a, b) => a.at - b.at).toReversed()) {
    shift -= inserted.length - blanks.length;
    result = result.slice(0, at + shift) + blanks + result.slice(at + shift + inserted.length);
  }
  return result;
}
