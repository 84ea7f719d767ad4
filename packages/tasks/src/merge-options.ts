import type { VerbOptions } from "@nix-repo/model";

/** Layers of options, the stronger one first: field by field; of `env` name by name; lists are replaced. */
export function mergeOptions(...layers: readonly (VerbOptions | undefined)[]): VerbOptions {
  const saying = layers.filter((layer) => layer !== undefined);
  if (saying.length < 2) return saying[0] ?? {};
  const weakestFirst = saying.reverse();
  const merged: VerbOptions = Object.assign({}, ...weakestFirst);
  if (merged.env === undefined) return merged;
  return { ...merged, env: Object.assign({}, ...weakestFirst.map(({ env }) => env)) };
}
