import type { TaskId } from "@nix-repo/model";
import { criticalPaths } from "./critical-path.ts";
import { definitionFiles } from "./delegates/kept-recipes.ts";
import type { Job } from "./job.ts";
import type { TaskContext } from "./prepare-task.ts";
import { isKeepable } from "./task-environment.ts";
import type { TaskGraph, TaskNode } from "./task-graph.ts";

/**
 * Reads what the next tasks' keys are made of while the processes of others run: a place that becomes free is filled as soon as their files were looked at once
 * more. Nothing is decided by it, so that it may be wrong about what comes next.
 */
export interface ReadAhead {
  /** A task's turn has come, or never will. */
  forget(task: TaskId): void;
  /** To be called when a process has been started, and there is nothing to do but wait. */
  goOn(): void;
  /** Resolves when nothing is read any more. */
  stop(): Promise<void>;
}

export interface ReadAheadOptions extends Pick<TaskContext, "cache" | "provider" | "workspace"> {
  readonly graph: TaskGraph;
  readonly jobs: readonly Job<TaskId>[];
  readonly concurrency: number;
}

export function createReadAhead({ graph, jobs, concurrency, cache, provider, workspace }: ReadAheadOptions): ReadAhead {
  const forgotten = new Set<TaskId>();
  /** Read, and still to start. */
  const ready = new Set<TaskId>();
  const most = concurrency * PLACES_AHEAD;
  let upcoming: Iterator<TaskNode> | undefined;
  let reading: Promise<void> | undefined;
  let isOver = cache === undefined;

  const read = async (): Promise<void> => {
    upcoming ??= inOrder(jobs, graph);
    while (ready.size < most) {
      // Whatever has happened meanwhile comes first.
      await new Promise((resolve) => setImmediate(resolve));
      if (isOver) return;
      const { value: node, done } = upcoming.next();
      isOver = done === true;
      if (done || forgotten.has(node.id) || !mayBeKept(node)) continue;
      ready.add(node.id);
      await cache?.expect({ verb: node.verb, definitionFiles: definitionFiles(node.verb) });
    }
  };
  const mayBeKept = ({ verb }: TaskNode): boolean =>
    isKeepable(verb, {
      provider: verb.shell.kind === "none" ? "host" : provider.kind,
      hasHostToolchain: workspace.hostToolchain.length > 0,
    });

  return {
    forget(task) {
      forgotten.add(task);
      ready.delete(task);
    },
    goOn() {
      if (isOver || reading !== undefined || ready.size >= most) return;
      // What is wrong with a task is told when its turn comes.
      reading = read()
        .catch(() => undefined)
        .finally(() => {
          reading = undefined;
        });
    },
    async stop() {
      isOver = true;
      await reading;
    },
  };
}

/** In which they will probably start. */
function* inOrder(jobs: readonly Job<TaskId>[], { tasks }: TaskGraph): Generator<TaskNode> {
  const lengths = criticalPaths(jobs);
  const lengthOf = ({ id }: Job<TaskId>) => lengths.get(id) ?? 0;
  for (const { id } of [...jobs].sort((a, b) => a.stage - b.stage || lengthOf(b) - lengthOf(a))) {
    const node = tasks.get(id);
    if (node !== undefined) yield node;
  }
}

/** As many tasks as there are places can end at once. */
const PLACES_AHEAD = 2;
