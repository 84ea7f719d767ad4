import type { Family } from "./families.ts";
import type { NodeWeights, ShardLoad } from "./shard-load.ts";
import type { WorkUnit } from "./work-units.ts";

/**
 * What is left of all families, in the order in which machines take it: first what adds least of what it shares with others to what the machine has;
 * of these what shares most, so has most in common with it; of these the family with most to do.
 */
export class FamilyQueue {
  readonly #families: readonly Family[];
  readonly #weights: NodeWeights;
  /** Of each family, what no machine has taken. */
  readonly #left: readonly WorkUnit[][];
  /** Of each family, how many of these do not fit into the present machine, whose load only grows. */
  readonly #tooLarge: Int32Array;
  /** Of each family, how much of what it shares the present machine lacks. */
  readonly #lacksMs: Float64Array;
  /** Whether something is left of a family that may fit into the present machine. */
  readonly #isOpen: Uint8Array;
  /** Of each node, the families that share it. */
  readonly #sharers: readonly (readonly number[])[];
  readonly #has: Uint8Array;
  /** Families before this one have nothing left. */
  #firstLeft = 0;

  constructor(families: readonly Family[], weights: NodeWeights) {
    const loadOf = ({ units }: Family) => units.reduce((sum, { loadMs }) => sum + loadMs, 0);
    this.#families = families
      .map((family, order) => ({ family, order, loadMs: loadOf(family) }))
      .sort((a, b) => b.family.sharedMs - a.family.sharedMs || b.loadMs - a.loadMs || a.order - b.order)
      .map(({ family }) => family);
    this.#weights = weights;
    this.#left = this.#families.map(({ units }) => [...units]);
    this.#tooLarge = new Int32Array(families.length);
    this.#lacksMs = new Float64Array(families.length);
    this.#isOpen = new Uint8Array(families.length);
    this.#has = new Uint8Array(weights.count);
    const sharers: number[][] = Array.from({ length: weights.count }, () => []);
    for (const [index, { shared }] of this.#families.entries()) for (const node of shared) sharers[node]?.push(index);
    this.#sharers = sharers;
  }

  get left(): readonly WorkUnit[] {
    return this.#left.flat();
  }

  /** What a machine does, added to its load until nothing fits any more. It begins where the machine before it stopped. */
  fill(load: ShardLoad, limitMs: number): readonly WorkUnit[] {
    const taken: WorkUnit[] = [];
    this.#tooLarge.fill(0);
    for (const [index, units] of this.#left.entries()) this.#isOpen[index] = Number(units.length > 0);
    let [family, unit] = this.#take(load, limitMs);
    for (const [index, { sharedMs }] of this.#families.entries()) this.#lacksMs[index] = sharedMs;
    this.#has.fill(0);
    for (; unit !== undefined; [family, unit] = this.#take(load, limitMs)) {
      load.add(unit.set);
      taken.push(unit);
      this.#nowHas(this.#families[family]?.shared ?? []);
    }
    return taken;
  }

  #take(load: ShardLoad, limitMs: number): readonly [family: number, unit: WorkUnit | undefined] {
    for (let tried = 0; tried < MOST_TRIED; tried += 1) {
      const family = this.#next();
      if (family === undefined) break;
      const units = this.#left[family] ?? [];
      let at = this.#tooLarge[family] ?? 0;
      for (let unit = units[at]; unit !== undefined && load.tryOn(unit.set).leastMs > limitMs; unit = units[at]) at += 1;
      const [unit] = units.splice(at, 1);
      this.#tooLarge[family] = at;
      if (at >= units.length) this.#isOpen[family] = 0;
      if (unit !== undefined) return [family, unit];
    }
    return [-1, undefined];
  }

  #next(): number | undefined {
    let least = Infinity;
    let next: number | undefined;
    while (this.#left[this.#firstLeft]?.length === 0) this.#firstLeft += 1;
    for (let family = this.#firstLeft; least > 0 && family < this.#lacksMs.length; family += 1) {
      const lacks = this.#lacksMs[family] as number;
      if (lacks >= least || this.#isOpen[family] === 0) continue;
      least = lacks;
      next = family;
    }
    return next;
  }

  #nowHas(nodes: readonly number[]): void {
    for (const node of nodes) {
      if (this.#has[node] === 1) continue;
      this.#has[node] = 1;
      const loadMs = this.#weights.loadMs[node] as number;
      for (const family of this.#sharers[node] ?? []) this.#lacksMs[family] = (this.#lacksMs[family] as number) - loadMs;
    }
  }
}

/** A machine counts as full when nothing fits of so many families, one after the other. */
const MOST_TRIED = 32;
