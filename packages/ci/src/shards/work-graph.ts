import type { TaskId } from "@nix-repo/model";
import { createUnion, membersOf, type NodeSet } from "./node-set.ts";
import type { SplitTask } from "./split-task.ts";

/**
 * What there is to do, in numbers. Tasks and devShells are both nodes: a devShell is one more thing that its tasks need, and that each machine with
 * one of them has to do once. A node stands behind all that it needs, and the order follows from the names alone.
 */
export interface WorkGraph {
  readonly nodes: readonly WorkNode[];
  /** Of each node, all that it needs, itself included. */
  readonly closures: readonly NodeSet[];
  readonly union: (sets: Iterable<NodeSet>) => NodeSet;
  /** How many stages there are; those without a task are not counted. */
  readonly stages: number;
  /** Places of one machine. */
  readonly concurrency: number;
}

export interface WorkNode {
  /** Undefined where it is a devShell. */
  readonly id: TaskId | undefined;
  /** The name of the devShell that it is, or that it runs in. */
  readonly shell: string | undefined;
  readonly requested: boolean;
  /** Nodes, once each. */
  readonly needs: readonly number[];
  readonly neededBy: readonly number[];
  /** From 0; of a devShell, that of the first task that needs it. */
  readonly stage: number;
  /** In milliseconds. */
  readonly durationMs: number;
  /** How many places it takes. */
  readonly weight: number;
  /** How long the longest chain takes that ends with it. A chain begins with its stage: what stands in an earlier one has ended by then. */
  readonly chainMs: number;
}

export function workGraph({
  tasks,
  concurrency,
  shellMs,
}: {
  tasks: readonly SplitTask[];
  concurrency: number;
  shellMs: number;
}): WorkGraph {
  const stages = [...new Set(tasks.map(({ stage }) => stage))].sort((a, b) => a - b);
  const shells = [...new Set(tasks.flatMap(({ shell }) => shell ?? []))].sort(compare);
  const nodes: (WorkNode & { readonly neededBy: number[]; stage: number })[] = shells.map((shell) => {
    const node = { id: undefined, shell, requested: false, needs: [], neededBy: [], stage: stages.length };
    return { ...node, durationMs: shellMs, weight: 1, chainMs: shellMs };
  });
  const shellNodes = new Map(shells.map((shell, index) => [shell, nodes[index]]));
  const shellIndexes = new Map(shells.map((shell, index) => [shell, index]));
  const indexes = new Map<TaskId, number>();
  for (const { id, shell, dependsOn, requested, ...task } of inOrder(tasks)) {
    const index = nodes.length;
    indexes.set(id, index);
    const ownShell = shell === undefined ? undefined : shellIndexes.get(shell);
    const needs = [...new Set(dependsOn.flatMap((need) => indexes.get(need) ?? [])), ...(ownShell === undefined ? [] : [ownShell])];
    for (const need of needs) nodes[need]?.neededBy.push(index);
    const stage = stages.indexOf(task.stage);
    const shellNode = shell === undefined ? undefined : shellNodes.get(shell);
    if (shellNode !== undefined) shellNode.stage = Math.min(shellNode.stage, stage);
    const durationMs = Math.max(0, Math.round(task.expectedMs));
    const weight = Math.min(Math.max(1, task.weight ?? 1), concurrency);
    nodes.push({ id, shell, requested, needs, neededBy: [], stage, durationMs, weight, chainMs: 0 });
  }
  const union = createUnion(nodes.length);
  const closures: NodeSet[] = [];
  for (const [index, { needs }] of nodes.entries())
    closures.push(
      union(
        needs.flatMap((need) => closures[need] ?? []),
        index,
      ),
    );
  return { nodes: withChains(nodes), closures, union, stages: Math.max(1, stages.length), concurrency };
}

/** Time of places that a node takes on each machine that has it, in milliseconds. */
export function loadOf({ durationMs, weight }: WorkNode): number {
  return durationMs * weight;
}

/** What these nodes need, themselves included. */
export function closureOf({ closures, union }: WorkGraph, starts: Iterable<number>): NodeSet {
  return union([...starts].flatMap((start) => closures[start] ?? []));
}

/** The requested tasks that no other requested one needs: a machine that runs these runs all of the requested ones. */
export function endsOf(graph: WorkGraph): readonly number[] {
  const requested = graph.nodes.flatMap((node, index) => (node.requested ? [index] : []));
  const needs = requested.flatMap((index) => graph.nodes[index]?.needs ?? []);
  const needed = new Set(membersOf(closureOf(graph, needs)));
  return requested.filter((index) => !needed.has(index));
}

/** By code units: the same on every machine, whatever its language. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** By name, each behind what it needs. With a stack of our own: chains may be longer than calls can be deep. */
function inOrder(tasks: readonly SplitTask[]): readonly SplitTask[] {
  const sorted = [...tasks].sort((a, b) => compare(a.id, b.id));
  const byId = new Map(sorted.map((task) => [task.id, task]));
  const seen = new Set<SplitTask>();
  const done = new Set<SplitTask>();
  for (const start of byId.values()) {
    const stack = [start];
    for (let task = stack.at(-1); task !== undefined; task = stack.at(-1)) {
      if (seen.has(task)) {
        done.add(task);
        stack.pop();
        continue;
      }
      seen.add(task);
      const needs = task.dependsOn.flatMap((id) => byId.get(id) ?? []).sort((a, b) => compare(b.id, a.id));
      stack.push(...needs.filter((need) => !seen.has(need)));
    }
  }
  return [...done];
}

function withChains(nodes: readonly WorkNode[]): readonly WorkNode[] {
  const chains: number[] = [];
  return nodes.map((node, index) => {
    const before = node.needs.map((need) => (nodes[need]?.stage === node.stage ? (chains[need] ?? 0) : 0));
    const chainMs = node.durationMs + Math.max(0, ...before);
    chains[index] = chainMs;
    return { ...node, chainMs };
  });
}
