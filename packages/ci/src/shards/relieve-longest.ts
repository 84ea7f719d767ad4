import { membersOf } from "./node-set.ts";
import type { ShardLength } from "./shard-length.ts";
import type { NodeWeights } from "./shard-load.ts";
import type { WorkGraph } from "./work-graph.ts";
import { piecesOf, unitOfPieces, type WorkUnit } from "./work-units.ts";

/**
 * Hands on from the machine that takes longest what others do sooner, until nothing that is tried makes it shorter.
 * What is moved is chosen by load, and kept where the played length says so as well.
 */
export function relieveLongest({
  graph,
  weights,
  shards: given,
  lengthOf,
}: {
  graph: WorkGraph;
  weights: NodeWeights;
  shards: readonly (readonly WorkUnit[])[];
  lengthOf: ShardLength;
}): readonly (readonly WorkUnit[])[] {
  const lengthWith = (units: readonly WorkUnit[]) => lengthOf(units.flatMap(({ ends }) => ends));
  const shards = given.map((units): Shard => ({ units, lengthMs: lengthWith(units), users: new Uint32Array(weights.count) }));
  for (const { units, users } of shards) for (const unit of units) count(users, unit, 1);
  let effort = MOST_EFFORT;
  for (let isShorter = true; isShorter && effort > 0; ) {
    const longest = shards.reduce((a, b) => (b.lengthMs > a.lengthMs ? b : a));
    const moves = movesFrom(longest, { others: shards.filter((shard) => shard !== longest), weights });
    effort -= moves.length;
    isShorter = moves.slice(0, MOST_TRIED).some(({ unit, from, to }) => {
      effort -= to.units.length + longest.units.length;
      const there = [...to.units, unit];
      const thereMs = lengthWith(there);
      if (thereMs >= longest.lengthMs) return false;
      const rest = piecesOf(from).filter((piece) => piece !== unit);
      const here = longest.units.flatMap((each) => (each !== from ? [each] : unit === from ? [] : [unitOfPieces(graph, rest)]));
      const hereMs = lengthWith(here);
      if (hereMs >= longest.lengthMs) return false;
      count(longest.users, unit, -1);
      count(to.users, unit, 1);
      Object.assign(to, { units: there, lengthMs: thereMs });
      Object.assign(longest, { units: here, lengthMs: hereMs });
      return true;
    });
  }
  return shards.map(({ units }) => units);
}

/** How many moves are tried before the longest machine is left as it is. */
const MOST_TRIED = 12;
/** How many units are looked at, over all moves: a bound that does not depend on how fast the machine is. */
const MOST_EFFORT = 100_000;

interface Shard {
  units: readonly WorkUnit[];
  lengthMs: number;
  /** Of each node, how many pieces need it here. */
  readonly users: Uint32Array;
}

interface Move {
  /** What is moved, and the unit that it is a part of, or all of. */
  readonly unit: WorkUnit;
  readonly from: WorkUnit;
  readonly to: Shard;
  /** About how long the longer of the two takes then. */
  readonly aboutMs: number;
}

/** The most promising first. */
function movesFrom(longest: Shard, { others, weights }: { others: readonly Shard[]; weights: NodeWeights }): readonly Move[] {
  const moves: Move[] = [];
  for (const from of longest.units) {
    for (const unit of from.parts.length === 0 ? [from] : [from, ...from.parts]) {
      // No machine is left without anything.
      if (unit === from && longest.units.length === 1) continue;
      const hereMs = longest.lengthMs - freedMs(longest.users, unit, weights);
      for (const to of others) {
        const thereMs = to.lengthMs + addedMs(to.users, unit, weights);
        const aboutMs = Math.max(hereMs, thereMs);
        if (aboutMs < longest.lengthMs) moves.push({ unit, from, to, aboutMs });
      }
    }
  }
  return moves.sort((a, b) => a.aboutMs - b.aboutMs);
}

function freedMs(users: Uint32Array, unit: WorkUnit, { loadMs, concurrency }: NodeWeights): number {
  count(users, unit, -1);
  let freed = 0;
  for (const node of membersOf(unit.set)) if (users[node] === 0) freed += loadMs[node] ?? 0;
  count(users, unit, 1);
  return freed / concurrency;
}

function addedMs(users: Uint32Array, unit: WorkUnit, { loadMs, concurrency }: NodeWeights): number {
  let added = 0;
  for (const node of membersOf(unit.set)) if (users[node] === 0) added += loadMs[node] ?? 0;
  return added / concurrency;
}

function count(users: Uint32Array, unit: WorkUnit, by: number): void {
  for (const piece of piecesOf(unit)) for (const node of membersOf(piece.set)) users[node] = (users[node] ?? 0) + by;
}
