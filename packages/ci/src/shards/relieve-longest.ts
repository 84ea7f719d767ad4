import type { ShardLength } from "./shard-length.ts";
import type { NodeWeights } from "./shard-load.ts";
import type { WorkGraph } from "./work-graph.ts";
import { piecesOf, type WorkUnit } from "./work-units.ts";

/** Units of a machine, and how long it takes with them. */
interface Shard {
  units: readonly WorkUnit[];
  lengthMs: number;
}

interface Move {
  /** What is moved, and the unit that it is taken from: the same, or one that is taken apart. */
  readonly unit: WorkUnit;
  readonly from: WorkUnit;
  readonly to: Shard;
  /** About how long the longer of the two takes after that. */
  readonly aboutMs: number;
}

/** Hands on from the machine that takes longest what others do sooner, until nothing that is tried makes it shorter. */
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
  const shards: Shard[] = given.map((units) => ({ units, lengthMs: lengthWith(units) }));
  let effort = MOST_EFFORT;
  const tried = (units: readonly WorkUnit[]): number => {
    effort -= units.reduce((sum, { members }) => sum + members.length, 0);
    return lengthWith(units);
  };
  while (effort > 0) {
    const longest = shards.reduce((a, b) => (b.lengthMs > a.lengthMs ? b : a));
    const others = shards.filter((shard) => shard !== longest);
    const moves = movesFrom(longest, { graph, weights, others }).slice(0, MOST_TRIED);
    const isMade = moves.some(({ unit, from, to }) => {
      const there = [...to.units, unit];
      const thereMs = tried(there);
      if (thereMs >= longest.lengthMs) return false;
      const here = without(longest.units, { unit, from, graph });
      const hereMs = tried(here);
      if (hereMs >= longest.lengthMs) return false;
      Object.assign(to, { units: there, lengthMs: thereMs });
      Object.assign(longest, { units: here, lengthMs: hereMs });
      return true;
    });
    if (!isMade) break;
  }
  return shards.map(({ units }) => units);
}

/** How many moves are tried before the longest machine is left as it is. */
const MOST_TRIED = 12;
/** How many tasks are looked at, over all moves: a bound that does not depend on how fast we are. */
const MOST_EFFORT = 1_500_000;

function movesFrom(
  longest: Shard,
  { graph, weights, others }: { graph: WorkGraph; weights: NodeWeights; others: readonly Shard[] },
): readonly Move[] {
  const users = usersOf(longest.units);
  const members = others.map(({ units }) => new Set(units.flatMap((unit) => unit.members)));
  const loadOf = (nodes: readonly number[]) => nodes.reduce((sum, node) => sum + (weights.loadMs[node] ?? 0), 0) / weights.concurrency;
  const moves: Move[] = [];
  const consider = (unit: WorkUnit, from: WorkUnit, freed: readonly number[]) => {
    const hereMs = longest.lengthMs - loadOf(freed);
    if (hereMs >= longest.lengthMs) return;
    for (const [index, to] of others.entries()) {
      const thereMs = to.lengthMs + loadOf(unit.members.filter((node) => members[index]?.has(node) !== true));
      if (thereMs < longest.lengthMs) moves.push({ unit, from, to, aboutMs: Math.max(hereMs, thereMs) });
    }
  };
  for (const from of longest.units) {
    if (longest.units.length > 1) consider(from, from, from.members.filter((node) => users.get(node) === 1));
    if (from.ends.length === 1) continue;
    const pieces = piecesOf(graph, from);
    const within = usersOf(pieces);
    for (const piece of pieces) consider(piece, from, piece.members.filter((node) => users.get(node) === 1 && within.get(node) === 1));
  }
  return moves.sort((a, b) => a.aboutMs - b.aboutMs);
}

function usersOf(units: readonly WorkUnit[]): ReadonlyMap<number, number> {
  const users = new Map<number, number>();
  for (const { members } of units) for (const node of members) users.set(node, (users.get(node) ?? 0) + 1);
  return users;
}

function without(
  units: readonly WorkUnit[],
  { unit, from, graph }: { unit: WorkUnit; from: WorkUnit; graph: WorkGraph },
): readonly WorkUnit[] {
  return units.flatMap((each) => {
    if (each !== from) return [each];
    return unit === from ? [] : piecesOf(graph, from).filter(({ ends }) => ends[0] !== unit.ends[0]);
  });
}
