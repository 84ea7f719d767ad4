import { checkUnits as mistakesInUnits, processId, withOwnPort } from "@nix-repo/config";
import {
  type Diagnostic,
  err,
  type Failure,
  type Globs,
  nearest,
  ok,
  openGlobs,
  type Place,
  type ProcessDefinition,
  type Result,
  type Service,
  type UnitId,
} from "@nix-repo/model";
import { type ClaimingUnit, checkUnits, expandReplicas, type UnitSpec, unitsNamed } from "@nix-repo/supervisor";
import type { TaskContext } from "@nix-repo/tasks";
import type { Session } from "../open-session.ts";
import { type ContainerEngine, containerEngine } from "./container-engine.ts";
import { choosePorts, ownVariables } from "./ports.ts";
import { type ProcessDraft, processUnit } from "./process-unit.ts";
import { claimOf, containerUnit, type ServiceContainer, serviceContainers } from "./service-containers.ts";
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
    ...drafts.value.map((draft) => processUnit(draft, { session, context, byId, containers, needs: needs.value })),
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
async function withOwnPorts(units: readonly UnitSpec[], byId: ReadonlyMap<UnitId, ProcessDraft>): Promise<readonly UnitSpec[]> {
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
  drafts: readonly ProcessDraft[],
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
function withoutProcess(containers: readonly ServiceContainer[], drafts: readonly ProcessDraft[]): readonly UnitId[] {
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
function mistakesIn(drafts: readonly ProcessDraft[], containers: readonly ServiceContainer[]): readonly Diagnostic[] {
  const all = [...drafts, ...containers];
  const services = [...new Map(all.map(({ service }) => [service.name, service])).values()];
  const idsOf = (name: string) => all.filter(({ service }) => service.name === name).map(({ id }) => id);
  return mistakesInUnits(services, { besides: ({ name }) => idsOf(name) });
}

async function draftsOf(session: Session): Promise<Result<readonly ProcessDraft[]>> {
  const drafts: ProcessDraft[] = [];
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

async function neededByServices({ workspace }: Session): Promise<Result<ReadonlyMap<string, readonly string[]>>> {
  const needs = new Map<string, readonly string[]>();
  for (const name of workspace.serviceNames) {
    const service = await workspace.service(name);
    if (!service.ok) return service;
    needs.set(name, service.value.dependsOn);
  }
  return ok(needs);
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
