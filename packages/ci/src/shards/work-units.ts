import { parseTaskId } from "@nix-repo/model";
import { type NodeSet, nodeSet } from "./shard-load.ts";
import { closureOf, compare, endsOf, loadOf, type WorkGraph } from "./work-graph.ts";

/** What is given to one machine at once: requested tasks, and all that these need. */
export interface WorkUnit {
  /** Requested tasks that no other requested one needs. */
  readonly ends: readonly number[];
  readonly members: readonly number[];
  readonly set: NodeSet;
  readonly loadMs: number;
}

/** Units that share the same work with others: they are best done one after the other on the same machine. */
export interface Family {
  /** Nodes that units of other families, or several of this one, need. */
  readonly shared: readonly number[];
  readonly sharedMs: number;
  readonly units: readonly WorkUnit[];
}

/** All that is requested, a unit for each service: its tasks use the same folder, and what one leaves there (a compiler's cache) helps the next. */
export function unitsOf(graph: WorkGraph): readonly WorkUnit[] {
  const byService = Map.groupBy(endsOf(graph), (end) => serviceOf(graph, end));
  return [...byService].sort(([a], [b]) => compare(a, b)).map(([, ends]) => unitOf(graph, ends));
}

/** The unit taken apart, one for each of its ends, the largest first. */
export function piecesOf(graph: WorkGraph, { ends }: WorkUnit): readonly WorkUnit[] {
  return ends.map((end) => unitOf(graph, [end])).sort(largestFirst);
}

export function largestFirst(a: WorkUnit, b: WorkUnit): number {
  return b.loadMs - a.loadMs || (a.ends[0] ?? 0) - (b.ends[0] ?? 0);
}

export function familiesOf(graph: WorkGraph, units: readonly WorkUnit[]): readonly Family[] {
  const users = new Uint32Array(graph.nodes.length);
  for (const { members } of units) for (const member of members) users[member] = (users[member] ?? 0) + 1;
  const sharedOf = ({ members }: WorkUnit) => members.filter((member) => (users[member] ?? 0) > 1);
  const families = Map.groupBy(units, (unit) => sharedOf(unit).join());
  return [...families.values()].map((of) => {
    const shared = of[0] === undefined ? [] : sharedOf(of[0]);
    return { shared, sharedMs: sumOfLoads(graph, shared), units: of };
  });
}

function unitOf(graph: WorkGraph, ends: readonly number[]): WorkUnit {
  const members = closureOf(graph, ends);
  return { ends, members, set: nodeSet(members), loadMs: sumOfLoads(graph, members) };
}

function sumOfLoads({ nodes }: WorkGraph, members: readonly number[]): number {
  let sum = 0;
  for (const member of members) {
    const node = nodes[member];
    if (node !== undefined) sum += loadOf(node);
  }
  return sum;
}

function serviceOf({ nodes }: WorkGraph, index: number): string {
  const id = nodes[index]?.id ?? "";
  return parseTaskId(id)?.service ?? id;
}
