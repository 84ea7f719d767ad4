import { nearest, WORKSPACE_SERVICE } from "@nix-repo/model";
import { checkEnv } from "./check-env.ts";
import { checkInput } from "./check-path.ts";
import { checkReadyWhen } from "./check-ready-when.ts";
import { durationText, parseDuration } from "./duration.ts";
import { type Known, unknown } from "./known-names.ts";
import type { Mistake, Path } from "./mistake.ts";
import { ownPortCheck, portVariables } from "./own-port.ts";
import { optionsOf, type ProcessOptions, type ReadyConfig } from "./processes.ts";
import { READY_WITHIN_MS } from "./readiness.ts";
import type { ServiceConfig } from "./registry.generated.ts";
import { neverCompletes, WAITS_FOR_ITSELF } from "./unit-mistakes.ts";
import { parseUnitName, processId } from "./unit-name.ts";

type Processes = NonNullable<ServiceConfig["processes"]>;

interface Where {
  /** The service that they belong to. */
  readonly service: string;
  readonly path: Path;
  readonly known: Known;
  /** What another layer says of its processes. */
  readonly registered: Processes;
}

/** What a schema cannot say of processes. Which containers there are, and what a Procfile says, is not known here. */
export function checkProcesses(processes: Processes, { path, ...where }: Where): Mistake[] {
  const all: Processes = { ...where.registered, ...processes };
  return Object.entries(processes).flatMap(([name, process]) => {
    const options = optionsOf(process);
    const at = [...path, name];
    return [
      ...checkDependencies(name, options, { ...where, path: [...at, "dependsOn"], restartOf: (other) => restartOf(other, all, where) }),
      ...(options.ready === undefined ? [] : checkReady(options.ready, [...at, "ready"])),
      ...checkOwnPort(withRegistered(name, options, where), at, options),
      ...checkRestart(options.restart, [...at, "restart"]),
      ...checkEnv(options.env, [...at, "env"], "may be shown"),
      ...(options.watch ?? []).flatMap((glob, i) => checkInput(glob, [...at, "watch", i])),
      ...checkReplicas(withRegistered(name, options, where), [...at, "replicas"], options),
    ];
  });
}

/** A field that one layer leaves out is that of the other. */
function withRegistered(name: string, options: ProcessOptions, { registered }: Pick<Where, "registered">): ProcessOptions {
  const other = registered[name];
  return other === undefined ? options : { ...optionsOf(other), ...options };
}

function restartOf(name: string, all: Processes, where: Pick<Where, "registered">): "never" | "on-failure" | "always" | undefined {
  const process = all[name];
  const { restart } = process === undefined ? {} : withRegistered(name, optionsOf(process), where);
  return typeof restart === "string" ? restart : restart?.when;
}

interface OfDependencies {
  readonly service: string;
  readonly path: Path;
  readonly known: Known;
  /** Of a process of the same service. */
  readonly restartOf: (process: string) => string | undefined;
}

function checkDependencies(
  name: string,
  { dependsOn = [] }: ProcessOptions,
  { service, path, known, restartOf }: OfDependencies,
): Mistake[] {
  return dependsOn.flatMap((dependency, i): Mistake[] => {
    const { unit, until = "ready" } = typeof dependency === "string" ? { unit: dependency } : dependency;
    const at = typeof dependency === "string" ? [...path, i] : [...path, i, "unit"];
    const strange = checkUnitName(unit, { path: at, known });
    if (strange.length > 0) return strange;
    const other = ownProcess(unit, service);
    if (other === undefined) return [];
    if (processId(service, other) === processId(service, name)) return [{ path: at, at: "value", message: WAITS_FOR_ITSELF }];
    if (until !== "completed" || restartOf(other) !== "always") return [];
    return [{ path: [...path, i, "until"], at: "value", message: neverCompletes(unit) }];
  });
}

/** The process of this service that a name can mean; others may be called the same from elsewhere. */
function ownProcess(text: string, service: string): string | undefined {
  const unit = parseUnitName(text);
  if (unit.kind === "near") return unit.name;
  return unit.kind === "process" && unit.service === service ? unit.name : undefined;
}

