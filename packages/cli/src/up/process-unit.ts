import { resolveUnit, withOwnPort } from "@nix-repo/config";
import {
  err,
  type Launch,
  ok,
  type ProcessDefinition,
  type Result,
  type Run,
  type Service,
  type UnitDependency,
  type UnitId,
  type UnitPort,
  type Verb,
} from "@nix-repo/model";
import { DEFAULT_RESTART, DEFAULT_STOP, type UnitReadiness, type UnitSpec } from "@nix-repo/supervisor";
import { prepareForeground, resolveVerb, type TaskContext } from "@nix-repo/tasks";
import type { Session } from "../open-session.ts";
import { ownVariables, variablesForOthers } from "./ports.ts";
import { fixedPorts, type ServiceContainer } from "./service-containers.ts";

/** A process of a service, before what it depends on is known to be there. */
export interface ProcessDraft {
  readonly id: UnitId;
  readonly service: Service;
  readonly definition: ProcessDefinition;
  /** Chosen. */
  readonly ports: readonly UnitPort[];
}

/** What there is besides a process. */
export interface Surroundings {
  readonly session: Session;
  readonly context: TaskContext | undefined;
  readonly byId: ReadonlyMap<UnitId, ProcessDraft>;
  readonly containers: readonly ServiceContainer[];
  /** What each service depends on. */
  readonly needs: ReadonlyMap<string, readonly string[]>;
}

/** A process as a unit. A process is a verb of its service, so that it starts in the same environment. */
export function processUnit(draft: ProcessDraft, surroundings: Surroundings): UnitSpec {
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
function referencesOf({ service, definition }: ProcessDraft, { byId, containers }: Surroundings): readonly UnitDependency[] {
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

function readinessOf(draft: ProcessDraft, surroundings: Surroundings): UnitReadiness | undefined {
  const { definition, service } = draft;
  const { override, registry, stack } = service.verbs.get("dev") ?? {};
  const ofVerb = override?.options.readyWhen ?? registry?.options.readyWhen ?? stack?.options.readyWhen;
  const ready = definition.ready ?? (definition.name === "dev" ? ofVerb : undefined);
  if (ready === undefined) return undefined;
  const check = withOwnPort(ready.check, ownVariables(draft.ports));
  return { ...ready, check, ...(check.kind === "command" ? { probe: commandIn(draft, check.run, surroundings) } : {}) };
}

/** A command in the environment of a process: what asks whether it is ready, what stops it. */
function commandIn(draft: ProcessDraft, run: Run, surroundings: Surroundings): () => Promise<Result<Launch>> {
  return async () => {
    const verb = await verbOf(draft, surroundings);
    return verb.ok ? await launchVerb({ ...verb.value, run }, surroundings) : verb;
  };
}

async function launchOf(draft: ProcessDraft, surroundings: Surroundings): Promise<Result<Launch>> {
  const verb = await verbOf(draft, surroundings);
  return verb.ok ? await launchVerb(verb.value, surroundings) : verb;
}

async function launchVerb(verb: Verb, { context }: Surroundings): Promise<Result<Launch>> {
  const prepared = await prepareForeground({ kind: "verb", verb, args: [] }, neededContext(context));
  return prepared.ok ? ok(prepared.value.launch) : prepared;
}

/** A process as a verb of its service: what it runs, with its own variables on top. */
async function verbOf({ service, definition }: ProcessDraft, surroundings: Surroundings): Promise<Result<Verb>> {
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
