import { type CiPlan, type SplitTask, splitGraph } from "@nix-repo/ci";
import { ok, parseTaskId, type Result } from "@nix-repo/model";
import { buildTaskGraph, openDurations } from "@nix-repo/tasks";
import { knownShell } from "../known-shell.ts";
import type { Session } from "../open-session.ts";
import type { CiScope } from "./ci-scope.ts";
import { pipelineRequests } from "./pipeline-requests.ts";

/**
 * Which machine runs what.
 * @param measured whether what tasks took before counts. Machines that have to come to the same plan without being handed one must not go by it: each has
 * measured something else.
 */
export async function makePlan(
  session: Session,
  { scope, shards, measured }: { scope: CiScope; shards: number; measured: boolean },
): Promise<Result<CiPlan>> {
  const tasks = await splitTasks(session, { scope, measured });
  if (!tasks.ok) return tasks;
  const parts = splitGraph({ tasks: tasks.value, shards });
  const { workspace } = session;
  const affected = scope.kind === "affected" ? scope.affected.services.map(({ name }) => name) : workspace.serviceNames;
  return ok({
    version: 1,
    kind: "ci-plan",
    head: scope.head ?? "",
    ...(scope.kind === "affected" ? { base: baseOf(scope.affected.base) } : {}),
    shards: parts.map(({ requested, shells, expectedMs }, i) => ({
      index: i + 1,
      of: parts.length,
      tasks: requested,
      services: workspace.serviceNames.filter((name) => requested.some((task) => parseTaskId(task)?.service === name)),
      shells,
      expectedMs: Math.round(expectedMs),
    })),
    affected,
  });
}

function baseOf({ name, commit }: { name: string; commit: string | undefined }): NonNullable<CiPlan["base"]> {
  return { name, ...(commit === undefined ? {} : { commit }) };
}

async function splitTasks(
  session: Session,
  { scope, measured }: { scope: CiScope; measured: boolean },
): Promise<Result<readonly SplitTask[]>> {
  const { workspace, recipes, stateFolder } = session;
  const pipeline = pipelineRequests(workspace, scope);
  if (pipeline.requests.length === 0) return ok([]);
  const graph = await buildTaskGraph({ workspace, recipes, ...pipeline });
  // Nothing that is affected has any of the verbs: nothing is to be run, and that is well.
  if (!graph.ok) return graph.error.code === "nothing-selected" && scope.kind === "affected" ? ok([]) : graph;
  const nodes = [...graph.value.tasks.values()];
  const durations = measured ? openDurations(stateFolder).expected(graph.value.tasks.keys()) : undefined;
  const tasks: SplitTask[] = [];
  for (const { id, dependsOn, stage, requested, verb } of nodes) {
    const { weight } = verb.options;
    tasks.push({
      id,
      dependsOn,
      stage,
      requested,
      expectedMs: durations?.get(id) ?? USUAL_MS,
      ...(verb.shell.kind === "none" ? {} : { shell: (await knownShell(verb.shell, session)).name }),
      ...(weight === undefined ? {} : { weight }),
    });
  }
  return ok(tasks);
}

/** What counts where nothing was measured. */
const USUAL_MS = 10_000;
