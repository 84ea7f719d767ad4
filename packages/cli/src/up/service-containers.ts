import { readdirSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type Result, type Service, type UnitDependency, type UnitId, type UnitPort, type Variables } from "@nix-repo/model";
import {
  type ClaimingUnit,
  type ComposeService,
  composeFilesAmong,
  composeProjectName,
  type Healthcheck,
  NO_RESTART,
  type RecordedProject,
  readCompose,
  readTextFile,
  type UnitReadiness,
  type UnitSpec,
} from "@nix-repo/supervisor";
import type { Session } from "../open-session.ts";

/** A container that a service's compose file names. */
export interface ServiceContainer {
  readonly id: UnitId;
  readonly service: Service;
  readonly project: RecordedProject;
  readonly compose: ComposeService;
  /** All of the project, those that are not started included. */
  readonly all: readonly ComposeService[];
}

/** The containers that a service's compose file starts: those of no profile, or of an active one. None where it has no such file. */
export function serviceContainers(
  service: Service,
  { workspace, caller }: Pick<Session, "workspace" | "caller">,
): Result<readonly ServiceContainer[]> {
  const [first, ...more] = composeFilesAmong(namesIn(service.folder)).map((name) => join(service.folder, name));
  if (first === undefined) return ok([]);
  const read = readCompose({ files: [first, ...more], read: readTextFile, env: caller, root: workspace.root });
  if (!read.ok) return err({ code: "file-invalid", diagnostics: read.error });
  const { services, profiles } = read.value;
  const project = {
    project: composeProjectName(workspace.root, service.name),
    service: service.name,
    files: [first, ...more],
    folder: service.folder,
  };
  const started = services.filter((each) => each.profiles.length === 0 || each.profiles.some((profile) => profiles.includes(profile)));
  return ok(started.map((compose) => ({ id: `${service.name}@${compose.name}`, service, project, compose, all: services })));
}

function namesIn(folder: string): ReadonlySet<string> {
  try {
    return new Set(readdirSync(folder));
  } catch {
    // Whoever opens the service says why.
    return new Set();
  }
}

/** A container as a unit. The engine starts it again where its file says so, and nobody else does. */
export function containerUnit({ id, service, compose }: ServiceContainer, all: ReadonlySet<UnitId>): UnitSpec {
  const dependsOn = compose.dependsOn
    .map(({ service: other, condition }): UnitDependency => ({ unit: `${service.name}@${other}`, until: UNTIL[condition] }))
    .filter(({ unit }) => all.has(unit));
  const readiness = readinessOf(compose.healthcheck);
  const ports = fixedPorts({ compose });
  return {
    id,
    dependsOn,
    ...(readiness === undefined ? {} : { readiness }),
    ...(ports.length === 0 ? {} : { ports }),
    restart: NO_RESTART,
    // The engine kills it after the grace that its file gives it; this is for an engine that does not.
    stop: { signal: "SIGTERM", graceMs: 120_000 },
    launch: () => Promise.reject(new Error(`${id} is a container`)),
  };
}

const UNTIL = { service_started: "started", service_healthy: "ready", service_completed_successfully: "completed" } as const;

/** Of what the file says nothing, the engine's own: 30 s, 30 s, 3 times. */
function readinessOf(check: Healthcheck | undefined): UnitReadiness | undefined {
  if (check?.kind !== "check") return undefined;
  const { interval = 30_000, timeout = 30_000, retries = 3, startPeriod = 0 } = check;
  // It is called unhealthy before that, unless the engine never says anything.
  const timeoutMs = startPeriod + (retries + 1) * (interval + timeout) + 30_000;
  return { check: { kind: "own" }, timeoutMs, periodMs: 250, answerWithinMs: Math.max(60_000, timeout) };
}

/** Those of the host that are known before it starts. */
export function fixedPorts({ compose: { ports } }: Pick<ServiceContainer, "compose">): readonly UnitPort[] {
  return ports.flatMap(({ published, protocol, name }) =>
    typeof published === "number" && protocol === "tcp" ? [{ port: published, ...(name === undefined ? {} : { name }) }] : [],
  );
}

export function claimOf({ id, service, compose }: ServiceContainer): ClaimingUnit {
  const { replicas, image } = compose;
  const ports = compose.ports.flatMap(({ published, ...port }) => (typeof published === "number" ? [{ ...port, port: published }] : []));
  return {
    id,
    service: service.name,
    kind: "container",
    replicas,
    ports,
    ...(image === undefined ? {} : { image }),
    variables: [],
    givenTo: [],
  };
}

/** Secrets among them are hidden in what it prints. */
export function variablesOf({ environment }: ComposeService): Variables {
  return Object.fromEntries(environment.map(({ name, value }) => [name, value]));
}
