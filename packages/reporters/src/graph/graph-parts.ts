import { plainLine } from "../text-width.ts";
import type { DrawnEdge, DrawnGraph, DrawnNode } from "./drawn-graph.ts";

/** The nodes of one box, or (without a name) those that stand in none. */
export interface DrawnGroup {
  readonly name: string | undefined;
  readonly nodes: readonly DrawnNode[];
}

/** Those without a group first, then the groups in sequence, or in the order in which they come up. None is empty. */
export function groupsOf({ nodes, sequence = [] }: DrawnGraph): readonly DrawnGroup[] {
  const groups = new Map<string | undefined, DrawnNode[]>([undefined, ...sequence].map((name) => [name, []]));
  for (const node of nodes) {
    const group = groups.get(node.group);
    if (group === undefined) groups.set(node.group, [node]);
    else group.push(node);
  }
  return [...groups].flatMap(([name, of]) => (of.length === 0 ? [] : [{ name, nodes: of }]));
}

/** Which number stands for each node where its own name could not: `n0`, `n1`. */
export function shortNames({ nodes }: DrawnGraph): (id: string) => string {
  const names = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  return (id) => {
    const name = names.get(id);
    if (name === undefined) throw new Error(`an edge of the drawn graph leads to ${JSON.stringify(id)}, which is none of its nodes`);
    return name;
  };
}

/** The edges of each node, by the node that they come from. */
export function edgesByOrigin({ edges }: DrawnGraph): ReadonlyMap<string, readonly DrawnEdge[]> {
  const byOrigin = new Map<string, DrawnEdge[]>();
  for (const edge of edges) {
    const others = byOrigin.get(edge.from);
    if (others === undefined) byOrigin.set(edge.from, [edge]);
    else others.push(edge);
  }
  return byOrigin;
}

/** On one line, and without halves of characters, which no format can hold. */
export function plainLabel(text: string): string {
  return plainLine(text).toWellFormed();
}

/** Values alone, those of lists as tags: `node, client-web, #frontend`. */
export function attributesText({ attributes = {} }: DrawnNode): string {
  const texts = Object.values(attributes).flatMap((value) => (typeof value === "string" ? [value] : value.map((each) => `#${each}`)));
  return texts.map(plainLabel).join(", ");
}
