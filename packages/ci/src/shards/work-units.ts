import { parseTaskId } from "@nix-repo/model";
import { membersOf, type NodeSet } from "./node-set.ts";
import { closureOf, compare, endsOf, loadOf, type WorkGraph } from "./work-graph.ts";

/** What is given to one machine at once: requested tasks, and all that these need. */
export interface WorkUnit {
  /** Requested tasks that no other requested one needs. */
  readonly ends: readonly number[];
  readonly set: NodeSet;
  readonly loadMs: number;
  /** One for each of its ends, the largest first; empty where it has but one, and is a piece itself. */
  readonly parts: readonly WorkUnit[];
}

/** All that is requested, a unit for each service: its tasks use the same folder, and what one leaves there (a compiler's cache) helps the next. */
export function workUnits(graph: WorkGraph): readonly WorkUnit[] {
  const byService = Map.groupBy(endsOf(graph), (end) => serviceOf(graph, end));
  return [...byService]
    .sort(([a], [b]) => compare(a, b))
    .map(([, ends]) => unitOfPieces(graph, ends.map((end) => pieceOf(graph, end)).sort(largestFirst)));
}

/** @param pieces at least one */
export function unitOfPieces(graph: WorkGraph, pieces: readonly WorkUnit[]): WorkUnit {
  const [only, second] = pieces;
  if (only !== undefined && second === undefined) return only;
  const set = graph.union(pieces.map((piece) => piece.set));
  return { ends: pieces.flatMap(({ ends }) => ends), set, loadMs: loadOfSet(graph, set), parts: pieces };
}

/** The unit taken apart. */
export function piecesOf(unit: WorkUnit): readonly WorkUnit[] {
  return unit.parts.length === 0 ? [unit] : unit.parts;
}

export function largestFirst(a: WorkUnit, b: WorkUnit): number {
  return b.loadMs - a.loadMs || (a.ends[0] ?? 0) - (b.ends[0] ?? 0);
}

export function loadOfSet({ nodes }: WorkGraph, set: NodeSet): number {
  let sum = 0;
  for (const member of membersOf(set)) {
    const node = nodes[member];
    if (node !== undefined) sum += loadOf(node);
  }
  return sum;
}

function pieceOf(graph: WorkGraph, end: number): WorkUnit {
  const set = closureOf(graph, [end]);
  return { ends: [end], set, loadMs: loadOfSet(graph, set), parts: [] };
}

function serviceOf({ nodes }: WorkGraph, index: number): string {
  const id = nodes[index]?.id ?? "";
  return parseTaskId(id)?.service ?? id;
}
