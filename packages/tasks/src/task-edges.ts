import { ok, type Place, parseTaskId, type Result, type Service, type TaskId, taskId, type Verb, WORKSPACE_SERVICE } from "@nix-repo/model";
import { isMissing, type VerbResolver } from "./verb-resolver.ts";

/** A verb and the tasks that it waits for. */
export interface Edges {
  readonly verb: Verb;
  readonly dependsOn: readonly TaskId[];
  /** For each of them, all that makes it wait: its own `dependsOn`, and behind `^verb` those of the services on the way. */
  readonly places: readonly (readonly Place[])[];
}

/** The edges of the requested tasks and of all that they lead to. */
export async function followDependencies(requested: readonly TaskId[], resolver: VerbResolver): Promise<Result<Map<TaskId, Edges>>> {
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

async function edgesOf(id: TaskId, resolver: VerbResolver): Promise<Result<Edges>> {
  const { service, verb: name } = parseTaskId(id) ?? { service: "", verb: "" };
  const verb = await resolver.verb(service, name);
  if (!verb.ok) return verb;
  const dependencies = verb.value.options.dependsOn;
  if (dependencies === undefined) return ok({ verb: verb.value, dependsOn: [], places: [] });
  const places = placesOfDependencies(verb.value);
  const targets = new Map<TaskId, readonly Place[]>();
  for (const [i, dependency] of dependencies.entries()) {
    const found = await targetsOf(dependency, { verb: verb.value, place: places(i), resolver });
    if (!found.ok) return found;
    for (const { task, places } of found.value) if (!targets.has(task)) targets.set(task, places);
  }
  return ok({ verb: verb.value, dependsOn: [...targets.keys()], places: [...targets.values()] });
}

/** Where each of the verb's `dependsOn` is written, in the layer that has the say. */
function placesOfDependencies({ service, name, source }: Verb): (index: number) => Place {
  const { override, registry, ...ours } = service.verbs.get(name) ?? {};
  const layers = [override, registry, source.kind === "stack" || source.kind === "image" ? ours[source.kind] : undefined];
  const layer = layers.find((each) => each?.options.dependsOn !== undefined);
  return (index) => layer?.dependsOnPlaces?.[index] ?? layer?.place ?? service.place;
}

interface Target {
  readonly task: TaskId;
  readonly places: readonly Place[];
}

/** `^verb`, `service:verb`, or a verb of the same service (which may hold colons itself: `db:seed`). */
async function targetsOf(
  dependency: string,
  { verb: { service }, place, resolver }: { verb: Verb; place: Place; resolver: VerbResolver },
): Promise<Result<readonly Target[]>> {
  if (dependency.startsWith("^"))
    return await upstreamOf(dependency.slice(1), service, { resolver, places: [place], seen: new Set([service.name]) });
  const one = (of: string, verb: string) => ok([{ task: taskId(of, verb), places: [place] }]);
  const other = parseTaskId(dependency);
  // just's modules: `db::seed` is one recipe.
  if (other === undefined || other.verb.startsWith(":") || service.verbs.has(dependency)) return one(service.name, dependency);
  const isService = other.service === WORKSPACE_SERVICE || resolver.workspace.serviceNames.includes(other.service);
  if (isService) return one(other.service, other.verb);
  // Neither here nor there: the service is the likelier slip, unless a recipe bears the whole name.
  const own = await resolver.verb(service.name, dependency);
  if (own.ok) return one(service.name, dependency);
  const missing = await resolver.workspace.service(other.service);
  return missing.ok ? one(other.service, other.verb) : missing;
}

/** A service without the verb hands on to those that it depends on itself, so that order holds through libraries that need no build. */
async function upstreamOf(
  verb: string,
  of: Service,
  { resolver, places, seen }: { resolver: VerbResolver; places: readonly Place[]; seen: Set<string> },
): Promise<Result<readonly Target[]>> {
  const found: Target[] = [];
  for (const [i, name] of of.dependsOn.entries()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const way = [...places, of.dependsOnPlaces?.[i] ?? of.place];
    const resolved = await resolver.verb(name, verb);
    if (resolved.ok) {
      found.push({ task: taskId(name, verb), places: way });
      continue;
    }
    if (!isMissing(resolved.error, name, verb)) return resolved;
    const service = await resolver.workspace.service(name);
    if (!service.ok) return service;
    const further = await upstreamOf(verb, service.value, { resolver, places: way, seen });
    if (!further.ok) return further;
    found.push(...further.value);
  }
  return ok(found);
}
