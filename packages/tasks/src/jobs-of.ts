import type { TaskId } from "@nix-repo/model";
import type { Job } from "./job.ts";
import type { TaskGraph } from "./task-graph.ts";

/** What the scheduler has to know of a graph. How long tasks took is looked up only where they cannot all start at once. */
export function jobsOf(
  { tasks }: TaskGraph,
  {
    concurrency,
    terminal,
    expected,
  }: { concurrency: number; terminal: TaskId | undefined; expected: (tasks: Iterable<TaskId>) => ReadonlyMap<TaskId, number> },
): readonly Job<TaskId>[] {
  const nodes = [...tasks.values()];
  const someWait =
    nodes.length > concurrency || nodes.some(({ verb: { options } }) => options.weight !== undefined || options.mutex !== undefined);
  const durations = someWait ? expected(tasks.keys()) : NOTHING_KNOWN;
  return nodes.map(({ id, dependsOn, stage, verb, requested }) => {
    const { weight, mutex, persistent } = verb.options;
    const expectedMs = durations.get(id);
    return {
      id,
      dependsOn,
      stage,
      ...(weight === undefined ? {} : { weight }),
      ...(mutex === undefined ? {} : { mutex }),
      ...(expectedMs === undefined ? {} : { expectedMs }),
      ...(persistent === true && id !== terminal ? { persistent: requested ? "for-itself" : "for-others" } : {}),
      ...(id === terminal ? { alone: true } : {}),
    };
  });
}

const NOTHING_KNOWN: ReadonlyMap<TaskId, number> = new Map();
