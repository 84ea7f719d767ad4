import type { TaskId, TaskOutcome } from "@nix-repo/model";
import type { TaskGraph, TaskInputs } from "@nix-repo/tasks";

/** Which tasks of a graph are to run again: those that a change concerns, those whose last run came to no end, and what depends on either. */
export function concernedTasks({
  graph,
  inputs,
  changed,
  outcomes,
}: {
  graph: TaskGraph;
  inputs: ReadonlyMap<TaskId, TaskInputs>;
  /** Absolute paths. */
  changed: readonly string[];
  /** Of each task's last run. */
  outcomes: ReadonlyMap<TaskId, TaskOutcome>;
}): TaskGraph {
  const concerned = new Set<TaskId>();
  // Dependencies come before dependents.
  for (const [id, { dependsOn }] of graph.tasks) {
    const reads = changed.some((path) => inputs.get(id)?.matches(path));
    if (reads || !hasEnded(outcomes.get(id)) || dependsOn.some((dependency) => concerned.has(dependency))) concerned.add(id);
  }
  for (const id of [...graph.tasks.keys()].reverse()) {
    if (!concerned.has(id)) continue;
    for (const dependency of graph.tasks.get(id)?.dependsOn ?? []) if (!isWell(outcomes.get(dependency))) concerned.add(dependency);
  }
  return { ...graph, tasks: new Map([...graph.tasks].filter(([id]) => concerned.has(id))) };
}

function isWell(outcome: TaskOutcome | undefined): boolean {
  return outcome?.kind === "passed" || outcome?.kind === "kept";
}

function hasEnded(outcome: TaskOutcome | undefined): boolean {
  return isWell(outcome) || outcome?.kind === "failed" || outcome?.kind === "unavailable";
}
