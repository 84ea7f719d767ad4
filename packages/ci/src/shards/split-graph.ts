import type { TaskId } from "@nix-repo/model";
import { familiesOf } from "./families.ts";
import { fillEvenly } from "./fill-shards.ts";
import { membersOf } from "./node-set.ts";
import { relieveLongest } from "./relieve-longest.ts";
import { createShardLength, type ShardLength } from "./shard-length.ts";
import { nodeWeights } from "./shard-load.ts";
import type { SplitTask } from "./split-task.ts";
import { closureOf, compare, type WorkGraph, workGraph } from "./work-graph.ts";
import { largestFirst, piecesOf, type WorkUnit, workUnits } from "./work-units.ts";

export interface SplitOptions {
  readonly tasks: readonly SplitTask[];
  /** How many machines there are. */
  readonly shards: number;
  /** How many places each has; 2 where left out. */
  readonly concurrency?: number;
  /** What setting up one devShell costs a machine, in milliseconds; 5 s where left out. */
  readonly shellMs?: number;
}

/** What one machine is to run. */
export interface Shard {
  /** What is asked of it. */
  readonly requested: readonly TaskId[];
  /** That, and all it needs. */
  readonly tasks: readonly TaskId[];
  readonly shells: readonly string[];
  readonly expectedMs: number;
}

/**
 * Finds for every requested task the one machine that runs it, so that the machine that takes longest takes as short as it can be made.
 *
 * A machine runs its requested tasks and all that these need: what is needed on two machines runs on both, and counts on both. So does setting up a
 * devShell. What shares either is therefore kept together as far as the time allows; tasks of a service besides, as long as it fits.
 * Machines for which nothing is left do not come back. The order of the tasks does not matter.
 */
export function splitGraph({ tasks, shards: most, concurrency = 2, shellMs = SHELL_MS }: SplitOptions): readonly Shard[] {
  const graph = workGraph({ tasks, concurrency, shellMs });
  const units = workUnits(graph);
  if (units.length === 0) return [];
  const weights = nodeWeights(graph);
  const lengthOf = createShardLength(graph);
  // By name, sizes are mixed; by size, small ones fill the gaps. Which is better shows only when it is done.
  const fillings = [units, units.toSorted(largestFirst)].map((ordered) =>
    fillEvenly({ weights, families: familiesOf(graph, ordered), count: most, attempts: 6 }),
  );
  const candidates = fillings.map((filling) => {
    const shards = relieveLongest({ graph, weights, shards: spreadOut(filling.shards), lengthOf });
    return { shards, lengthMs: Math.max(...shards.map((of) => lengthOf(of.flatMap(({ ends }) => ends)))) };
  });
  const [best] = candidates.sort((a, b) => a.lengthMs - b.lengthMs);
  return shardsOf(graph, best?.shards ?? [], lengthOf);
}

/**
 * What a devShell costs a machine that sets it up. A CI machine begins without kept environments: Nix evaluates the flake, which takes one place
 * for 1 to 4 s, and gets what the shell is made of from a binary cache. Five seconds are enough to keep a shell's tasks together where that costs
 * less than that, and too few to make a machine wait for another.
 */
const SHELL_MS = 5_000;

/** A machine that was asked for gets something: where one is empty, the one with most units gives half of them away. What it expects may be wrong, and it is there. */
function spreadOut(filled: readonly (readonly WorkUnit[])[]): readonly (readonly WorkUnit[])[] {
  const shards = filled.filter((units) => units.length > 0);
  while (shards.length < filled.length) {
    const apart = shards.map((units) => (units.length > 1 ? units : units.flatMap(piecesOf)));
    const [index] = [...apart.keys()].sort((a, b) => (apart[b]?.length ?? 0) - (apart[a]?.length ?? 0));
    const units = apart[index ?? 0] ?? [];
    if (units.length < 2) break;
    shards.splice(index ?? 0, 1, units.slice(0, units.length / 2), units.slice(units.length / 2));
  }
  return shards;
}

function shardsOf(graph: WorkGraph, shards: readonly (readonly WorkUnit[])[], lengthOf: ShardLength): readonly Shard[] {
  const given = new Set<number>();
  return shards.map((units) => {
    const ends = units.flatMap((unit) => unit.ends);
    const members = membersOf(closureOf(graph, ends));
    // What others need as well is asked of the first machine that runs it.
    const requested = members.filter((index) => graph.nodes[index]?.requested === true && !given.has(index));
    for (const index of requested) given.add(index);
    const idsOf = (indexes: readonly number[]) => indexes.flatMap((index) => graph.nodes[index]?.id ?? []).sort(compare);
    const shells = members.flatMap((index) => (graph.nodes[index]?.id === undefined ? (graph.nodes[index]?.shell ?? []) : []));
    return { requested: idsOf(requested), tasks: idsOf(members), shells, expectedMs: Math.round(lengthOf(ends)) };
  });
}
