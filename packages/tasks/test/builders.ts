import { join } from "node:path";
import {
  type EnvironmentProvider,
  type Event,
  err,
  nearest,
  ok,
  type Run,
  type RuntimeVariables,
  type Service,
  type TaskId,
  type TaskOutcome,
  type VerbEntry,
  type VerbLayers,
  type VerbOptions,
  type Workspace,
} from "@nix-repo/model";
import { createStopControl, type StopControl } from "@nix-repo/processes";
import {
  buildTaskGraph,
  createHostProvider,
  createRecipeBook,
  type RecipeBook,
  type RunOptions,
  runTasks,
  type TaskGraph,
  type TaskRequest,
} from "../src/index.ts";

/** The environment that tests hand on as the caller's: enough to find programs. */
export const CALLER = { PATH: process.env.PATH ?? "/usr/bin:/bin", HOME: "/home/user" };

export type ServiceSketch = Partial<Omit<Service, "verbs">> & {
  readonly verbs?: Readonly<Record<string, VerbLayers>>;
  /** Verbs of the registry, by what they run. */
  readonly registry?: Readonly<Record<string, string | Run | (VerbOptions & { readonly run?: string | Run })>>;
};

/** A workspace of services, each in a folder below `root` named as itself. */
export function workspaceOf(root: string, sketches: Readonly<Record<string, ServiceSketch>>): Workspace {
  const services = new Map(Object.entries(sketches).map(([name, sketch]) => [name, serviceOf(name, { root, ...sketch })]));
  return {
    root,
    registryFile: join(root, "services.config.ts"),
    codeRoot: root,
    flake: ".",
    nixFlags: [],
    globalEnv: [],
    globalInputs: [],
    hostToolchain: [],
    ci: { stages: [] },
    lookedForAbove: new Set(),
    folders: new Map([...services].map(([name, { folder }]) => [name, folder])),
    serviceNames: [...services.keys()].filter((name) => name !== "//"),
    warnings: [],
    async service(name) {
      const service = services.get(name);
      if (service !== undefined) return ok(service);
      const near = nearest(name, services.keys());
      return err({ code: "unknown-service", name, count: services.size, ...(near === undefined ? {} : { nearest: near }) });
    },
  };
}

export function serviceOf(
  name: string,
  { root = "/w", verbs, registry, ...sketch }: ServiceSketch & { readonly root?: string } = {},
): Service {
  const place = { file: join(root, "services.config.ts"), line: 1, column: 1 };
  const path = sketch.path ?? name;
  const layers = new Map<string, VerbLayers>(Object.entries(verbs ?? {}));
  for (const [verb, entry] of Object.entries(registry ?? {})) layers.set(verb, { ...layers.get(verb), registry: entryOf(entry, place) });
  return {
    name,
    path,
    folder: name === "//" ? root : join(root, path),
    tags: [],
    dependsOn: [],
    shell: { kind: "inferred", candidates: [name] },
    shellHook: "run",
    env: {},
    passEnv: [],
    hostTools: [],
    processes: new Map(),
    taskFiles: [],
    place,
    ...sketch,
    verbs: layers,
  };
}

export function entryOf(
  entry: string | Run | (VerbOptions & { readonly run?: string | Run }),
  place = { file: "/w/services.config.ts" },
): VerbEntry {
  if (typeof entry === "string" || "kind" in entry) return { run: runOf(entry), options: {}, place };
  const { run, ...options } = entry;
  return { ...(run === undefined ? {} : { run: runOf(run) }), options, place };
}

function runOf(run: string | Run): Run {
  return typeof run === "string" ? { kind: "bash", script: run } : run;
}

export const NO_RUNTIME: RuntimeVariables = { root: {}, service: {}, required: [] };

export function bookOf(stateFolder: string, provider: EnvironmentProvider = createHostProvider()): RecipeBook {
  return createRecipeBook({ stateFolder, callerEnv: CALLER, provider: async () => ok(provider) });
}

