import { lowestMember, type NodeSet } from "./node-set.ts";
import { loadOf, type WorkGraph } from "./work-graph.ts";

/** What is asked of nodes over and over while they are handed out, in a form that is quick to read. */
export interface NodeWeights {
  readonly count: number;
  readonly stages: number;
  readonly concurrency: number;
  readonly stage: Int32Array;
  readonly loadMs: Float64Array;
  readonly chainMs: Float64Array;
}

export function nodeWeights({ nodes, stages, concurrency }: WorkGraph): NodeWeights {
  return {
    count: nodes.length,
    stages,
    concurrency,
    stage: Int32Array.from(nodes, ({ stage }) => stage),
    loadMs: Float64Array.from(nodes, loadOf),
    chainMs: Float64Array.from(nodes, ({ chainMs }) => chainMs),
  };
}

/**
 * What one machine has to do, and the least time for that: stage by stage, as long as its places have work for, but no shorter than the longest chain.
 * `createShardLength` tells more exactly, and takes a thousand times as long.
 */
export class ShardLoad {
  readonly #weights: NodeWeights;
  readonly #has: Int32Array;
  readonly #loads: Float64Array;
  readonly #chains: Float64Array;
  /** Where `tryOn` adds up. */
  readonly #triedLoads: Float64Array;
  readonly #triedChains: Float64Array;

  constructor(weights: NodeWeights) {
    this.#weights = weights;
    this.#has = new Int32Array((weights.count >>> 5) + 1);
    this.#loads = new Float64Array(weights.stages);
    this.#chains = new Float64Array(weights.stages);
    this.#triedLoads = new Float64Array(weights.stages);
    this.#triedChains = new Float64Array(weights.stages);
  }

  get leastMs(): number {
    return this.#least(this.#loads, this.#chains);
  }

  /** How much load a set would add, and the least time for all with it. */
  tryOn(set: NodeSet): { readonly addedMs: number; readonly leastMs: number } {
    this.#triedLoads.set(this.#loads);
    this.#triedChains.set(this.#chains);
    const addedMs = this.#addUp(set, this.#triedLoads, this.#triedChains);
    return { addedMs, leastMs: this.#least(this.#triedLoads, this.#triedChains) };
  }

  add(set: NodeSet): void {
    this.#addUp(set, this.#loads, this.#chains);
    for (const [index, place] of set.places.entries()) this.#has[place] = (this.#has[place] ?? 0) | (set.words[index] ?? 0);
  }

  #addUp({ places, words }: NodeSet, loads: Float64Array, chains: Float64Array): number {
    const { stage, loadMs, chainMs } = this.#weights;
    let addedMs = 0;
    for (let index = 0; index < places.length; index += 1) {
      const place = places[index] as number;
      for (let left = (words[index] as number) & ~(this.#has[place] as number); left !== 0; left &= left - 1) {
        const node = lowestMember(place, left);
        const of = stage[node] as number;
        addedMs += loadMs[node] as number;
        loads[of] = (loads[of] as number) + (loadMs[node] as number);
        chains[of] = Math.max(chains[of] as number, chainMs[node] as number);
      }
    }
    return addedMs;
  }

  #least(loads: Float64Array, chains: Float64Array): number {
    let length = 0;
    for (let stage = 0; stage < loads.length; stage += 1) {
      length += Math.max((loads[stage] as number) / this.#weights.concurrency, chains[stage] as number);
    }
    return length;
  }
}
