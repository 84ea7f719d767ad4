import { err, ok, parseTaskId, type Result, type TaskId, taskId, type Verb, WORKSPACE_SERVICE, type Workspace } from "@nix-repo/model";
import type { RecipeBook } from "./delegates/recipe-book.ts";
import { findCycle } from "./dependency-cycle.ts";
import { resolveVerb } from "./resolve-verb.ts";

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
  /** Index into the graph's stages: it starts when every task of the earlier ones has passed. */
  readonly stage: number;
  /** Whether it was asked for, rather than needed by what was. */
  readonly requested: boolean;
}

export interface TaskRequest {
  readonly service: string;
  readonly verb: string;
  readonly args?: readonly string[];
  /** Passed over where the service has no such verb: several services were selected at once. */
  readonly optional?: boolean;
  /** One of the names of stages. */
  readonly stage?: string;
}

/**
 * The graph of the requested tasks and of all they depend on.
 * Fails as `unknown-service`, `unknown-verb`, `dependency-cycle` with its whole path, `nothing-selected` where every request was passed over,
 * `usage` where something waits for a task that runs until it is stopped, and with whatever resolving a verb fails with.
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
  const resolving = createResolver(workspace, recipes);
  const requested = await resolveRequests(requests, resolving);
  if (!requested.ok) return requested;
  const edges = await followDependencies([...requested.value.keys()], resolving);
  if (!edges.ok) return edges;
  const cycle = findCycle(edges.value);
  if (cycle !== undefined) {
    const places = cycle.map((id) => placeOfDependencies(edges.value.get(id)?.verb));
    return err({ code: "dependency-cycle", tasks: cycle, places: places.filter((place) => place !== undefined) });
  }
  const endless = waitsForEndless(edges.value);
  if (endless !== undefined) {
    const [waiting, persistent] = endless;
    return err({
      code: "usage",
      message: `${waiting} depends on ${persistent}, which runs until it is stopped, so that ${waiting} would never start`,
      hint: `take ${persistent} out of its dependsOn and start it beside it`,
    });
  }
  return ok({ tasks: inReadersOrder(requested.value, edges.value, stages), stages });
}

/** The graph without one task that is to be run otherwise (on the terminal): what it needs. */
export function withoutTask(graph: TaskGraph, id: TaskId): TaskGraph {
  const tasks = new Map(graph.tasks);
  tasks.delete(id);
  return { ...graph, tasks };
}

type Resolver = (service: string, verb: string) => Promise<Result<Verb>>;

function createResolver(workspace: Workspace, recipes: RecipeBook): { verb: Resolver; workspace: Workspace } {
  const verbs = new Map<TaskId, Promise<Result<Verb>>>();
  const resolve: Resolver = async (service, verb) => {
    const found = await workspace.service(service);
    return found.ok ? await resolveVerb({ service: found.value, verb, recipes }) : found;
  };
  return {
    workspace,
    verb(service, verb) {
      const id = taskId(service, verb);
      let resolved = verbs.get(id);
      if (resolved === undefined) {
        resolved = resolve(service, verb);
        verbs.set(id, resolved);
      }
      return resolved;
    },
  };
}

interface Requested {
  readonly verb: Verb;
  readonly request: TaskRequest;
}

