import type { NotStartedReason, Sink, TaskFailed, TaskId, TaskOutcome } from "@nix-repo/model";
import { type Clock, type Stopping, SYSTEM_CLOCK } from "@nix-repo/processes";
import { openDurations } from "./durations.ts";
import { type Ended, endReason, type FailurePolicy, type Skipped, type Turn } from "./job.ts";
import { jobsOf } from "./jobs-of.ts";
import type { TaskContext } from "./prepare-task.ts";
import { createReadAhead } from "./read-ahead.ts";
import { type GiveTerminal, runOnTerminal } from "./run-on-terminal.ts";
import type { RunProcesses } from "./run-processes.ts";
import { runTask } from "./run-task.ts";
import { defaultConcurrency, schedule } from "./schedule.ts";
import type { TaskGraph, TaskNode } from "./task-graph.ts";
import { createTaskResults } from "./task-results.ts";

export interface RunOptions extends TaskContext {
  readonly graph: TaskGraph;
  readonly sink: Sink;
  readonly stopping: Stopping;
  /** Told of each process of a task as soon as it is there. */
  readonly onSpawn?: RunProcesses["started"] | undefined;
  /** How many tasks at once; as many as processors where left out. */
  readonly concurrency?: number | undefined;
  readonly policy?: FailurePolicy | undefined;
  readonly clock?: Clock;
  /** See `OutputOptions`. */
  readonly congestion?: () => Promise<void> | undefined;
  /** The task that is not captured but has the terminal, after all others that can run without it. */
  readonly terminal?: { readonly task: TaskId; readonly give: GiveTerminal };
  /** Where the run's record is written, for the last event. */
  readonly logs?: string;
}

/** Runs a graph, telling the sink everything in order from `run-started` to `run-finished`. Every task has an outcome. */
export async function runTasks(options: RunOptions): Promise<ReadonlyMap<TaskId, TaskOutcome>> {
  const { graph, sink, stopping, logs, policy, concurrency = defaultConcurrency(), clock = SYSTEM_CLOCK } = options;
  const outcomes = new Map<TaskId, TaskOutcome>();
  const attempts = new Map<TaskId, { count: number; failed?: TaskFailed }>();
  const durations = openDurations(options.stateFolder);
  const results = createTaskResults(graph, options.cache?.outputsOf);
  const finish = (task: TaskId, outcome: TaskOutcome): void => {
    outcomes.set(task, outcome);
    if (outcome.kind === "passed") durations.took(task, outcome.durationMs);
    sink({ type: "task-finished", task, at: clock.now(), outcome });
  };
  const nodeOf = (id: TaskId): TaskNode => {
    const node = graph.tasks.get(id);
    if (node === undefined) throw new Error(`the scheduler started ${id}, which is not in the graph`);
    return node;
  };

  const attempt = async (id: TaskId, turn: Turn): Promise<Ended> => {
    const node = nodeOf(id);
    const { retries = 0 } = node.verb.options;
    const before = attempts.get(id);
    const count = (before?.count ?? 0) + 1;
    attempts.set(id, { ...before, count });
    let wasReady = false;
    const onReady = (afterMs: number) => {
      wasReady = true;
      durations.took(id, afterMs);
    };
    ahead.forget(id);
    const task = { ...options, onSpawn, clock, turn, attempt: count, onReady, results };
    const { terminal } = options;
    const outcome = terminal?.task === id ? await runOnTerminal(node, { ...task, give: terminal.give }) : await runTask(node, task);
    if (terminal?.task === id) options.cache?.taskEnded();
    if (outcome.kind !== "failed") {
      // The run was stopped while it was about to be tried again.
      finish(id, outcome.kind === "not-started" ? (before?.failed ?? outcome) : outcome);
      return outcome.kind === "passed" || outcome.kind === "kept" || (outcome.kind === "stopped" && outcome.because !== "another-failed")
        ? "passed"
        : "failed";
    }
    const failed = failedFor(outcome, { count, node });
    const again = count <= retries && outcome.keptAt === undefined && !wasReady && !stopping.stop.aborted && endReason(turn) === undefined;
    if (again) {
      attempts.set(id, { count, failed });
      const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (count - 1));
      sink({ type: "task-retrying", task: id, at: clock.now(), attempt: count, attempts: retries + 1, status: outcome.status, delayMs });
      return { retryAfterMs: delayMs };
    }
    finish(id, failed);
    return failed.allowed ? "passed" : "failed";
  };

  const jobs = jobsOf(graph, { concurrency, terminal: options.terminal?.task, expected: durations.expected });
  const ahead = createReadAhead({ ...options, jobs, concurrency });
  const onSpawn: RunProcesses["started"] = (process) => {
    options.onSpawn?.(process);
    ahead.goOn();
  };
  const start = clock.now();
  sink({ type: "run-started", at: start, provider: options.provider.kind, tasks: [...graph.tasks.keys()] });
  await schedule<TaskId>({
    jobs,
    concurrency,
    ...(policy === undefined ? {} : { policy }),
    stop: stopping.stop,
    clock,
    run: attempt,
    // What would have been tried again has failed.
    skip(id, because) {
      ahead.forget(id);
      finish(id, attempts.get(id)?.failed ?? { kind: "not-started", because: reasonOf(because, graph.stages) });
    },
  });
  await ahead.stop();
  durations.save();
  const end = clock.now();
  sink({ type: "run-finished", at: end, durationMs: end - start, ...(logs === undefined ? {} : { logs }) });
  return outcomes;
}

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;

function failedFor(outcome: TaskFailed, { count, node }: { count: number; node: TaskNode }): TaskFailed {
  return {
    ...outcome,
    ...(count === 1 ? {} : { attempts: count }),
    ...(node.verb.options.allowFailure ? { allowed: true } : {}),
  };
}

function reasonOf(because: Skipped<TaskId>, stages: readonly string[]): NotStartedReason {
  switch (because.kind) {
    case "dependency-failed":
      return { kind: "dependency-failed", task: because.id };
    case "stage-failed":
      return { kind: "stage-failed", stage: stages[because.stage] ?? "" };
    case "another-failed":
      return { kind: "another-failed", task: because.id };
    case "stopped":
      return { kind: "stopped" };
  }
}
