import {
  type BoundParam,
  err,
  type Failure,
  findCycle,
  type GivenParams,
  ok,
  type Result,
  type TaskId,
  taskId,
  type Verb,
  type Workspace,
} from "@nix-repo/model";
import type { RecipeBook } from "./delegates/recipe-book.ts";
import { type Edges, followDependencies } from "./task-edges.ts";
import { createVerbResolver, isMissing, type VerbResolver } from "./verb-resolver.ts";

/** What is to run, and what has to pass before. Without cycles. */
export interface TaskGraph {
  /** As a reader expects them: as requested, each behind what it depends on. */
  readonly tasks: ReadonlyMap<TaskId, TaskNode>;
  /** Names of the stages, in order; one without a name where the request has none. */
  readonly stages: readonly string[];
}

export interface TaskNode {
  readonly id: TaskId;
  readonly verb: Verb;
  readonly dependsOn: readonly TaskId[];
  /** What stood after `--`: for the tasks that were named, never for their dependencies. */
  readonly args: readonly string[];
  /** What was given for its parameters: to the tasks that were named. */
  readonly given?: GivenParams;
  /** What these come to: where `bindGraph` has done its work. */
  readonly params?: readonly BoundParam[];
  /** Index into the graph's stages: it starts when every task of the earlier ones has passed. */
  readonly stage: number;
  /** Whether it was asked for, rather than needed by what was. */
  readonly requested: boolean;
}

export interface TaskRequest {
  readonly service: string;
  readonly verb: string;
  readonly args?: readonly string[];
  readonly given?: GivenParams | undefined;
  /** Passed over where the service has no such verb: several services were selected at once. */
  readonly optional?: boolean;
  /** One of the names of stages. */
  readonly stage?: string;
}

/**
 * The graph of the requested tasks and of all they depend on.
 * Fails as `unknown-service`, `unknown-verb`, `dependency-cycle` with its whole path, `nothing-selected` where every request was passed over,
 * and with whatever resolving a verb fails with.
 */
export async function buildTaskGraph({
  workspace,
  recipes,
  requests,
  stages = [""],
}: {
  workspace: Workspace;
  recipes: RecipeBook;
  requests: readonly TaskRequest[];
  /** For runs in stages (`ci`): `["lint", "test", "build"]`. */
  stages?: readonly string[];
}): Promise<Result<TaskGraph>> {
  const resolving = createVerbResolver(workspace, recipes);
  const requested = await resolveRequests(requests, resolving);
  if (!requested.ok) return requested;
  const edges = await followDependencies([...requested.value.keys()], resolving);
  if (!edges.ok) return edges;
  const cycle = findCycle(edges.value);
  if (cycle !== undefined) return err(cycleFailure(cycle, edges.value));
  return ok({ tasks: inReadersOrder(requested.value, edges.value, stages), stages });
}

function cycleFailure(cycle: readonly TaskId[], edges: ReadonlyMap<TaskId, Edges>): Failure {
  const places = cycle.map((id, i) => {
    const next = cycle[(i + 1) % cycle.length];
    const edge = edges.get(id);
    return next === undefined ? [] : (edge?.places[edge.dependsOn.indexOf(next)] ?? []);
  });
  return { code: "dependency-cycle", tasks: cycle, places };
}

/** Whether any task of a graph has parameters, or was given a value for one: then `bindGraph` has to look at it. */
export function hasParams({ tasks }: TaskGraph): boolean {
  for (const { verb, given } of tasks.values()) if (verb.options.params !== undefined || given !== undefined) return true;
  return false;
}

/** The graph without one task that is to be run otherwise (on the terminal): what it needs. */
export function withoutTask(graph: TaskGraph, id: TaskId): TaskGraph {
  const tasks = new Map(graph.tasks);
  tasks.delete(id);
  return { ...graph, tasks };
}

interface Requested {
  readonly verb: Verb;
  readonly request: TaskRequest;
}

async function resolveRequests(requests: readonly TaskRequest[], resolver: VerbResolver): Promise<Result<Map<TaskId, Requested>>> {
  const resolved = await Promise.all(requests.map(({ service, verb }) => resolver.verb(service, verb)));
  const found = new Map<TaskId, Requested>();
  for (const [index, request] of requests.entries()) {
    const verb = resolved[index];
    const id = taskId(request.service, request.verb);
    if (verb?.ok === true) found.set(id, found.get(id) ?? { verb: verb.value, request });
    else if (verb !== undefined && !(request.optional === true && isMissing(verb.error, request.service, request.verb))) return verb;
  }
  if (found.size === 0) return err({ code: "nothing-selected", what: [...new Set(requests.map(({ verb }) => verb))].join(", ") });
  return ok(found);
}

/** Dependencies before dependents; a dependency belongs to the earliest stage that needs it. */
function inReadersOrder(
  requested: ReadonlyMap<TaskId, Requested>,
  edges: ReadonlyMap<TaskId, Edges>,
  stages: readonly string[],
): Map<TaskId, TaskNode> {
  const tasks = new Map<TaskId, TaskNode>();
  const stageOf = ({ request }: Requested) => Math.max(0, stages.indexOf(request.stage ?? ""));
  const visit = (id: TaskId, stage: number): void => {
    const edge = edges.get(id);
    if (edge === undefined || tasks.has(id)) return;
    for (const dependency of edge.dependsOn) visit(dependency, stage);
    const request = requested.get(id)?.request;
    const { verb, dependsOn } = edge;
    const given = request?.given === undefined ? {} : { given: request.given };
    tasks.set(id, { id, verb, dependsOn, args: request?.args ?? [], ...given, stage, requested: request !== undefined });
  };
  for (const stage of stages.keys()) {
    for (const [id, each] of requested) if (stageOf(each) === stage) visit(id, stage);
  }
  return tasks;
}
