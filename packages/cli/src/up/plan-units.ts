import { checkUnits as mistakesInUnits, processId, resolveUnit, withOwnPort } from "@nix-repo/config";
import {
  type Diagnostic,
  err,
  type Failure,
  type Globs,
  type Launch,
  nearest,
  ok,
  openGlobs,
  type Place,
  type ProcessDefinition,
  type Result,
  type Run,
  type Service,
  type UnitDependency,
  type UnitId,
  type UnitPort,
  type Verb,
} from "@nix-repo/model";
import {
  type ClaimingUnit,
  checkUnits,
  DEFAULT_RESTART,
  DEFAULT_STOP,
  expandReplicas,
  type UnitReadiness,
  type UnitSpec,
  unitsNamed,
} from "@nix-repo/supervisor";
import { prepareForeground, resolveVerb, type TaskContext } from "@nix-repo/tasks";
import type { Session } from "../open-session.ts";
import { type ContainerEngine, containerEngine } from "./container-engine.ts";
import { choosePorts, ownVariables, variablesForOthers } from "./ports.ts";
import { claimOf, containerUnit, fixedPorts, type ServiceContainer, serviceContainers } from "./service-containers.ts";
import { serviceProcesses } from "./service-processes.ts";
import { processClaim, withGivenVariables } from "./unit-claims.ts";
import { unitFailure } from "./unit-failure.ts";

export interface UnitPlan {
  /** All that the workspace has, replicas apart. */
  readonly units: readonly UnitSpec[];
  /** What was asked for. */
  readonly named: readonly UnitId[];
  /** Ports that are fixed, with who wants them. */
  readonly ports: readonly ClaimedPort[];
  readonly watched: readonly WatchedUnit[];
  /** The names of all, processes and containers, each standing for its replicas. */
  readonly names: readonly UnitId[];
  readonly containers: ContainerEngine;
  /** What is asked about all before any starts: their ports, their images, what they tell others. */
  readonly claims: readonly ClaimingUnit[];
}

const NOWHERE: Place = { file: "" };

/** A unit that starts again when one of these files changes. */
export interface WatchedUnit {
  readonly unit: UnitId;
  readonly globs: Globs;
}

export interface ClaimedPort {
  readonly unit: UnitId;
  readonly port: number;
}

interface Draft {
  readonly id: UnitId;
  readonly service: Service;
  readonly definition: ProcessDefinition;
  /** Chosen. */
  readonly ports: readonly UnitPort[];
}

interface PlanOptions {
  readonly names: readonly string[];
  /** Left out where nothing of the plan is to be started: its units cannot be launched then. */
  readonly context?: TaskContext;
  readonly withContainers?: boolean;
}

/** What `repo up` can start, of services and units that were named, or of all services. Starts nothing but task runners that have to be asked for their recipes. */
export async function planUnits(session: Session, { names, context, withContainers = true }: PlanOptions): Promise<Result<UnitPlan>> {
  const drafts = await draftsOf(session);
  if (!drafts.ok) return drafts;
  const described = await containersOf(session);
  if (!described.ok) return described;
  const containers = withContainers ? described.value : [];
  const containerIds = new Set(containers.map(({ id }) => id));
  const byId = new Map(drafts.value.map((draft) => [draft.id, draft]));
  const needs = await neededByServices(session);
  if (!needs.ok) return needs;
  const mistakes = mistakesIn(drafts.value, described.value);
  if (mistakes.length > 0) return err({ code: "file-invalid", diagnostics: mistakes });
  const units = [
    ...containers.map((container) => containerUnit(container, containerIds)),
    ...drafts.value.map((draft) => unitOf(draft, { session, context, byId, containers, needs: needs.value })),
  ];
  const problem = checkUnits(units)[0];
  if (problem !== undefined) return err(unitFailure(problem));
  const expanded = await withOwnPorts(expandReplicas(units), byId);
  const ids = expanded.map(({ id }) => id);
  const ofService = (name: string) => containers.filter(({ service }) => service.name === name).map(({ id }) => id);
  const named: UnitId[] = [];
  for (const name of names.length === 0 ? [...byId.keys(), ...withoutProcess(containers, drafts.value)] : names) {
    const process = unitsNamed(name, ids);
    const found = process.length > 0 ? process : ofService(name);
    if (found.length === 0) return err(unknownUnit(name, session, ids));
    named.push(...found);
  }
  const ports = [
    ...drafts.value.flatMap(({ id, definition }) => definition.ports.flatMap(({ port }) => (port === "auto" ? [] : [{ unit: id, port }]))),
    ...units.flatMap(({ id, ports = [] }) => (containerIds.has(id) ? ports.map(({ port }) => ({ unit: id, port })) : [])),
  ];
  return ok({
    units: expanded,
    named,
    ports,
    watched: await watchedOf(drafts.value, { session, units: expanded }),
    names: [...byId.keys(), ...containerIds],
    containers: containerEngine(session, containers),
    claims: withGivenVariables(
      [...containers.map(claimOf), ...drafts.value.map((draft) => processClaim({ ...draft, service: draft.service.name }))],
      {
        units,
        serviceOf: (id) => byId.get(id)?.service.name,
        placeOf: (id) => byId.get(id)?.definition.place ?? containers.find((each) => each.id === id)?.compose.place ?? NOWHERE,
      },
    ),
  });
}

