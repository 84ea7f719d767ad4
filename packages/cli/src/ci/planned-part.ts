import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type CiPlan, parseShard, readPlan, shardOf } from "@nix-repo/ci";
import { err, ok, type Result, type ShardOf, taskId } from "@nix-repo/model";
import { openGit } from "../affected/open-change.ts";
import type { Session } from "../open-session.ts";
import type { CiScope } from "./ci-scope.ts";
import { makePlan } from "./make-plan.ts";
import { type Pipeline, pipelineRequests } from "./pipeline-requests.ts";

/** One machine's part of what `repo ci` runs. */
export interface Part {
  readonly pipeline: Pipeline;
  readonly shard: ShardOf;
  readonly head?: string;
}

/** As a plan says that was made elsewhere, for this very commit. */
export async function plannedPart(session: Session, { shard, file }: { shard: string; file: string }): Promise<Result<Part>> {
  const plan = readPlanFile(session, file);
  if (!plan.ok) return plan;
  const git = await openGit(session);
  if (!git.ok) return git;
  const head = git.value?.history.head;
  const part = shardOf(plan.value, shard, { head });
  if (!part.ok) return err({ code: "usage", message: `--shard ${shard}: ${part.error}` });
  const everything: CiScope = { kind: "everything", because: "a plan says what is run", head };
  return ok({
    ...partOf(session, { scope: everything, tasks: part.value.tasks, shard: part.value }),
    ...(head === undefined ? {} : { head }),
  });
}

export function readPlanFile({ cwd }: Session, file: string): Result<CiPlan> {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, file), "utf8");
  } catch (error) {
    return err({
      code: "usage",
      message: `--plan ${file} cannot be read: ${(error as Error).message}`,
      hint: "repo ci plan --out FILE writes one",
    });
  }
  const plan = readPlan(text);
  return plan.ok
    ? plan
    : err({ code: "usage", message: `--plan ${file} is no plan: ${plan.error}`, hint: "repo ci plan --out FILE writes one" });
}

/** Without a plan: every machine comes to the same one by itself, which goes by the graph alone. */
export async function splitPart(session: Session, { shard, scope }: { shard: string; scope: CiScope }): Promise<Result<Part>> {
  const asked = parseShard(shard);
  if (!asked.ok) return err({ code: "usage", message: `--shard ${shard}: ${asked.error}` });
  const plan = await makePlan(session, { scope, shards: asked.value.of, measured: false });
  if (!plan.ok) return plan;
  // Fewer parts than machines: the last ones have nothing to do.
  const tasks = plan.value.shards[asked.value.index - 1]?.tasks ?? [];
  return ok({ ...partOf(session, { scope, tasks, shard: asked.value }), ...(scope.head === undefined ? {} : { head: scope.head }) });
}

function partOf({ workspace, io }: Session, { scope, tasks, shard }: { scope: CiScope; tasks: readonly string[]; shard: ShardOf }): Part {
  const { requests, stages } = pipelineRequests(workspace, scope);
  const wanted = new Set(tasks);
  const count = `${tasks.length} ${tasks.length === 1 ? "task" : "tasks"}`;
  io.stderr.write(`part ${shard.index} of ${shard.of}: ${count}\n\n`);
  return { pipeline: { stages, requests: requests.filter(({ service, verb }) => wanted.has(taskId(service, verb))) }, shard };
}
