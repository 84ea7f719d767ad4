import { availableParallelism } from "node:os";

/** What the scheduler has to know of a task; everything else is its caller's. */
export interface Job<Id extends string> {
  readonly id: Id;
  readonly dependsOn: readonly Id[];
  /** A job of a stage starts when every job of the earlier ones has passed. */
  readonly stage: number;
}

export interface ScheduleOptions<Id extends string> {
  /** In the order of preference; dependencies on jobs that are not among them count as passed. Without cycles. */
  readonly jobs: readonly Job<Id>[];
  readonly concurrency: number;
  /** Whether it passed. Must not throw. */
  readonly run: (id: Id) => Promise<boolean>;
  /** Told of each job that will never run, as soon as that is certain. */
  readonly skip: (id: Id, because: Skipped<Id>) => void;
  /** Once aborted, nothing starts any more; what runs is waited for. */
  readonly stop: AbortSignal;
}

export type Skipped<Id> =
  | { readonly kind: "dependency-failed"; readonly id: Id }
  | { readonly kind: "stage-failed"; readonly stage: number }
  | { readonly kind: "stopped" };

/**
 * Runs jobs in the order of their dependencies, as many at once as `concurrency` allows, each at most once.
 * A failure lets finish what runs, and starts nothing that depends on it. Ends when every job has run or was skipped.
 *
 *     waiting ──last dependency passed──▶ ready ──a place is free──▶ running ──▶ passed | failed
 *        └──────── a dependency failed, its stage cannot start, or stop ────────▶ skipped
 */
export function schedule<Id extends string>(options: ScheduleOptions<Id>): Promise<void> {
  const { jobs, concurrency, run, skip, stop } = options;
  const byId = new Map(jobs.map((job) => [job.id, { job, waitsFor: 0, dependents: [] as Id[], settled: false }]));
  for (const { id, dependsOn } of jobs) {
    for (const dependency of new Set(dependsOn)) {
      const needed = byId.get(dependency);
      const self = byId.get(id);
      if (needed === undefined || self === undefined) continue;
      needed.dependents.push(id);
      self.waitsFor += 1;
    }
  }
  /** How many jobs of each stage are not settled, and the first stage in which one failed. */
  const open: number[] = [];
  for (const { stage } of jobs) open[stage] = (open[stage] ?? 0) + 1;
  let stage = 0;
  let failedStage: number | undefined;
  const ready: Id[][] = [];
  let next = 0;
  let running = 0;
  let left = jobs.length;
  const done = Promise.withResolvers<void>();

  const settle = (id: Id): boolean => {
    const entry = byId.get(id);
    if (entry === undefined || entry.settled) return false;
    entry.settled = true;
    open[entry.job.stage] = (open[entry.job.stage] ?? 1) - 1;
    left -= 1;
    return true;
  };
  const skipDependents = (of: Id): void => {
    const toVisit = [of];
    for (let id = toVisit.pop(); id !== undefined; id = toVisit.pop()) {
      for (const dependent of byId.get(id)?.dependents ?? []) {
        if (!settle(dependent)) continue;
        skip(dependent, { kind: "dependency-failed", id: of });
        toVisit.push(dependent);
      }
    }
  };
  const skipRest = (because: Skipped<Id>, from: number): void => {
    for (const { id, stage: of } of jobs) {
      if (of >= from && !started.has(id) && settle(id)) skip(id, because);
    }
  };
  const started = new Set<Id>();
  const makeReady = (id: Id, of: number): void => {
    const queue = ready[of];
    if (queue === undefined) ready[of] = [id];
    else queue.push(id);
  };

  const start = (id: Id): void => {
    started.add(id);
    running += 1;
    void run(id).then((passed) => {
      running -= 1;
      settle(id);
      const entry = byId.get(id);
      if (passed) {
        for (const dependent of entry?.dependents ?? []) {
          const waiting = byId.get(dependent);
          if (waiting === undefined) continue;
          waiting.waitsFor -= 1;
          if (waiting.waitsFor === 0 && !waiting.settled) makeReady(dependent, waiting.job.stage);
        }
      } else {
        failedStage ??= entry?.job.stage;
        skipDependents(id);
      }
      advance();
    }, done.reject);
  };

  const advance = (): void => {
    if (stop.aborted) skipRest({ kind: "stopped" }, 0);
    while (!stop.aborted && running < concurrency) {
      const id = ready[stage]?.[next];
      if (id !== undefined) {
        next += 1;
        start(id);
        continue;
      }
      if ((open[stage] ?? 0) > 0 || stage >= open.length) break;
      if (failedStage !== undefined) {
        skipRest({ kind: "stage-failed", stage: failedStage }, stage + 1);
        break;
      }
      stage += 1;
      next = 0;
    }
    if (left === 0 && running === 0) {
      stop.removeEventListener("abort", advance);
      done.resolve();
    }
  };

  for (const { job, waitsFor } of byId.values()) if (waitsFor === 0) makeReady(job.id, job.stage);
  stop.addEventListener("abort", advance, { once: true });
  advance();
  return done.promise;
}

/** How many tasks run at once where nothing says otherwise: the processors that this process may use. */
export function defaultConcurrency(): number {
  return availableParallelism();
}
