import { err, ok, type Result } from "@nix-repo/model";
import { type TaskGraph, type TaskNode, withoutTask } from "./task-graph.ts";

/** Which task of a graph gets the terminal, and how. */
export type TerminalUse =
  /** All are captured. */
  | { readonly kind: "none" }
  /** It comes last, and nothing of the run is left by then: we can become it. */
  | { readonly kind: "last"; readonly task: TaskNode; readonly before: TaskGraph }
  /** Others run on beside it, or after it. */
  | { readonly kind: "beside-others"; readonly task: TaskNode };

/**
 * An interactive task gets the terminal, and so does a persistent one where it is the only one that was asked for and nothing waits for it: several run
 * captured, side by side. Fails as `usage` where two are interactive.
 */
export function terminalUse(graph: TaskGraph): Result<TerminalUse> {
  const tasks = [...graph.tasks.values()];
  const [interactive, second] = tasks.filter(({ verb }) => verb.options.interactive === true);
  if (interactive !== undefined && second !== undefined) {
    return err({ code: "usage", message: `${interactive.id} and ${second.id} both want the terminal`, hint: `repo run ${interactive.id}` });
  }
  const task = interactive ?? onlyPersistent(tasks);
  if (task === undefined) return ok({ kind: "none" });
  const othersGoOn = tasks.some(
    ({ id, verb, dependsOn }) => (id !== task.id && verb.options.persistent === true) || dependsOn.includes(task.id),
  );
  return ok(othersGoOn ? { kind: "beside-others", task } : { kind: "last", task, before: withoutTask(graph, task.id) });
}

function onlyPersistent(tasks: readonly TaskNode[]): TaskNode | undefined {
  const [one, another] = tasks.filter(({ verb, requested }) => requested && verb.options.persistent === true);
  return another === undefined && one !== undefined && !tasks.some(({ dependsOn }) => dependsOn.includes(one.id)) ? one : undefined;
}
