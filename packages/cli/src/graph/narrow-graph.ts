import type { DrawnEdge, DrawnGraph } from "@nix-repo/reporters";

/**
 * Some nodes of a graph and what each points at: one step far, or with `dependencies` all the way; with `dependents` also all that leads to them.
 * A node of which not everything is drawn that it points at is marked as partial.
 */
export function narrowGraph(
  graph: DrawnGraph,
  { to, dependencies, dependents }: { to: readonly string[]; dependencies: boolean; dependents: boolean },
): DrawnGraph {
  const named = new Set(to);
  const kept = new Set(named);
  for (const { from, to: target } of graph.edges) if (named.has(from)) kept.add(target);
  const forwards = (edge: DrawnEdge) => [edge.from, edge.to] as const;
  const backwards = (edge: DrawnEdge) => [edge.to, edge.from] as const;
  if (dependencies) for (const id of reachable(named, graph.edges.map(forwards))) kept.add(id);
  if (dependents) for (const id of reachable(named, graph.edges.map(backwards))) kept.add(id);
  const partial = new Set(graph.edges.filter(({ to: target }) => !kept.has(target)).map(({ from }) => from));
  return {
    ...graph,
    nodes: graph.nodes.filter(({ id }) => kept.has(id)).map((node) => (partial.has(node.id) ? { ...node, partial: true } : node)),
    edges: graph.edges.filter(({ from, to: target }) => kept.has(from) && kept.has(target)),
  };
}

function reachable(from: Iterable<string>, steps: readonly (readonly [string, string])[]): ReadonlySet<string> {
  const next = new Map<string, string[]>();
  for (const [here, there] of steps) {
    const others = next.get(here);
    if (others === undefined) next.set(here, [there]);
    else others.push(there);
  }
  const found = new Set(from);
  // Also what is added meanwhile.
  for (const id of found) for (const each of next.get(id) ?? []) found.add(each);
  return found;
}
