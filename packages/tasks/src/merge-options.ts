import type { VerbOptions } from "@nix-repo/model";

/** Layers of options, the stronger one first: field by field; of `env` and `params` name by name; lists are replaced. */
export function mergeOptions(...layers: readonly (VerbOptions | undefined)[]): VerbOptions {
  const saying = layers.filter((layer) => layer !== undefined);
  if (saying.length < 2) return saying[0] ?? {};
  const weakestFirst = saying.reverse();
  const merged: VerbOptions = Object.assign({}, ...weakestFirst);
  if (merged.env === undefined && merged.params === undefined) return merged;
  return {
    ...merged,
    ...(merged.env === undefined ? {} : { env: Object.assign({}, ...weakestFirst.map(({ env }) => env)) }),
    ...(merged.params === undefined ? {} : { params: Object.assign({}, ...weakestFirst.map(({ params }) => params)) }),
  };
}
