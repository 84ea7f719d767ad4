import { err, ok, parseTaskId, type Result, WORKSPACE_SERVICE } from "@nix-repo/model";
import { type DrawnGraph, unaskedLine } from "@nix-repo/reporters";
import { buildTaskGraph, knownRecipes, selectServices, type TaskRequest } from "@nix-repo/tasks";
import { type Pipeline, pipelineRequests } from "../ci/pipeline-requests.ts";
import type { Session } from "../open-session.ts";
import { drawnTasks } from "./drawn-tasks.ts";

export type WantedTasks =
  | { readonly kind: "ci" }
  | {
      readonly kind: "tasks";
      readonly verbs: readonly string[];
      /** Names, paths and globs; all services where none is named. */
      readonly services: readonly string[];
      readonly tasks: readonly string[];
      readonly withDependencies: boolean;
      readonly withDependents: boolean;
    };

/** The tasks that a run would wait for, as `--dry-run` finds them: starts no task, no task runner, no Nix. Says on stderr which task files nobody has asked yet. */
export async function taskGraph(session: Session, wanted: WantedTasks): Promise<Result<DrawnGraph>> {
  const { workspace, io } = session;
  const asked = wanted.kind === "ci" ? ok(pipelineRequests(workspace, EVERYTHING)) : await requestsOf(session, wanted);
  if (!asked.ok) return asked;
  const { recipes, unasked } = knownRecipes(session.recipes);
  const graph = await buildTaskGraph({ workspace, recipes, ...asked.value });
  if (!graph.ok) return graph;
  for (const { file } of unasked) io.stderr.write(`${unaskedLine(file, workspace.root)}\n`);
  return ok(drawnTasks(graph.value));
}

const EVERYTHING = { kind: "everything", because: "the whole pipeline is drawn", head: undefined } as const;

async function requestsOf(
  { workspace }: Session,
  wanted: Extract<WantedTasks, { kind: "tasks" }>,
): Promise<Result<Pick<Pipeline, "requests">>> {
  const { verbs, tasks, withDependencies, withDependents } = wanted;
  const requests: TaskRequest[] = [];
  for (const task of tasks) {
    const parsed = parseTaskId(task);
    if (parsed === undefined) return err({ code: "usage", message: `"${task}" is not a task: a task is written service:verb` });
    requests.push(parsed);
  }
  const patterns = wanted.services.filter((name) => name !== WORKSPACE_SERVICE);
  if (wanted.services.length > patterns.length) requests.push(...verbs.map((verb) => ({ service: WORKSPACE_SERVICE, verb })));
  const all = wanted.services.length === 0;
  const services = await selectServices(workspace, { patterns, all, withDependencies, withDependents });
  if (!services.ok) return services;
  // Who names a service by its name wants the verb there; of all others those are meant that have it.
  requests.push(...verbs.flatMap((verb) => services.value.map((service) => ({ service, verb, optional: !patterns.includes(service) }))));
  return ok({ requests });
}
