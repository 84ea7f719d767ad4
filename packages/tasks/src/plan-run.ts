import type { TaskId } from "@nix-repo/model";
import { openDurations } from "./durations.ts";
import { jobsOf } from "./jobs-of.ts";
import { schedule } from "./schedule.ts";
import type { TaskGraph, TaskNode } from "./task-graph.ts";

/** The tasks of a graph in the order in which they would start one by one: what a run would do, without doing any of it. */
export async function planRun(
  graph: TaskGraph,
  { stateFolder, terminal }: { stateFolder: string; terminal: TaskId | undefined },
): Promise<readonly TaskNode[]> {
  const order: TaskNode[] = [];
  const { expected } = openDurations(stateFolder);
  await schedule<TaskId>({
    // What is wanted for itself would run on.
    jobs: jobsOf(graph, { concurrency: 1, terminal, expected }).map((job) => ({
      ...job,
      ...(job.persistent === undefined ? {} : FOR_OTHERS),
    })),
    concurrency: 1,
    stop: new AbortController().signal,
    skip: () => undefined,
    async run(id, turn) {
      const node = graph.tasks.get(id);
      if (node !== undefined) order.push(node);
      turn.ready();
      return "passed";
    },
  });
  return order;
}

const FOR_OTHERS = { persistent: "for-others" } as const;
