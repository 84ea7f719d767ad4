import { membersOf, type NodeSet } from "./node-set.ts";
import type { WorkGraph } from "./work-graph.ts";
import { loadOfSet, type WorkUnit } from "./work-units.ts";

/** Units that need the same of what others need as well: they are best done one after the other on the same machine. */
export interface Family {
  /** Nodes that more than one unit needs. */
  readonly shared: readonly number[];
  readonly sharedMs: number;
  readonly units: readonly WorkUnit[];
}

/** Families in the order of their first unit; each with its units in the given order. */
export function familiesOf(graph: WorkGraph, units: readonly WorkUnit[]): readonly Family[] {
  const isNeeded = new Int32Array((graph.nodes.length >>> 5) + 1);
  const isShared = new Int32Array(isNeeded.length);
  for (const { set } of units) {
    for (const [index, place] of set.places.entries()) {
      const word = set.words[index] ?? 0;
      isShared[place] = (isShared[place] ?? 0) | ((isNeeded[place] ?? 0) & word);
      isNeeded[place] = (isNeeded[place] ?? 0) | word;
    }
  }
  const families = new Map<string, { readonly set: NodeSet; readonly units: WorkUnit[] }>();
  for (const unit of units) {
    const set = {
      places: unit.set.places,
      words: unit.set.words.map((word, index) => word & (isShared[unit.set.places[index] ?? 0] ?? 0)),
    };
    const key = [...set.places.entries()].flatMap(([index, place]) => (set.words[index] === 0 ? [] : [place, set.words[index]])).join();
    const family = families.get(key);
    if (family === undefined) families.set(key, { set, units: [unit] });
    else family.units.push(unit);
  }
  return [...families.values()].map(({ set, units: of }) => ({ shared: membersOf(set), sharedMs: loadOfSet(graph, set), units: of }));
}
