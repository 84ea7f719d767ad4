import type { Event, RunFinished, TaskId, TaskOutcome } from "@nix-repo/model";

/** What a run came to so far. */
export class Tally {
  readonly #tasks = new Set<TaskId>();
  readonly #outcomes = new Map<TaskId, TaskOutcome>();
  #finished: RunFinished | undefined;

  take(event: Event): void {
    switch (event.type) {
      case "run-started":
        for (const task of event.tasks) this.#tasks.add(task);
        break;
      case "task-finished":
        this.#tasks.add(event.task);
        this.#outcomes.set(event.task, event.outcome);
        break;
      case "run-finished":
        this.#finished = event;
        break;
      case "notice":
      case "task-started":
      case "task-output":
      case "task-ready":
      case "task-retrying":
        break;
    }
  }

  /** In the order in which a reader expects them. */
  get tasks(): readonly TaskId[] {
    return [...this.#tasks];
  }

  /** Tasks with their outcomes, in the same order; those that have not ended are left out. */
  get results(): readonly TaskResult[] {
    return this.tasks.flatMap((task) => {
      const outcome = this.#outcomes.get(task);
      return outcome === undefined ? [] : [{ task, outcome }];
    });
  }

  get counts(): Counts {
    const counts = { failed: 0, notStarted: 0, passed: 0 };
    for (const outcome of this.#outcomes.values()) counts[countedAs(outcome)] += 1;
    return counts;
  }

  get finished(): RunFinished | undefined {
    return this.#finished;
  }
}

export interface TaskResult {
  readonly task: TaskId;
  readonly outcome: TaskOutcome;
}

/** A task that could not be started has failed. */
export interface Counts {
  readonly failed: number;
  readonly notStarted: number;
  readonly passed: number;
}

function countedAs(outcome: TaskOutcome): keyof Counts {
  switch (outcome.kind) {
    case "passed":
    case "stopped":
      return "passed";
    case "failed":
    case "unavailable":
      return "failed";
    case "not-started":
      return "notStarted";
  }
}
