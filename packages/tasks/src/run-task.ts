import type { KeptResult, TaskOutcome } from "@nix-repo/model";
import { endReason } from "./job.ts";
import { lookUpTask } from "./look-up-task.ts";
import { launchOf, surroundingsOf } from "./prepare-task.ts";
import type { TaskNode } from "./task-graph.ts";
import { sayVerbosely, type TaskRun, unavailable } from "./task-run.ts";

/** Runs one captured task once, or takes its kept result, telling the sink, and returns how it went. */
export async function runTask(node: TaskNode, context: TaskRun): Promise<TaskOutcome> {
  context.results.ended(node.id, undefined);
  const surroundings = await surroundingsOf(node, context);
  const early = endedBefore(context);
  if (early !== undefined) return early;
  if (!surroundings.ok) return unavailable(surroundings.error, node);
  if (context.check !== undefined && node.requested) {
    const { checkTask } = await import("./check-task.ts");
    return await checkTask(node, { context, check: context.check, surroundings: surroundings.value });
  }
  const found = await lookUpTask(node, surroundings.value, context);
  if (found.kind === "hit") return await takeKept(found, node, context);
  const prepared = await launchOf(node, surroundings.value, context);
  const miss = found.kind === "miss" ? found : undefined;
  // What starts processes is loaded for what has to run alone; once, as asking again costs as much as looking at a file.
  starter ??= (await import("./start-task.ts")).startTask;
  const startTask = starter;
  const outcome =
    endedBefore(context) ??
    (prepared.ok ? await startTask(node, { context, prepared: prepared.value, miss }) : unavailable(prepared.error, node));
  if (found.kind === "none" && found.why !== undefined) sayVerbosely(`its result is not kept: ${found.why}`, node, context);
  miss?.discard();
  return outcome;
}

let starter: typeof import("./start-task.ts").startTask | undefined;

function endedBefore({ stopping, turn }: TaskRun): TaskOutcome | undefined {
  if (stopping.stop.aborted) return { kind: "not-started", because: { kind: "stopped" } };
  const asked = endReason(turn);
  return asked === undefined ? undefined : { kind: "stopped", durationMs: 0, because: asked };
}

async function takeKept(
  { status, durationMs, keptAt, result, replay }: KeptResult,
  { id }: TaskNode,
  { sink, results }: TaskRun,
): Promise<TaskOutcome> {
  await replay((stream, chunk) => sink({ type: "task-output", task: id, stream, chunk }));
  const passed = status.kind === "code" && status.code === 0;
  if (!passed) return { kind: "failed", durationMs, status, keptAt };
  results.ended(id, result);
  return { kind: "kept", durationMs, keptAt };
}
