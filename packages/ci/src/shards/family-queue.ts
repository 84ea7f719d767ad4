import type { Family } from "./families.ts";
import type { NodeWeights, ShardLoad } from "./shard-load.ts";
import type { WorkUnit } from "./work-units.ts";

/**
 * What is left of all families, in the order in which machines take it: first what adds least of what it shares with others to what the machine has;
 * of these what has most in common with it; of these what has most left.
 */
export class FamilyQueue {
  readonly #families: readonly Family[];
  readonly #weights: NodeWeights;
  /** Of each family, what no machine has taken. */
  readonly #left: WorkUnit[][];
  readonly #leftMs: Float64Array;
  /** Of each family, how many of those that are left do not fit into the present machine, whose load only grows. */
  readonly #tooLarge: Int32Array;
  /** Of each family, how much of what it shares the present machine lacks. */
  readonly #lacksMs: Float64Array;
  /** The same of the machine before it, where the first unit for the present one is to go on. */
  readonly #lackedMs: Float64Array;
  /** Of each node, the families that share it. */
  readonly #sharers: readonly (readonly number[])[];
  readonly #has: Uint8Array;
  #isEmpty = true;
  /** Families in order, the next one last; undefined since the machine has something else that is shared. */
  #ranked: number[] | undefined;
  /** Whether the last thing that was taken, or found too large, left the order as it was. */
  #isSettled = false;

  constructor(families: readonly Family[], weights: NodeWeights) {
    this.#families = families;
    this.#weights = weights;
    this.#left = families.map(({ units }) => [...units]);
    this.#leftMs = Float64Array.from(families, ({ units }) => units.reduce((sum, { loadMs }) => sum + loadMs, 0));
    this.#tooLarge = new Int32Array(families.length);
    this.#lacksMs = new Float64Array(families.length);
    this.#lackedMs = new Float64Array(families.length);
    this.#has = new Uint8Array(weights.count);
    const sharers: number[][] = Array.from({ length: weights.count }, () => []);
    for (const [index, { shared }] of families.entries()) for (const node of shared) sharers[node]?.push(index);
    this.#sharers = sharers;
  }

  get left(): readonly WorkUnit[] {
    return this.#left.flat();
  }

  nextShard(): void {
    this.#lackedMs.set(this.#lacksMs);
    for (const [index, { sharedMs }] of this.#families.entries()) this.#lacksMs[index] = sharedMs;
    this.#tooLarge.fill(0);
    this.#has.fill(0);
    this.#isEmpty = true;
    this.#isSettled = false;
  }

  /** Takes out what the machine does next; undefined where nothing fits any more. */
  take(load: ShardLoad, limitMs: number): WorkUnit | undefined {
    for (let family = this.#next(); family !== undefined; family = this.#next()) {
      const units = this.#left[family] ?? [];
      let at = this.#tooLarge[family] ?? 0;
      for (let unit = units[at]; unit !== undefined && load.tryOn(unit.set).leastMs > limitMs; unit = units[at]) at += 1;
      this.#tooLarge[family] = at;
      const [unit] = units.splice(at, 1);
      this.#isSettled = true;
      if (unit === undefined) continue;
      this.#leftMs[family] = (this.#leftMs[family] ?? 0) - unit.loadMs;
      if (this.#isEmpty) this.#isSettled = false;
      this.#isEmpty = false;
      this.#nowHas(this.#families[family]?.shared ?? []);
      return unit;
    }
    return undefined;
  }

  #next(): number | undefined {
    const hasMore = (family: number) => (this.#left[family]?.length ?? 0) > (this.#tooLarge[family] ?? 0);
    if (this.#isSettled) {
      this.#ranked ??= [...this.#families.keys()].filter(hasMore).sort((a, b) => this.#compare(b, a));
      while (this.#ranked.length > 0 && !hasMore(this.#ranked.at(-1) ?? 0)) this.#ranked.pop();
      return this.#ranked.at(-1);
    }
    // Looking through all is quicker than putting them in order, as long as the order changes with each.
    this.#ranked = undefined;
    let best: number | undefined;
    for (let family = 0; family < this.#families.length; family += 1) {
      if (hasMore(family) && (best === undefined || this.#compare(family, best) < 0)) best = family;
    }
    return best;
  }

  #compare(a: number, b: number): number {
    const lacks = this.#isEmpty ? this.#lackedMs : this.#lacksMs;
    const sharedMs = (family: number) => this.#families[family]?.sharedMs ?? 0;
    return (lacks[a] ?? 0) - (lacks[b] ?? 0) || sharedMs(b) - sharedMs(a) || (this.#leftMs[b] ?? 0) - (this.#leftMs[a] ?? 0) || a - b;
  }

  #nowHas(nodes: readonly number[]): void {
    for (const node of nodes) {
      if (this.#has[node] === 1) continue;
      this.#has[node] = 1;
      this.#isSettled = false;
      const loadMs = this.#weights.loadMs[node] ?? 0;
      for (const family of this.#sharers[node] ?? []) this.#lacksMs[family] = (this.#lacksMs[family] ?? 0) - loadMs;
    }
  }
}
