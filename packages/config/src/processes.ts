import type { PortDeclaration, ProcessDefinition, ProcessReadiness, RestartRule, StopRule, UnitReference } from "@nix-repo/model";
import { defined } from "./defined.ts";
import { parseDuration } from "./duration.ts";
import { placeOf } from "./mistake.ts";
import { ownPortCheck } from "./own-port.ts";
import { type ReadyWhen, readinessOf } from "./readiness.ts";
import type { ProcessConfig, ServiceConfig } from "./registry.generated.ts";
import { runOf } from "./run-of.ts";
import { envDeclaration, shellChoice, type Written } from "./verb-entry.ts";

/** What one file says of a service's processes. */
export interface ProcessLayer extends Written {
  readonly config: Pick<ServiceConfig, "processes">;
}

/** The layers merged process by process, a process field by field, its variables one by one. The weakest layer comes first. */
export function processesOf(layers: readonly ProcessLayer[]): ReadonlyMap<string, ProcessDefinition> {
  const saidOf = new Map<string, Said[]>();
  for (const { config, source, path } of layers) {
    for (const [name, process] of Object.entries(config.processes ?? {})) {
      const said = { options: optionsOf(process), source, path: [...path, "processes", name] };
      saidOf.set(name, [said, ...(saidOf.get(name) ?? [])]);
    }
  }
  return new Map([...saidOf].map(([name, said]) => [name, definitionOf(name, said)]));
}

export type ProcessOptions = Exclude<ProcessConfig, string | readonly string[]>;

export function optionsOf(process: ProcessConfig): ProcessOptions {
  return isRun(process) ? { run: process } : process;
}

function isRun(process: ProcessConfig): process is string | readonly string[] {
  return typeof process === "string" || Array.isArray(process);
}

/** What one layer says of a process. */
interface Said extends Written {
  readonly options: ProcessOptions;
}

function definitionOf(name: string, strongestFirst: readonly Said[]): ProcessDefinition {
  const merged: ProcessOptions = Object.assign({}, ...strongestFirst.map(({ options }) => defined(options)).reverse());
  const { run, description, dependsOn = [], ready, restart, stop, ports = [], shell } = merged;
  const written = (key: keyof ProcessOptions): Written => {
    const { source, path } = strongestFirst.find(({ options }) => options[key] !== undefined) ?? whole;
    return { source, path: [...path, key] };
  };
  const whole = strongestFirst[0] as Said;
  return {
    name,
    ...defined({
      run: run === undefined ? undefined : runOf(run),
      description,
      ready: ready === undefined ? undefined : processReadiness(ready),
      restart: restart === undefined ? undefined : restartRule(restart),
      stop: stop === undefined ? undefined : stopRule(stop),
      shell: shell === undefined ? undefined : shellChoice(shell, written("shell")),
    }),
    dependsOn: dependsOn.map((dependency, i) => referenceOf(dependency, i, written("dependsOn"))),
    env: Object.assign({}, ...strongestFirst.map(({ options }) => envDeclaration(options.env ?? [])).reverse()),
    passEnv: merged.passEnv ?? [],
    hostTools: merged.hostTools ?? [],
    ports: portsOf(ports, written("ports")),
    watch: merged.watch ?? [],
    replicas: merged.replicas ?? 1,
    place: placeOf(whole.source, whole.path),
  };
}

type Dependency = NonNullable<ProcessOptions["dependsOn"]>[number];

function referenceOf(dependency: Dependency, index: number, { source, path }: Written): UnitReference {
  if (typeof dependency === "string") return { unit: dependency, until: "ready", place: placeOf(source, [...path, index], "value") };
  const { unit, until = "ready" } = dependency;
  return { unit, until, place: placeOf(source, [...path, index, "unit"], "value") };
}

/** `ready` as a registry writes it. */
export interface ReadyConfig extends ReadyWhen {
  readonly period?: string;
  readonly threshold?: number;
  readonly startDelay?: string;
}

function processReadiness(ready: ReadyConfig): ProcessReadiness {
  const { period, threshold, startDelay } = ready;
  return {
    ...readinessOf(ready),
    ...defined({ check: ownPortCheck(ready), periodMs: ms(period), threshold, startDelayMs: ms(startDelay) }),
  };
}

function restartRule(restart: NonNullable<ProcessOptions["restart"]>): RestartRule {
  if (typeof restart === "string") return { when: restart };
  const { when, backoff, maxBackoff, limit } = restart;
  return defined({ when, backoffMs: ms(backoff), maxBackoffMs: ms(maxBackoff), limit });
}

function stopRule({ signal, grace, command }: NonNullable<ProcessOptions["stop"]>): StopRule {
  return defined({ signal, graceMs: ms(grace), command: command === undefined ? undefined : runOf(command) });
}

function ms(duration: string | undefined): number | undefined {
  return duration === undefined ? undefined : parseDuration(duration);
}

function portsOf(ports: NonNullable<ProcessOptions["ports"]>, { source, path }: Written): readonly PortDeclaration[] {
  if (isNumbers(ports)) return ports.map((port, i) => ({ port, place: placeOf(source, [...path, i], "value") }));
  return Object.entries(ports).map(([name, port]) => ({ name, port, place: placeOf(source, [...path, name], "value") }));
}

function isNumbers(ports: NonNullable<ProcessOptions["ports"]>): ports is readonly number[] {
  return Array.isArray(ports);
}