/** `needs` of a verb. */
export function checkNeeds(needs: readonly string[], { service, path, known }: Omit<Where, "registered">): Mistake[] {
  return needs.flatMap((unit, i): Mistake[] => {
    const at = [...path, i];
    // The workspace itself keeps nothing running, so that a bare name is one of a service.
    const isService = service === WORKSPACE_SERVICE && parseUnitName(unit).kind === "near";
    if (isService) return known.services.has(unit) ? [] : [unknown("service", unit, { path: at, valid: known.services })];
    return checkUnitName(unit, { path: at, known });
  });
}

function checkUnitName(text: string, { path, known }: { path: Path; known: Known }): Mistake[] {
  const unit = parseUnitName(text);
  if (unit.kind === "near" || known.services.has(unit.service)) return [];
  return [unknown("service", unit.service, { path, valid: known.services })];
}

function checkReady(ready: ReadyConfig, path: Path): Mistake[] {
  const mistakes = checkReadyWhen(withSomePort(ready), path);
  if (mistakes.length > 0) return mistakes;
  const { line, timeout, startDelay } = ready;
  for (const key of ["period", "threshold"] as const) {
    if (line !== undefined && ready[key] !== undefined)
      mistakes.push({ path: [...path, key], at: "key", message: `a line is waited for, not asked for: ${key} says nothing here` });
  }
  const within = timeout === undefined ? READY_WITHIN_MS : parseDuration(timeout);
  if (startDelay !== undefined && parseDuration(startDelay) >= within) {
    const message = `expected less than the timeout of ${durationText(within)}, got "${startDelay}"`;
    mistakes.push({ path: [...path, "startDelay"], at: "value", message });
  }
  return mistakes;
}

/** What is left to look at where the port is named. */
function withSomePort(ready: ReadyConfig): ReadyConfig {
  const own = ownPortCheck(ready);
  if (own === undefined) return ready;
  return { ...ready, ...(own.kind === "own-tcp" ? { tcp: 1 } : { http: `${own.before}1${own.after}` }) };
}

function checkOwnPort({ ready, ports = [] }: ProcessOptions, path: Path, said: ProcessOptions): Mistake[] {
  const own = ready === undefined ? undefined : ownPortCheck(ready);
  if (own === undefined) return [];
  const names = Array.isArray(ports) ? ports.map(() => undefined) : Object.keys(ports);
  const variables = portVariables(names).flat();
  if (variables.includes(own.variable)) return [];
  // In the layer that is looked at, whichever of the two stands there.
  const asked = [...path, "ready", own.kind === "own-tcp" ? "tcp" : "http"];
  if (said.ready === undefined && said.ports === undefined) return [];
  const at = { path: said.ready === undefined ? [...path, "ports"] : asked, at: "value" as const };
  const wanted = `$${own.variable}`;
  if (variables.length === 0) return [{ ...at, message: `${wanted} is no port of the process, which has none: expected ports` }];
  const told = variables.map((variable) => `$${variable}`);
  const suggestion = nearest(wanted, told);
  return [{ ...at, message: `${wanted} is no port of the process, which is told ${told.join(", ")}`, suggestion }];
}

function checkRestart(restart: ProcessOptions["restart"], path: Path): Mistake[] {
  if (restart === undefined || typeof restart === "string") return [];
  const { backoff, maxBackoff } = restart;
  if (backoff === undefined || maxBackoff === undefined || parseDuration(backoff) <= parseDuration(maxBackoff)) return [];
  return [{ path: [...path, "maxBackoff"], at: "value", message: `expected at least the backoff of ${backoff}, got "${maxBackoff}"` }];
}

function checkReplicas({ replicas = 1, ports = [] }: ProcessOptions, path: Path, said: ProcessOptions): Mistake[] {
  const fixed = Object.entries(ports).filter(([, port]) => port !== "auto");
  const [first] = fixed;
  if (replicas === 1 || first === undefined) return [];
  const [name, port] = first;
  const ways = Array.isArray(ports) ? 'a port with a name and "auto"' : `${name}: "auto"`;
  const message = `${replicas} replicas cannot listen on one port, ${port}: expected ${ways}, or one replica`;
  // In the layer that is looked at, whichever of the two stands there.
  return [{ path: said.replicas === undefined ? [...path.slice(0, -1), "ports"] : path, at: "value", message }];
}
