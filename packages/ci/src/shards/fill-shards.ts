import { type NodeWeights, ShardLoad } from "./shard-load.ts";
import type { WorkGraph } from "./work-graph.ts";
import { type Family, largestFirst, piecesOf, type WorkUnit } from "./work-units.ts";

/** Units for each machine, in the order in which they were given to it. */
export interface Filling {
  readonly shards: readonly (readonly WorkUnit[])[];
  /** The least time that the longest needs. */
  readonly leastMs: number;
}

/**
 * Fills one machine after the other up to a time: always with the unit that adds least of what it shares with others to what is there already, as long
 * as there is one that fits. So what belongs together stays together, and the next machine goes on where the last one stopped. Services that
 * fit nowhere as a whole are taken apart at the end, and what still does not fit goes where least is to be done, over the limit.
 */
export function fillShards({
  graph,
  weights,
  families,
  count,
  limitMs,
}: {
  graph: WorkGraph;
  weights: NodeWeights;
  families: readonly Family[];
  count: number;
  limitMs: number;
}): Filling {
  const loads = Array.from({ length: count }, () => new ShardLoad(weights));
  const shards: WorkUnit[][] = loads.map(() => []);
  const queue = new FamilyQueue(families, weights);
  for (const [index, load] of loads.entries()) {
    queue.nextShard();
    for (let unit = queue.take(load, limitMs); unit !== undefined; unit = queue.take(load, limitMs)) {
      load.add(unit.set);
      shards[index]?.push(unit);
    }
  }
  const pieces = queue.left.flatMap((unit) => piecesOf(graph, unit)).sort(largestFirst);
  for (const piece of pieces) {
    const index = bestFor(piece, { loads, limitMs });
    loads[index]?.add(piece.set);
    shards[index]?.push(piece);
  }
  return { shards, leastMs: Math.max(...loads.map((load) => load.leastMs)) };
}

/** Where it fits and adds least; where it fits nowhere, where it is done first. */
function bestFor(unit: WorkUnit, { loads, limitMs }: { loads: readonly ShardLoad[]; limitMs: number }): number {
  const tried = loads.map((load, index) => ({ index, ...load.tryOn(unit.set) }));
  const fitting = tried.filter(({ leastMs }) => leastMs <= limitMs);
  const [best] = fitting.length > 0 ? fitting.sort((a, b) => a.addedMs - b.addedMs || a.leastMs - b.leastMs) : tried.sort((a, b) => a.leastMs - b.leastMs);
  return best?.index ?? 0;
}

/** Families in the order in which one machine takes them. */
class FamilyQueue {
  readonly #families: readonly Family[];
  readonly #weights: NodeWeights;
  /** Of each family, what no machine has taken. */
  readonly #left: WorkUnit[][];
  readonly #leftMs: Float64Array;
  /** Of each family, how much of what it shares the present machine lacks. */
  readonly #lacksMs: Float64Array;
  /** The same of the machine before it, for the first unit of the present one. */
  #order: Float64Array;
  /** Families that share a node. */
  readonly #sharers = new Map<number, number[]>();
  #has = new Set<number>();
  /** Families of which nothing fits any more. */
  #closed = new Set<number>();

  constructor(families: readonly Family[], weights: NodeWeights) {
    this.#families = families;
    this.#weights = weights;
    this.#left = families.map(({ units }) => [...units]);
    this.#leftMs = Float64Array.from(families, ({ units }) => units.reduce((sum, { loadMs }) => sum + loadMs, 0));
    this.#lacksMs = new Float64Array(families.length);
    this.#order = new Float64Array(families.length);
    for (const [index, { shared }] of families.entries()) {
      for (const node of shared) this.#sharers.set(node, [...(this.#sharers.get(node) ?? []), index]);
    }
  }

  get left(): readonly WorkUnit[] {
    return this.#left.flat();
  }

  nextShard(): void {
    this.#order = this.#lacksMs.slice();
    for (const [index, { sharedMs }] of this.#families.entries()) this.#lacksMs[index] = sharedMs;
    this.#has = new Set();
    this.#closed = new Set();
  }

  /** Takes out what the machine does next. */
  take(load: ShardLoad, limitMs: number): WorkUnit | undefined {
    const isFirst = this.#has.size === 0;
    for (let family = this.#best(); family !== undefined; family = this.#best()) {
      const units = this.#left[family] ?? [];
      const at = units.findIndex((unit) => load.tryOn(unit.set).leastMs <= limitMs);
      const [unit] = at === -1 ? [] : units.splice(at, 1);
      if (unit === undefined) {
        this.#closed.add(family);
        continue;
      }
      this.#leftMs[family] = (this.#leftMs[family] ?? 0) - unit.loadMs;
      this.#nowHas(this.#families[family]?.shared ?? []);
      if (isFirst) this.#order = this.#lacksMs;
      return unit;
    }
    return undefined;
  }

  #best(): number | undefined {
    let best: number | undefined;
    for (const index of this.#families.keys()) {
      if (this.#left[index]?.length === 0 || this.#closed.has(index)) continue;
      if (best === undefined || this.#isBetter(index, best)) best = index;
    }
    return best;
  }

  /** Adds less; has more in common with what is there; has more left. */
  #isBetter(a: number, b: number): boolean {
    const lacks = (this.#order[a] ?? 0) - (this.#order[b] ?? 0);
    if (lacks !== 0) return lacks < 0;
    const shared = (this.#families[a]?.sharedMs ?? 0) - (this.#families[b]?.sharedMs ?? 0);
    return shared === 0 ? (this.#leftMs[a] ?? 0) > (this.#leftMs[b] ?? 0) : shared > 0;
  }

  #nowHas(nodes: readonly number[]): void {
    for (const node of nodes) {
      if (this.#has.has(node)) continue;
      this.#has.add(node);
      for (const family of this.#sharers.get(node) ?? []) {
        this.#lacksMs[family] = (this.#lacksMs[family] ?? 0) - (this.#weights.loadMs[node] ?? 0);
      }
    }
  }
}
