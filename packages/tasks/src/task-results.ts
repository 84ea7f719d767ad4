import type { ResultCache, TaskId, Verb } from "@nix-repo/model";
import type { TaskGraph } from "./task-graph.ts";

/** What stands for the results of a run's tasks in the keys of those that depend on them. */
export interface TaskResults {
  /** Told of each task that ended well; `result` left out where nothing stands for it. */
  ended(task: TaskId, result: string | undefined): void;
  /** Of all that a task depends on, which has ended. */
  below(task: TaskId): Promise<ResultsBelow>;
  /** All that a task depends on, near and far. */
  needed(task: TaskId): readonly Verb[];
}

export type ResultsBelow =
  | { readonly kind: "known"; readonly results: Readonly<Record<TaskId, string>> }
  /** `why`: one clause. */
  | { readonly kind: "unknown"; readonly why: string };

export function createTaskResults({ tasks }: TaskGraph, outputsOf: ResultCache["outputsOf"] | undefined): TaskResults {
  const known = new Map<TaskId, string>();
  return {
    ended(task, result) {
      if (result === undefined) known.delete(task);
      else known.set(task, result);
    },
    needed(task) {
      const found = new Map<TaskId, Verb>();
      const open = [...(tasks.get(task)?.dependsOn ?? [])];
      for (let id = open.pop(); id !== undefined; id = open.pop()) {
        const node = tasks.get(id);
        if (node === undefined || found.has(id)) continue;
        found.set(id, node.verb);
        open.push(...node.dependsOn);
      }
      return [...found.values()];
    },
    async below(task) {
      const results: Record<TaskId, string> = {};
      const open = [...(tasks.get(task)?.dependsOn ?? [])];
      for (let id = open.pop(); id !== undefined; id = open.pop()) {
        if (results[id] !== undefined) continue;
        const result = known.get(id);
        if (result !== undefined) {
          results[id] = result;
          continue;
        }
        const node = tasks.get(id);
        if (node === undefined) continue;
        // It is not kept itself: what it says that it writes stands for it, and what it depends on counts as if it were not there.
        const { outputs } = node.verb.options;
        if (outputs === undefined)
          return { kind: "unknown", why: `it depends on ${id}, whose result is not kept and which does not say what it writes (outputs)` };
        const written = outputs.length === 0 ? "nothing" : await outputsOf?.(node.verb);
        if (written === undefined) return { kind: "unknown", why: `it depends on ${id}, and what that one wrote cannot be read` };
        results[id] = written;
        open.push(...node.dependsOn);
      }
      return { kind: "known", results };
    },
  };
}
