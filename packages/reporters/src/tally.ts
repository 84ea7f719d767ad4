import type { Event, RunFinished, TaskId, TaskOutcome } from "@nix-repo/model";

/** What a run came to so far. */
export class Tally {
  readonly #tasks = new Map<TaskId, { outcome?: TaskOutcome; retried: number }>();
  readonly #counts = { failed: 0, allowed: 0, stopped: 0, notStarted: 0, passed: 0, kept: 0 };
  #savedMs = 0;
  #finished: RunFinished | undefined;

  take(event: Event): void {
    switch (event.type) {
      case "run-started":
        for (const task of event.tasks) this.#entryOf(task);
        break;
      case "task-retrying":
        this.#entryOf(event.task).retried += 1;
        break;
      case "task-finished":
        this.#entryOf(event.task).outcome = event.outcome;
        this.#counts[countedAs(event.outcome)] += 1;
        if (event.outcome.kind === "kept") this.#savedMs += event.outcome.durationMs;
        break;
      case "run-finished":
        this.#finished = event;
        break;
      case "notice":
      case "task-started":
      case "task-output":
      case "task-ready":
        break;
    }
  }

  /** In the order in which a reader expects them. */
  get tasks(): readonly TaskId[] {
    return [...this.#tasks.keys()];
  }

  /** Tasks with their outcomes, in the same order; those that have not ended are left out. */
  get results(): readonly TaskResult[] {
    return [...this.#tasks].flatMap(([task, { outcome, retried }]) =>
      outcome === undefined ? [] : [{ task, outcome, attempts: retried + 1 }],
    );
  }

  /** Of one task; undefined where it has not ended. */
  resultOf(task: TaskId): TaskResult | undefined {
    const entry = this.#tasks.get(task);
    return entry?.outcome === undefined ? undefined : { task, outcome: entry.outcome, attempts: entry.retried + 1 };
  }

  /** Which attempt of a task runs, or was its last one: from 1. */
  attemptOf(task: TaskId): number {
    return (this.#tasks.get(task)?.retried ?? 0) + 1;
  }

  get counts(): Counts {
    return { ...this.#counts };
  }

  /** What the kept tasks took when they ran, in milliseconds. */
  get savedMs(): number {
    return this.#savedMs;
  }

  get total(): number {
    return this.#tasks.size;
  }

  get finished(): RunFinished | undefined {
    return this.#finished;
  }

  #entryOf(task: TaskId): { outcome?: TaskOutcome; retried: number } {
    const known = this.#tasks.get(task);
    if (known !== undefined) return known;
    const created = { retried: 0 };
    this.#tasks.set(task, created);
    return created;
  }
}

export interface TaskResult {
  readonly task: TaskId;
  readonly outcome: TaskOutcome;
  /** How often it was started. */
  readonly attempts: number;
}

/** A task that could not be started has failed; one that nothing needed any more has passed. */
export interface Counts {
  readonly failed: number;
  /** Failed, and were allowed to. */
  readonly allowed: number;
  /** Ended because another task failed. */
  readonly stopped: number;
  readonly notStarted: number;
  readonly passed: number;
  /** Had passed before on the same inputs. */
  readonly kept: number;
}

export function totalOf(counts: Counts): number {
  return counts.failed + counts.allowed + counts.stopped + counts.notStarted + counts.passed + counts.kept;
}

/** Whether people look for it among what went wrong. */
export function isFailure(outcome: TaskOutcome): boolean {
  return outcome.kind === "failed" || outcome.kind === "unavailable";
}

export function countsAsPassed(outcome: TaskOutcome): boolean {
  const counted = countedAs(outcome);
  return counted === "passed" || counted === "kept";
}

function countedAs(outcome: TaskOutcome): keyof Counts {
  switch (outcome.kind) {
    case "passed":
    case "kept":
      return outcome.kind;
    case "stopped":
      return outcome.because === "another-failed" ? "stopped" : "passed";
    case "failed":
      return outcome.allowed === true ? "allowed" : "failed";
    case "unavailable":
      return "failed";
    case "not-started":
      return "notStarted";
  }
}