/** Replicas cannot share a port: the first has those that others are told of, each further one its own. */
async function withOwnPorts(units: readonly UnitSpec[], byId: ReadonlyMap<UnitId, Draft>): Promise<readonly UnitSpec[]> {
  return await Promise.all(
    units.map(async (unit) => {
      const [, name = "", number] = /^(.*)#(\d+)$/.exec(unit.id) ?? [];
      const draft = byId.get(name);
      if (draft === undefined || number === "1") return unit;
      const ports = await choosePorts(draft.definition);
      const variables = ownVariables(ports);
      const { ready } = draft.definition;
      const readiness = ready === undefined ? unit.readiness : { ...unit.readiness, ...ready, check: withOwnPort(ready.check, variables) };
      return { ...unit, ports, readiness, env: { ...unit.env, ...variables } };
    }),
  );
}

async function watchedOf(
  drafts: readonly Draft[],
  { session, units }: { session: Session; units: readonly UnitSpec[] },
): Promise<readonly WatchedUnit[]> {
  const watched: WatchedUnit[] = [];
  for (const { id, service, definition } of drafts) {
    if (definition.watch.length === 0) continue;
    const globs = await openGlobs(definition.watch, { folder: service.folder, root: session.workspace.root });
    const ids = unitsNamed(
      id,
      units.map((unit) => unit.id),
    );
    watched.push(...ids.map((unit) => ({ unit, globs })));
  }
  return watched;
}

/** Those of services of which nothing else starts. */
function withoutProcess(containers: readonly ServiceContainer[], drafts: readonly Draft[]): readonly UnitId[] {
  const services = new Set(drafts.map(({ service }) => service.name));
  return containers.flatMap(({ id, service }) => (services.has(service.name) ? [] : [id]));
}

async function containersOf(session: Session): Promise<Result<readonly ServiceContainer[]>> {
  const all: ServiceContainer[] = [];
  for (const name of session.workspace.serviceNames) {
    const service = await session.workspace.service(name);
    if (!service.ok) return service;
    const found = serviceContainers(service.value, session);
    if (!found.ok) return found;
    all.push(...found.value);
  }
  return ok(all);
}

/** Whatever processes say of each other, and of containers, that is not so. */
function mistakesIn(drafts: readonly Draft[], containers: readonly ServiceContainer[]): readonly Diagnostic[] {
  const all = [...drafts, ...containers];
  const services = [...new Map(all.map(({ service }) => [service.name, service])).values()];
  const idsOf = (name: string) => all.filter(({ service }) => service.name === name).map(({ id }) => id);
  return mistakesInUnits(services, { besides: ({ name }) => idsOf(name) });
}

async function draftsOf(session: Session): Promise<Result<readonly Draft[]>> {
  const drafts: Draft[] = [];
  for (const name of session.workspace.serviceNames) {
    const service = await session.workspace.service(name);
    if (!service.ok) return service;
    const found = await serviceProcesses(service.value, session);
    if (!found.ok) return found;
    const { processes, hasDev } = found.value;
    const definitions = [
      ...(hasDev ? [processes.get("dev") ?? defaultProcess(service.value)] : []),
      ...[...processes.values()].filter((each) => each.name !== "dev"),
    ];
    for (const definition of definitions) {
      const id = processId(name, definition.name);
      drafts.push({ id, service: service.value, definition, ports: await choosePorts(definition) });
    }
  }
  return ok(drafts);
}

