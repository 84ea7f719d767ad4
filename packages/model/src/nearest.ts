import { distance } from "fastest-levenshtein";

/**
 * The valid name that a misspelt one most likely means.
 * @returns undefined where none is near: more than a third of the letters (at least one, at most three) would have to change.
 */
export function nearest(name: string, valid: Iterable<string>): string | undefined {
  const limit = Math.min(3, Math.max(1, Math.floor(name.length / 3)));
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