async function resolveRequests(
  requests: readonly TaskRequest[],
  resolver: ReturnType<typeof createResolver>,
): Promise<Result<Map<TaskId, Requested>>> {
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

function isMissing(failure: { code: string; service?: string; verb?: string }, service: string, verb: string): boolean {
  return failure.code === "unknown-verb" && failure.service === service && failure.verb === verb;
}

/** A verb and the tasks that it waits for. */
export interface Edges {
  readonly verb: Verb;
  readonly dependsOn: readonly TaskId[];
}

async function followDependencies(
  requested: readonly TaskId[],
  resolver: ReturnType<typeof createResolver>,
): Promise<Result<Map<TaskId, Edges>>> {
  const edges = new Map<TaskId, Edges>();
  let wave = requested;
  while (wave.length > 0) {
    const results = await Promise.all(wave.map(async (id) => [id, await edgesOf(id, resolver)] as const));
    for (const [id, result] of results) {
      if (!result.ok) return result;
      edges.set(id, result.value);
    }
    const next = new Set(results.flatMap(([, result]) => (result.ok ? result.value.dependsOn : [])));
    wave = [...next].filter((id) => !edges.has(id));
  }
  return ok(edges);
}

async function edgesOf(id: TaskId, resolver: ReturnType<typeof createResolver>): Promise<Result<Edges>> {
  const { service, verb: name } = parseTaskId(id) ?? { service: "", verb: "" };
  const verb = await resolver.verb(service, name);
  if (!verb.ok) return verb;
  const dependsOn = new Set<TaskId>();
  for (const dependency of verb.value.options.dependsOn ?? []) {
    const ids = await targetsOf(dependency, verb.value, resolver);
    if (!ids.ok) return ids;
    for (const each of ids.value) dependsOn.add(each);
  }
  return ok({ verb: verb.value, dependsOn: [...dependsOn] });
}

/** `^verb`, `service:verb`, or a verb of the same service (which may hold colons itself: `db:seed`). */
async function targetsOf(
  dependency: string,
  { service }: Verb,
  resolver: ReturnType<typeof createResolver>,
): Promise<Result<readonly TaskId[]>> {
  if (dependency.startsWith("^"))
    return await upstreamOf(dependency.slice(1), service.dependsOn, { resolver, seen: new Set([service.name]) });
  const other = parseTaskId(dependency);
  // just's modules: `db::seed` is one recipe.
  if (other === undefined || other.verb.startsWith(":") || service.verbs.has(dependency)) return ok([taskId(service.name, dependency)]);
  const isService = other.service === WORKSPACE_SERVICE || resolver.workspace.serviceNames.includes(other.service);
  if (isService) return ok([taskId(other.service, other.verb)]);
  // Neither here nor there: the service is the likelier slip, unless a recipe bears the whole name.
  const own = await resolver.verb(service.name, dependency);
  if (own.ok) return ok([taskId(service.name, dependency)]);
  const missing = await resolver.workspace.service(other.service);
  return missing.ok ? ok([taskId(other.service, other.verb)]) : missing;
}

/** A service without the verb hands on to those that it depends on itself, so that order holds through libraries that need no build. */
async function upstreamOf(
  verb: string,
  services: readonly string[],
  { resolver, seen }: { resolver: ReturnType<typeof createResolver>; seen: Set<string> },
): Promise<Result<readonly TaskId[]>> {
  const found: TaskId[] = [];
  for (const name of services) {
    if (seen.has(name)) continue;
    seen.add(name);
    const resolved = await resolver.verb(name, verb);
    if (resolved.ok) {
      found.push(taskId(name, verb));
      continue;
    }
    if (!isMissing(resolved.error, name, verb)) return resolved;
    const service = await resolver.workspace.service(name);
    if (!service.ok) return service;
    const further = await upstreamOf(verb, service.value.dependsOn, { resolver, seen });
    if (!further.ok) return further;
    found.push(...further.value);
  }
  return ok(found);
}

/** Where the verb's `dependsOn` stands. */
function placeOfDependencies(verb: Verb | undefined) {
  if (verb === undefined) return undefined;
  const { override, registry } = verb.service.verbs.get(verb.name) ?? {};
  if (override?.options.dependsOn !== undefined) return override.place;
  return registry?.options.dependsOn !== undefined ? registry.place : verb.service.place;
}

function waitsForEndless(edges: ReadonlyMap<TaskId, Edges>): readonly [TaskId, TaskId] | undefined {
  for (const [id, { dependsOn }] of edges) {
    const endless = dependsOn.find((each) => edges.get(each)?.verb.options.persistent === true);
    if (endless !== undefined) return [id, endless];
  }
  return undefined;
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
    tasks.set(id, { id, ...edge, args: request?.args ?? [], stage, requested: request !== undefined });
  };
  for (const stage of stages.keys()) {
    for (const [id, each] of requested) if (stageOf(each) === stage) visit(id, stage);
  }
  return tasks;
}
