import { basename, join, relative } from "node:path";
import { ok, type Result, type Service, type TaskId, type TaskOutcome } from "@nix-repo/model";
import { type TaskGraph, type TaskInputs, taskInputs } from "@nix-repo/tasks";
import type { Session } from "../open-session.ts";
import { type Stop, stopOnSignals } from "../stop-on-signals.ts";
import { concernedTasks } from "./concerned-tasks.ts";
import { definitionFiles } from "./definition-files.ts";
import { watchFiles } from "./watch-files.ts";

export interface WatchGraphOptions {
  readonly session: Session;
  readonly graph: TaskGraph;
  /** Runs a part of the graph, until `cancel` at the latest, and tells how it went. */
  readonly run: (graph: TaskGraph, cancel: AbortSignal) => Promise<ReadonlyMap<TaskId, TaskOutcome>>;
  /** What the tasks are defined by has changed: becomes a new process, or returns where the definitions are not valid. */
  readonly reload: () => Promise<void>;
}

/**
 * Runs a graph, and runs again what a change of files concerns, until a signal comes.
 *
 *     running ──all have ended──▶ waiting ──files changed──▶ running
 *        └──files changed: cancelled, what has not ended is to run again──┘
 *     either ──a registry, an override, a task file or the flake changed──▶ another process in our place
 *
 * @returns the exit code: 128+n of the signal
 */
export async function watchGraph({ session, graph, run, reload }: WatchGraphOptions): Promise<Result<number>> {
  const { workspace, io } = session;
  const inputs = await inputsOf(graph, session);
  if (!inputs.ok) return inputs;
  const definitions = await definitionFiles(graph, session);
  const say = (text: string) => io.stderr.write(`repo: ${text}\n`);

  let changed: string[] = [];
  let wake = Promise.withResolvers<void>();
  let cancel = new AbortController();
  const stop: Stop = stopOnSignals({
    io,
    onFirst() {
      cancel.abort();
      wake.resolve();
    },
  });
  const watcher = await watchFiles({
    paths: [...new Set([...[...inputs.value.values()].flatMap(({ folders }) => folders), ...definitions])],
    hidden: [session.stateFolder],
    always: (path) => /^\.env(\.|$)/.test(basename(path)) || definitions.has(path),
    onChange(paths) {
      const relevant = paths.filter(
        (path) => definitions.has(path) || isEnvironmentFile(path) || [...inputs.value.values()].some((each) => each.matches(path)),
      );
      if (relevant.length === 0) return;
      changed.push(...relevant);
      cancel.abort();
      wake.resolve();
    },
  });
  const outcomes = new Map<TaskId, TaskOutcome>();
  const runOnce = async (part: TaskGraph) => {
    cancel = new AbortController();
    for (const [id, outcome] of await run(part, cancel.signal)) {
      // What was cancelled has not ended, whatever its process said.
      if (cancel.signal.aborted && outcome.kind !== "passed" && outcome.kind !== "kept") outcomes.delete(id);
      else outcomes.set(id, outcome);
    }
  };
  try {
    await runOnce(graph);
    while (stop.exitCode() === undefined) {
      if (changed.length === 0) {
        say(`waiting for changes in ${describe(inputs.value, workspace.root)}`);
        await wake.promise;
      }
      wake = Promise.withResolvers();
      if (stop.exitCode() !== undefined) break;
      const paths = [...new Set(changed)];
      changed = [];
      say(`${summary(paths, workspace.root)} changed`);
      if (paths.some((path) => definitions.has(path))) await reload();
      const part = concernedTasks({ graph, inputs: inputs.value, changed: paths, outcomes });
      if (part.tasks.size > 0) await runOnce(part);
    }
    return ok(stop.exitCode() ?? 0);
  } finally {
    await watcher.close();
    stop.release();
  }
}

function isEnvironmentFile(path: string): boolean {
  return /^\.env(\.local)?$/.test(basename(path));
}

async function inputsOf(graph: TaskGraph, { workspace }: Session): Promise<Result<ReadonlyMap<TaskId, TaskInputs>>> {
  const found = new Map<TaskId, TaskInputs>();
  for (const [id, { verb }] of graph.tasks) {
    const inputs = await taskInputs(verb, workspace);
    if (!inputs.ok) return inputs;
    // The runtime variables of a task are among what it reads.
    const own = new Set(environmentFiles(verb.service, workspace.root));
    found.set(id, {
      folders: inputs.value.folders,
      matches: (path) => own.has(path) || inputs.value.matches(path),
    });
  }
  return ok(found);
}

function environmentFiles({ folder }: Service, root: string): readonly string[] {
  return [root, folder].flatMap((at) => [".env", ".env.local"].map((name) => join(at, name)));
}

function describe(inputs: ReadonlyMap<TaskId, TaskInputs>, root: string): string {
  const folders = [...new Set([...inputs.values()].flatMap((each) => each.folders))].map((path) => relative(root, path) || ".");
  return folders.length <= 3 ? folders.join(", ") : `${folders.length} folders`;
}

function summary(paths: readonly string[], root: string): string {
  const [first = "", ...more] = paths;
  const name = relative(root, first);
  return more.length === 0 ? name : `${name} and ${more.length} more`;
}