/** A provider of `kind: "nix"` whose shells hold one variable of their own and the given folders on their PATH; to see how keepable tasks are treated. */
export function fakeNix(path: string = CALLER.PATH): EnvironmentProvider {
  return {
    kind: "nix",
    async environmentOf(shell) {
      const host = await createHostProvider().environmentOf(shell);
      if (!host.ok) return host;
      const name = shell.kind === "named" ? shell.name : "default";
      return ok({
        provider: "nix",
        shell: name,
        identity: async () => ok({ shell: name, token: name, variables: () => ({ FROM_SHELL: name }), secrets: [] }),
        launch: ({ base, ...request }) =>
          host.value.launch({
            ...request,
            base: { ...base, FROM_SHELL: name, PATH: base.PATH === undefined ? path : `${path}:${base.PATH}` },
          }),
      });
    },
  };
}

export async function graphOf(
  workspace: Workspace,
  requests: readonly (string | TaskRequest)[],
  { stages, recipes = bookOf(join(workspace.root, ".repo")) }: { stages?: readonly string[]; recipes?: RecipeBook } = {},
): Promise<TaskGraph> {
  const graph = await buildTaskGraph({
    workspace,
    recipes,
    requests: requests.map((request) => (typeof request === "string" ? requestOf(request) : request)),
    ...(stages === undefined ? {} : { stages }),
  });
  if (!graph.ok) throw new Error(JSON.stringify(graph.error));
  return graph.value;
}

export function requestOf(id: string): TaskRequest {
  const colon = id.indexOf(":");
  return { service: id.slice(0, colon), verb: id.slice(colon + 1) };
}

export interface TestRun {
  readonly events: Event[];
  readonly control: StopControl;
  readonly outcomes: Promise<ReadonlyMap<TaskId, TaskOutcome>>;
  /** What a task wrote to both streams. */
  output(task: string): string;
  /** The first event of that kind of a task, once it comes. */
  event<Type extends Event["type"]>(type: Type, task: string): Promise<Extract<Event, { type: Type }>>;
  /** Resolves with the task's outcome. */
  finished(task: string): Promise<TaskOutcome>;
}

/** Runs a graph with the host provider (or another), and gathers its events. */
export function startRun(
  workspace: Workspace,
  graph: TaskGraph,
  options: {
    provider?: EnvironmentProvider;
    callerEnv?: Readonly<Record<string, string>>;
    runtime?: RuntimeVariables;
    concurrency?: number;
    colour?: boolean;
  } & Partial<Pick<RunOptions, "policy" | "clock" | "congestion" | "terminal">> = {},
): TestRun {
  const events: Event[] = [];
  const control = createStopControl();
  const awaited: { readonly matches: (event: Event) => boolean; readonly resolve: (event: Event) => void }[] = [];
  const { provider = createHostProvider(), callerEnv = CALLER, runtime = NO_RUNTIME, colour = false, concurrency = 4, ...rest } = options;
  const outcomes = runTasks({
    ...rest,
    graph,
    workspace,
    provider,
    callerEnv,
    runtimeOf: async () => ok(runtime),
    stateFolder: join(workspace.root, ".repo"),
    colour,
    concurrency,
    stopping: control,
    sink(event) {
      events.push(event);
      for (const { matches, resolve } of awaited) if (matches(event)) resolve(event);
    },
  });
  const event = <Type extends Event["type"]>(type: Type, task: string): Promise<Extract<Event, { type: Type }>> => {
    const matches = (each: Event): each is Extract<Event, { type: Type }> => each.type === type && "task" in each && each.task === task;
    const found = events.find(matches);
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve) => awaited.push({ matches, resolve: resolve as (event: Event) => void }));
  };
  return {
    events,
    control,
    outcomes,
    event,
    output: (task) =>
      Buffer.concat(events.flatMap((event) => (event.type === "task-output" && event.task === task ? [event.chunk] : []))).toString(),
    finished: async (task) => (await event("task-finished", task)).outcome,
  };
}
