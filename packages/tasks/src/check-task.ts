import type { TaskCheck, TaskOutcome, UndeclaredUse } from "@nix-repo/model";
import { cacheableTask } from "./look-up-task.ts";
import { launchOf, type Surroundings } from "./prepare-task.ts";
import { startTask } from "./start-task.ts";
import type { TaskNode } from "./task-graph.ts";
import { type TaskRun, unavailable } from "./task-run.ts";

export interface Checking {
  readonly context: TaskRun;
  readonly check: TaskCheck;
  readonly surroundings: Surroundings;
}

/** Runs a task and finds out whether it uses what it does not declare: then it has failed, whatever it says itself. */
export async function checkTask(node: TaskNode, { context, check, surroundings }: Checking): Promise<TaskOutcome> {
  const prepared = await launchOf(node, surroundings, context);
  if (!prepared.ok) return unavailable(prepared.error, node);
  const start = await begin(node, { context, check, surroundings });
  if (typeof start === "string") {
    context.sink({ type: "notice", level: "warning", task: node.id, text: `it is not checked: ${start}` });
    return await startTask(node, { context, prepared: prepared.value, miss: undefined });
  }
  const launch = start.wrap(prepared.value.launch);
  let use: UndeclaredUse | undefined;
  let outcome: TaskOutcome;
  try {
    outcome = await startTask(node, { context, prepared: { ...prepared.value, launch }, miss: undefined });
  } finally {
    use = await start.finish();
  }
  if (outcome.kind !== "passed" && outcome.kind !== "failed") return outcome;
  const hasFailed = outcome.kind === "failed";
  if (!isUndeclared(use) && !(hasFailed && use.how === "copy")) return outcome;
  const status = outcome.kind === "failed" ? outcome.status : ({ kind: "code", code: 0 } as const);
  return {
    kind: "failed",
    durationMs: outcome.durationMs,
    status,
    hint: { code: "undeclared-use", task: node.id, failed: hasFailed, ...use },
  };
}

/** @returns why it cannot be checked, in one clause, where that is so */
async function begin(node: TaskNode, { context, check, surroundings }: Checking) {
  if (!surroundings.variables.keepable) return "its result is not kept, so that it may use what it likes";
  const task = await cacheableTask(node, surroundings, {});
  if (task.kind === "none") return task.why ?? "its environment cannot be had";
  return (await check.begin(task.task, context.results.needed(node.id))) ?? "its inputs cannot be read";
}

function isUndeclared({ read, written, removed }: UndeclaredUse): boolean {
  return read.length + written.length + removed.length > 0;
}