function defaultProcess({ place }: Service): ProcessDefinition {
  return { name: "dev", dependsOn: [], env: {}, passEnv: [], hostTools: [], ports: [], watch: [], replicas: 1, place };
}

interface Surroundings {
  readonly session: Session;
  readonly context: TaskContext | undefined;
  readonly byId: ReadonlyMap<UnitId, Draft>;
  readonly containers: readonly ServiceContainer[];
  /** What each service depends on. */
  readonly needs: ReadonlyMap<string, readonly string[]>;
}

async function neededByServices({ workspace }: Session): Promise<Result<ReadonlyMap<string, readonly string[]>>> {
  const needs = new Map<string, readonly string[]>();
  for (const name of workspace.serviceNames) {
    const service = await workspace.service(name);
    if (!service.ok) return service;
    needs.set(name, service.value.dependsOn);
  }
  return ok(needs);
}

function unitOf(draft: Draft, surroundings: Surroundings): UnitSpec {
  const { id, service, definition, ports } = draft;
  const { restart, stop, replicas } = definition;
  const named = referencesOf(draft, surroundings);
  const isNamed = new Set(named.map(({ unit }) => unit));
  const dependsOn = [
    ...named,
    ...containersFor(service, surroundings).filter(({ unit }) => !isNamed.has(unit)),
    ...neededServices(service, surroundings),
  ].filter(({ unit }) => unit !== id);
  const given = dependsOn.map(({ unit }) => variablesForOthers(unit, portsOfUnit(unit, surroundings)));
  const readiness = readinessOf(draft, surroundings);
  const launch = async () => await launchOf(draft, surroundings);
  return {
    id,
    dependsOn,
    ...(readiness === undefined ? {} : { readiness }),
    restart: { ...DEFAULT_RESTART, ...restart },
    stop: {
      ...DEFAULT_STOP,
      ...(stop?.signal === undefined ? {} : { signal: stop.signal }),
      ...(stop?.graceMs === undefined ? {} : { graceMs: stop.graceMs }),
      ...(stop?.command === undefined ? {} : { command: commandIn(draft, stop.command, surroundings) }),
    },
    ...(ports.length === 0 ? {} : { ports }),
    env: Object.assign({}, ...given, ownVariables(ports)) as Record<string, string>,
    ...(replicas === 1 ? {} : { replicas }),
    launch,
  };
}

/** What a process names itself; that there are such units has been checked. */
function referencesOf({ service, definition }: Draft, { byId, containers }: Surroundings): readonly UnitDependency[] {
  const units = new Set([...byId.keys(), ...containers.map(({ id }) => id)]);
  return definition.dependsOn.flatMap(({ unit: text, until }) => {
    const unit = resolveUnit(text, { service: service.name, units });
    return unit === undefined ? [] : [{ unit, until }];
  });
}

/** A service's compose file has what its processes need to run. */
function containersFor({ name }: Service, { containers }: Surroundings): readonly UnitDependency[] {
  return containers.flatMap(({ id, service }) => (service.name === name ? [{ unit: id, until: "ready" }] : []));
}

function portsOfUnit(unit: UnitId, { byId, containers }: Surroundings): readonly UnitPort[] {
  const container = containers.find(({ id }) => id === unit);
  return container === undefined ? (byId.get(unit)?.ports ?? []) : fixedPorts(container);
}

/** The default processes of services that this one depends on; of one without, its containers and those that it depends on itself. */
function neededServices({ dependsOn }: Service, surroundings: Surroundings): readonly UnitDependency[] {
  const { byId, containers, needs } = surroundings;
  const found = new Set<UnitId>();
  const seen = new Set<string>();
  const open = [...dependsOn];
  for (let name = open.shift(); name !== undefined; name = open.shift()) {
    if (seen.has(name)) continue;
    seen.add(name);
    if (byId.has(name)) found.add(name);
    else {
      for (const { id, service } of containers) if (service.name === name) found.add(id);
      open.push(...(needs.get(name) ?? []));
    }
  }
  return [...found].map((unit) => ({ unit, until: "ready" }));
}

