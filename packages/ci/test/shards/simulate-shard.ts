import type { TaskId } from "@nix-repo/model";
// The scheduler itself, which its package keeps to itself.
import type { Ended, Job } from "../../../tasks/src/job.ts";
import { schedule } from "../../../tasks/src/schedule.ts";
import type { SplitTask } from "../../src/shards/split-task.ts";

/**
 * How long a machine takes with these tasks and all they need: the scheduler that runs them in earnest, with a clock that jumps from one end to the
 * next. The first task of a devShell sets it up, and whatever starts in it before it is there waits with its place, as in a run.
 */
export async function simulateShard({
  tasks,
  requested,
  concurrency,
  shellMs,
}: {
  tasks: ReadonlyMap<TaskId, SplitTask>;
  requested: readonly TaskId[];
  concurrency: number;
  shellMs: number;
}): Promise<number> {
  let now = 0;
  const running: { readonly endsAt: number; readonly end: (ended: Ended) => void }[] = [];
  const shellsAt = new Map<string, number>();
  let isDone = false;
  const done = schedule<TaskId>({
    jobs: jobsOf(tasks, requested),
    concurrency,
    stop: new AbortController().signal,
    skip: (id) => {
      throw new Error(`${id} was skipped`);
    },
    run: (id) =>
      new Promise((end) => {
        const { shell, expectedMs } = tasks.get(id) as SplitTask;
        if (shell !== undefined && !shellsAt.has(shell)) shellsAt.set(shell, now + shellMs);
        running.push({ endsAt: Math.max(now, shellsAt.get(shell ?? "") ?? now) + expectedMs, end });
      }),
  }).then(() => {
    isDone = true;
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  await settled();
  while (!isDone) {
    running.sort((a, b) => b.endsAt - a.endsAt);
    const next = running.pop();
    if (next === undefined) throw new Error("nothing runs, and it has not ended");
    now = next.endsAt;
    next.end("passed");
    await settled();
  }
  await done;
  return now;
}

/** As the graph of these requests has them: a dependency belongs to the earliest stage that needs it. */
function jobsOf(tasks: ReadonlyMap<TaskId, SplitTask>, requested: readonly TaskId[]): readonly Job<TaskId>[] {
  const jobs = new Map<TaskId, Job<TaskId>>();
  const visit = (id: TaskId, stage: number): void => {
    const task = tasks.get(id);
    if (task === undefined || jobs.has(id)) return;
    for (const dependency of task.dependsOn) visit(dependency, stage);
    const { dependsOn, expectedMs } = task;
    jobs.set(id, { id, dependsOn, stage, expectedMs });
  };
  const byStage = requested.flatMap((id) => tasks.get(id) ?? []).toSorted((a, b) => a.stage - b.stage);
  for (const { id, stage } of byStage) visit(id, stage);
  return [...jobs.values()];
}
