import { distance } from "fastest-levenshtein";

/**
 * The valid name that a misspelt one most likely means.
 * @returns undefined where none is near: one letter may differ in three, two in six (`tset` is two away from `test`), three in longer names.
 */
export function nearest(name: string, valid: Iterable<string>): string | undefined {
  const limit = name.length <= 3 ? 1 : name.length <= 6 ? 2 : 3;
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of valid) {
    const d = distance(name.toLowerCase(), candidate.toLowerCase());
    if (d < bestDistance) {
      best = candidate;
      bestDistance = d;
    }
  }
  return best;
}
