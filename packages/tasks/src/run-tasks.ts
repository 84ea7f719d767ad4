import type { NotStartedReason, Sink, TaskId, TaskOutcome } from "@nix-repo/model";
import { runTask, type TaskContext } from "./run-task.ts";
import { defaultConcurrency, type Skipped, schedule } from "./schedule.ts";
import type { Stopping } from "./stop-control.ts";
import type { TaskGraph } from "./task-graph.ts";

export interface RunOptions extends TaskContext {
  readonly graph: TaskGraph;
  readonly sink: Sink;
  readonly stopping: Stopping;
  /** How many tasks at once; as many as processors where left out. */
  readonly concurrency?: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Where the run's record is written, for the last event. */
  readonly logs?: string;
}

/** Runs a graph, telling the sink everything in order from `run-started` to `run-finished`. Every task has an outcome. */
export async function runTasks(options: RunOptions): Promise<ReadonlyMap<TaskId, TaskOutcome>> {
  const { graph, sink, now, stopping, logs, concurrency = defaultConcurrency() } = options;
  const outcomes = new Map<TaskId, TaskOutcome>();
  const finish = (task: TaskId, outcome: TaskOutcome): void => {
    outcomes.set(task, outcome);
    sink({ type: "task-finished", task, at: now(), outcome });
  };
  const start = now();
  sink({ type: "run-started", at: start, provider: options.provider.kind, tasks: [...graph.tasks.keys()] });
  await schedule<TaskId>({
    jobs: [...graph.tasks.values()],
    concurrency,
    stop: stopping.stop,
    async run(id) {
      const node = graph.tasks.get(id);
      if (node === undefined) throw new Error(`the scheduler started ${id}, which is not in the graph`);
      const outcome = await runTask(node, options);
      finish(id, outcome);
      return outcome.kind === "passed";
    },
    skip: (id, because) => finish(id, { kind: "not-started", because: reasonOf(because, graph.stages) }),
  });
  const end = now();
  sink({ type: "run-finished", at: end, durationMs: end - start, ...(logs === undefined ? {} : { logs }) });
  return outcomes;
}

function reasonOf(because: Skipped<TaskId>, stages: readonly string[]): NotStartedReason {
  switch (because.kind) {
    case "dependency-failed":
      return { kind: "dependency-failed", task: because.id };
    case "stage-failed":
      return { kind: "stage-failed", stage: stages[because.stage] ?? "" };
    case "stopped":
      return { kind: "stopped" };
  }
}
