import type { SplitTask } from "../../src/shards/split-task.ts";

export interface Bounds {
  /** The load of the undivided graph over all places, each devShell set up once, or what cannot be divided, whichever is longer. */
  readonly undividedMs: number;
  /** The same with what has to be done on several machines. No plan is faster. */
  readonly idealMs: number;
}

/**
 * What no plan can be faster than, in milliseconds.
 *
 * What cannot be divided is what a single requested task needs: its longest chain, and its whole load over the places of one machine.
 *
 * What has to be repeated: in a time T one machine does no more than T × its places. So tasks that need something, and whose own load is W, are spread
 * over at least W / (T × places − load of that something and of what it needs) machines, rounded up, and on each of them it is done. The bound is the
 * least T for which all of that fits into the places of all machines. (It counts each shared thing by itself; where tasks need several that do not
 * fall into groups, more has to be repeated than it knows.)
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
}): Bounds {
  const nodes = nodesOf(tasks, shellMs);
  const loadOf = (ids: Iterable<string>) => [...ids].reduce((sum, id) => sum + (nodes.get(id)?.ms ?? 0), 0);
  const needed = new Set(tasks.flatMap(({ id }) => [...(nodes.get(id)?.closure ?? [])].filter((other) => other !== id)));
  const ends = tasks.filter(({ id }) => !needed.has(id)).map(({ id }) => nodes.get(id) as Node);
  const indivisibleMs = Math.max(0, ...ends.map(({ chainMs, closure }) => Math.max(chainMs, loadOf(closure) / concurrency)));
  const undividedMs = Math.max(loadOf(nodes.keys()) / (shards * concurrency), indivisibleMs);

  /** Of what ends need, how much load needs it: each end is on one machine alone. */
  const neededByMs = new Map<string, number>();
  for (const { id, ms, closure } of ends)
    for (const need of closure) if (need !== id) neededByMs.set(need, (neededByMs.get(need) ?? 0) + ms);
  const weighed = [...nodes.values()].map(({ id, ms, closure }) => ({ ms, closureMs: loadOf(closure), byMs: neededByMs.get(id) ?? 0 }));
  const fits = (limitMs: number) => {
    const loads = weighed.map(
      ({ ms, closureMs, byMs }) => ms * Math.max(1, Math.ceil(byMs / Math.max(1, limitMs * concurrency - closureMs) - 1e-9)),
    );
    return loads.reduce((sum, load) => sum + load, 0) <= limitMs * concurrency * shards;
  };
  let low = undividedMs;
  let high = fits(low) ? low : loadOf(nodes.keys());
  while (high - low > undividedMs / 10_000) {
    const middle = (low + high) / 2;
    if (fits(middle)) high = middle;
    else low = middle;
  }
  return { undividedMs, idealMs: low };
}

interface Node {
  readonly id: string;
  readonly ms: number;
  /** All that it needs, itself and devShells included. */
  readonly closure: ReadonlySet<string>;
  readonly chainMs: number;
}

/** All tasks and devShells; a task has to stand behind what it needs. */
function nodesOf(tasks: readonly SplitTask[], shellMs: number): ReadonlyMap<string, Node> {
  const nodes = new Map<string, Node>();
  for (const { id, expectedMs, dependsOn, shell } of tasks) {
    const shellId = `devShell ${shell}`;
    if (shell !== undefined) nodes.set(shellId, { id: shellId, ms: shellMs, closure: new Set([shellId]), chainMs: shellMs });
    const needs = [...dependsOn, ...(shell === undefined ? [] : [shellId])].map((need) => nodes.get(need) as Node);
    const closure = new Set([id, ...needs.flatMap((need) => [...need.closure])]);
    nodes.set(id, { id, ms: expectedMs, closure, chainMs: expectedMs + Math.max(0, ...needs.map(({ chainMs }) => chainMs)) });
  }
  return nodes;
}
