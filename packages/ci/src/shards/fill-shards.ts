import type { Family } from "./families.ts";
import { FamilyQueue } from "./family-queue.ts";
import { type NodeWeights, ShardLoad } from "./shard-load.ts";
import { largestFirst, piecesOf, type WorkUnit } from "./work-units.ts";

/** Units for each machine, in the order in which they were given to it. */
export interface Filling {
  readonly shards: readonly (readonly WorkUnit[])[];
  /** The least time that the longest needs. */
  readonly leastMs: number;
}

/** Fills machines under the lowest limit that can be kept. */
export function fillEvenly({
  weights,
  families,
  count,
  attempts,
}: {
  weights: NodeWeights;
  families: readonly Family[];
  count: number;
  /** How many limits are tried; at least 1. */
  attempts: number;
}): Filling {
  const units = families.flatMap((family) => family.units);
  const allMs = leastOf(units, weights);
  const longestMs = Math.max(0, ...units.flatMap(piecesOf).map((piece) => leastOf([piece], weights)));
  let low = Math.max(allMs / count, longestMs);
  let high = Math.max(allMs, low);
  let best = fillShards({ weights, families, count, limitMs: low });
  if (best.leastMs <= low) return best;
  high = Math.min(high, best.leastMs);
  for (let attempt = 1; attempt < attempts && high > low; attempt += 1) {
    const limitMs = Math.sqrt(low * high);
    const filling = fillShards({ weights, families, count, limitMs });
    if (filling.leastMs > limitMs) low = limitMs;
    high = Math.min(high, filling.leastMs);
    if (filling.leastMs < best.leastMs) best = filling;
  }
  return best;
}

/**
 * Fills one machine after the other up to a time. So what belongs together stays together, and the next machine goes on where the last one stopped.
 * Services that fit nowhere as a whole are taken apart at the end, and what still does not fit goes where all is done first, over the limit.
 */
function fillShards({
  weights,
  families,
  count,
  limitMs,
}: {
  weights: NodeWeights;
  families: readonly Family[];
  count: number;
  limitMs: number;
}): Filling {
  const loads = Array.from({ length: count }, () => new ShardLoad(weights));
  const queue = new FamilyQueue(families, weights);
  const shards = loads.map((load) => [...queue.fill(load, limitMs)]);
  for (const piece of queue.left.flatMap(piecesOf).sort(largestFirst)) {
    const index = bestFor(piece, { loads, limitMs });
    loads[index]?.add(piece.set);
    shards[index]?.push(piece);
  }
  return { shards, leastMs: Math.max(...loads.map((load) => load.leastMs)) };
}

/** Where it fits and adds least; where it fits nowhere, where it is done first. */
function bestFor(unit: WorkUnit, { loads, limitMs }: { loads: readonly ShardLoad[]; limitMs: number }): number {
  const tried = loads.map((load, index) => ({ index, ...load.tryOn(unit.set) })).sort((a, b) => a.leastMs - b.leastMs);
  const fitting = tried.filter(({ leastMs }) => leastMs <= limitMs).sort((a, b) => a.addedMs - b.addedMs);
  return (fitting[0] ?? tried[0])?.index ?? 0;
}

function leastOf(units: readonly WorkUnit[], weights: NodeWeights): number {
  const load = new ShardLoad(weights);
  for (const { set } of units) load.add(set);
  return load.leastMs;
}
