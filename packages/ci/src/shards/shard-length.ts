import { membersOf } from "./node-set.ts";
import { closureOf, type WorkGraph } from "./work-graph.ts";

/** How long a machine takes for these requested tasks and all that they need, in milliseconds. */
export type ShardLength = (requested: readonly number[]) => number;

/**
 * Plays what the scheduler of a run does: of what can start, the task with the longest chain behind it takes the next place; a stage begins when
 * the one before it has ended; the first task of a devShell sets it up, and others that start in it before it is there wait with their place.
 */
export function createShardLength(graph: WorkGraph): ShardLength {
  const { nodes, concurrency, stages } = graph;
  // Kept from call to call; each writes those of its own nodes before it reads them.
  const stageOf = new Int32Array(nodes.length);
  const behindMs = new Float64Array(nodes.length);
  const waitsFor = new Int32Array(nodes.length);
  const callOf = new Int32Array(nodes.length);
  let call = 0;

  return (requested) => {
    call += 1;
    const members = membersOf(closureOf(graph, requested)).filter((index) => nodes[index]?.id !== undefined);
    for (const index of members) {
      callOf[index] = call;
      behindMs[index] = 0;
      waitsFor[index] = 0;
      // What is only needed here belongs to the first stage that needs it.
      stageOf[index] = nodes[index]?.requested === true ? (nodes[index]?.stage ?? 0) : stages;
    }
    const isHere = (index: number) => callOf[index] === call;
    const upwards = members.toReversed();
    for (const index of upwards) {
      for (const need of nodes[index]?.needs ?? []) if (isHere(need)) stageOf[need] = Math.min(at(stageOf, need), at(stageOf, index));
    }
    const byStage: number[][] = [];
    for (const index of upwards) {
      const { needs = [], durationMs = 0 } = nodes[index] ?? {};
      behindMs[index] = at(behindMs, index) + durationMs;
      for (const need of needs) {
        if (!isHere(need) || stageOf[need] !== stageOf[index]) continue;
        behindMs[need] = Math.max(at(behindMs, need), at(behindMs, index));
        waitsFor[index] = at(waitsFor, index) + 1;
      }
      const stage = at(stageOf, index);
      byStage[stage] ??= [];
      byStage[stage].push(index);
    }
    const shellsAt = new Map<string, number>();
    let now = 0;
    for (const stage of byStage) if (stage !== undefined) now = playStage(stage, { startMs: now, shellsAt });
    return now;
  };

  function playStage(members: readonly number[], { startMs, shellsAt }: { startMs: number; shellsAt: Map<string, number> }): number {
    const isLater = (a: number, b: number) => at(behindMs, a) < at(behindMs, b) || (behindMs[a] === behindMs[b] && a > b);
    /** The one to start next stands last. */
    const ready = members.filter((index) => waitsFor[index] === 0).sort((a, b) => (isLater(a, b) ? -1 : 1));
    const running: { readonly index: number; readonly endsAt: number }[] = [];
    let free = concurrency;
    let now = startMs;
    for (;;) {
      for (let next = ready.at(-1); next !== undefined && (nodes[next]?.weight ?? 1) <= free; next = ready.at(-1)) {
        ready.pop();
        free -= nodes[next]?.weight ?? 1;
        running.push({ index: next, endsAt: endOf(next, { now, shellsAt }) });
      }
      let first = running[0];
      if (first === undefined) return now;
      for (const each of running) if (each.endsAt < first.endsAt) first = each;
      running.splice(running.indexOf(first), 1);
      now = first.endsAt;
      free += nodes[first.index]?.weight ?? 1;
      for (const dependent of nodes[first.index]?.neededBy ?? []) {
        if (callOf[dependent] !== call || stageOf[dependent] !== stageOf[first.index]) continue;
        waitsFor[dependent] = at(waitsFor, dependent) - 1;
        if (waitsFor[dependent] === 0) insert(ready, dependent, isLater);
      }
    }
  }

  function endOf(index: number, { now, shellsAt }: { now: number; shellsAt: Map<string, number> }): number {
    const node = nodes[index];
    if (node?.shell === undefined) return now + (node?.durationMs ?? 0);
    const shellMs = nodes[node.needs.at(-1) ?? -1]?.durationMs ?? 0;
    const isUpAt = shellsAt.get(node.shell) ?? now + shellMs;
    shellsAt.set(node.shell, isUpAt);
    return Math.max(now, isUpAt) + node.durationMs;
  }
}

function at(numbers: Int32Array | Float64Array, index: number): number {
  return numbers[index] as number;
}

/** Into a sorted list, at its place. */
function insert(sorted: number[], item: number, isLater: (a: number, b: number) => boolean): void {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isLater(sorted[middle] as number, item)) low = middle + 1;
    else high = middle;
  }
  sorted.splice(low, 0, item);
}
