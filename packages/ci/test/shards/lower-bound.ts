import type { TaskId } from "@nix-repo/model";
import type { SplitTask } from "../../src/shards/split-graph.ts";

/**
 * What no plan can be faster than, in milliseconds: the greatest of
 *
 * - `simple`: the load of the undivided graph over all places, each devShell set up once; and the longest chain, or the load over the places of one
 *   machine, of what a single requested task needs: that cannot be divided;
 * - `repeated`: the same with what has to be done on several machines. In a time T one machine does no more than T × its places. So tasks that need
 *   something, whose own load is W, are spread over at least W / (T × places − load of what is needed) machines, rounded up, and on each of them
 *   it is done once. The least T for which all of this fits into the places of all machines.
 * - `packed`: tasks whose needs overlap with nobody else's are blocks. Of the m × k + 1 longest blocks, k + 1 have to share one of the m machines.
 */
export function lowerBounds({
  tasks,
  shards,
  concurrency,
  shellMs,
}: {
  tasks: readonly SplitTask[];
  shards: number;
  concurrency: number;
  shellMs: number;
}): { readonly simple: number; readonly repeated: number; readonly packed: number } {
  const nodes = new Map<string, { ms: number; needs: readonly string[]; isShell: boolean }>();
  for (const { id, expectedMs, dependsOn, shell } of tasks) {
    const needs = shell === undefined ? dependsOn : [...dependsOn, `shell ${shell}`];
    nodes.set(id, { ms: expectedMs, needs, isShell: false });
    if (shell !== undefined) nodes.set(`shell ${shell}`, { ms: shellMs, needs: [], isShell: true });
  }
  const closures = new Map<string, ReadonlySet<string>>();
  const chains = new Map<string, number>();
  const visit = (id: string): void => {
    if (closures.has(id)) return;
    const { ms, needs } = nodes.get(id) ?? { ms: 0, needs: [] };
    for (const need of needs) visit(need);
    closures.set(id, new Set([id, ...needs.flatMap((need) => [...(closures.get(need) ?? [])])]));
    chains.set(id, ms + Math.max(0, ...needs.map((need) => chains.get(need) ?? 0)));
  };
  for (const id of nodes.keys()) visit(id);
  const msOf = (id: string) => nodes.get(id)?.ms ?? 0;
  const loadOf = (ids: Iterable<string>) => [...ids].reduce((sum, id) => sum + msOf(id), 0);
  const requested = tasks.filter((task) => task.requested).map(({ id }): TaskId => id);
  const needed = new Set(requested.flatMap((id) => [...(closures.get(id) ?? [])].filter((other) => other !== id)));
  const ends = requested.filter((id) => !needed.has(id));
  const all = new Set(ends.flatMap((id) => [...(closures.get(id) ?? [])]));
  const indivisible = Math.max(0, ...ends.map((id) => Math.max(chains.get(id) ?? 0, loadOf(closures.get(id) ?? []) / concurrency)));
  const simple = Math.max(loadOf(all) / (shards * concurrency), indivisible);

  /** Of each node: what all those that need it weigh. */
  const above = new Map<string, number>();
  for (const id of ends) {
    // Only ends count: each is on one machine alone.
    for (const need of closures.get(id) ?? []) if (need !== id) above.set(need, (above.get(need) ?? 0) + msOf(id));
  }
  const fits = (limit: number): boolean => {
    let load = 0;
    for (const id of all) {
      const room = limit * concurrency - loadOf(closures.get(id) ?? []);
      const times = above.has(id) ? Math.max(1, Math.ceil((above.get(id) ?? 0) / Math.max(1, room) - 1e-9)) : 1;
      load += times * msOf(id);
    }
    return load <= shards * concurrency * limit;
  };
  let low = simple;
  let high = simple * shards * concurrency;
  if (fits(low)) high = low;
  while (high - low > simple / 10_000) {
    const middle = (low + high) / 2;
    if (fits(middle)) high = middle;
    else low = middle;
  }
  return { simple, repeated: low, packed: packed(closuresOfTasks(ends, closures, nodes), { loadOf, shards, concurrency }) };
}

function closuresOfTasks(
  ends: readonly string[],
  closures: ReadonlyMap<string, ReadonlySet<string>>,
  nodes: ReadonlyMap<string, { isShell: boolean }>,
): readonly (readonly string[])[] {
  return ends.map((id) => [...(closures.get(id) ?? [])].filter((need) => nodes.get(need)?.isShell !== true));
}

function packed(
  blocks: readonly (readonly string[])[],
  { loadOf, shards, concurrency }: { loadOf: (ids: Iterable<string>) => number; shards: number; concurrency: number },
): number {
  const owners = new Map<string, number>();
  for (const block of blocks) for (const id of block) owners.set(id, (owners.get(id) ?? 0) + 1);
  const own = blocks.map((block) => loadOf(block.filter((id) => owners.get(id) === 1))).sort((a, b) => b - a);
  let bound = 0;
  for (let each = 1; shards * each < own.length; each += 1) {
    const last = own.slice(shards * each - each, shards * each + 1);
    bound = Math.max(bound, last.reduce((sum, ms) => sum + ms, 0) / concurrency);
  }
  return bound;
}