function readinessOf(draft: Draft, surroundings: Surroundings): UnitReadiness | undefined {
  const { definition, service } = draft;
  const { override, registry, stack } = service.verbs.get("dev") ?? {};
  const ofVerb = override?.options.readyWhen ?? registry?.options.readyWhen ?? stack?.options.readyWhen;
  const ready = definition.ready ?? (definition.name === "dev" ? ofVerb : undefined);
  if (ready === undefined) return undefined;
  const check = withOwnPort(ready.check, ownVariables(draft.ports));
  return { ...ready, check, ...(check.kind === "command" ? { probe: commandIn(draft, check.run, surroundings) } : {}) };
}

/** A command in the environment of a process: what asks whether it is ready, what stops it. */
function commandIn(draft: Draft, run: Run, surroundings: Surroundings): () => Promise<Result<Launch>> {
  return async () => {
    const verb = await verbOf(draft, surroundings);
    return verb.ok ? await launchVerb({ ...verb.value, run }, surroundings) : verb;
  };
}

async function launchOf(draft: Draft, surroundings: Surroundings): Promise<Result<Launch>> {
  const verb = await verbOf(draft, surroundings);
  return verb.ok ? await launchVerb(verb.value, surroundings) : verb;
}

async function launchVerb(verb: Verb, { context }: Surroundings): Promise<Result<Launch>> {
  const prepared = await prepareForeground({ kind: "verb", verb, args: [] }, neededContext(context));
  return prepared.ok ? ok(prepared.value.launch) : prepared;
}

/** A process as a verb of its service: what it runs, with its own variables on top. */
async function verbOf({ service, definition }: Draft, surroundings: Surroundings): Promise<Result<Verb>> {
  const { session } = surroundings;
  const { name, run, env, passEnv, hostTools, shell, place } = definition;
  const base = name === "dev" && run === undefined ? await resolveVerb({ service, verb: "dev", recipes: session.recipes }) : undefined;
  if (base?.ok === false) return base;
  const valued = base === undefined ? undefined : await withOwnValues(base.value, surroundings);
  if (valued?.ok === false) return valued;
  const verb: Verb = valued?.value ?? {
    service,
    name,
    run: run as Run,
    source: { kind: "registry", place },
    shadowed: [],
    options: {},
    shell: service.shell,
    keepable: false,
  };
  const options = {
    ...verb.options,
    env: { ...verb.options.env, ...env },
    passEnv: [...(verb.options.passEnv ?? []), ...passEnv],
    hostTools: [...(verb.options.hostTools ?? []), ...hostTools],
  };
  return ok({ ...verb, options, shell: shell ?? verb.shell });
}

/** Of its parameters nothing is given here: their variables and defaults count. */
async function withOwnValues(verb: Verb, { context }: Surroundings): Promise<Result<Verb>> {
  if (verb.options.params === undefined) return ok(verb);
  const { bindVerb } = await import("../params/params-door.ts");
  const { runtimeOf, callerEnv } = neededContext(context);
  const runtime = await runtimeOf(verb.service);
  if (!runtime.ok) return runtime;
  const bound = bindVerb(verb, { callerEnv, runtime: runtime.value });
  return bound.ok ? ok(bound.value.verb) : err({ code: "params-invalid", verb: verb.name, mistakes: bound.error });
}

function neededContext(context: TaskContext | undefined): TaskContext {
  if (context === undefined) throw new Error("a unit is launched of a plan that was made without the context of tasks");
  return context;
}

function unknownUnit(name: string, { workspace }: Session, units: readonly UnitId[]): Failure {
  if (workspace.serviceNames.includes(name)) {
    const message = `${name} has no process: neither a verb dev nor one under processes, nor a compose file`;
    return { code: "usage", message, hint: "repo list shows its verbs" };
  }
  const near = nearest(name, units);
  const meant = near === undefined ? "" : `; did you mean "${near}"?`;
  return {
    code: "usage",
    message: `there is no process or container "${name}"${meant}`,
    hint: "repo up --dry-run shows all that there are",
  };
}
