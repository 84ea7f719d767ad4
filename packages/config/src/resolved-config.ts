import {
  ok,
  type ProcessDefinition,
  type ProcessReadiness,
  type RestartRule,
  type Result,
  type Run,
  type Service,
  type ShellChoice,
  type StopRule,
  type VerbEntry,
  type VerbLayers,
  WORKSPACE_SERVICE,
  type Workspace,
} from "@nix-repo/model";
import { defined } from "./defined.ts";
import { durationText } from "./duration.ts";
import { plainParams } from "./params.ts";
import { plainReadiness } from "./readiness.ts";

/** A workspace as plain data, services merged: what `repo config print` shows. Paths are relative to the root where they lie below it. */
export interface ResolvedConfig {
  readonly version: 1;
  readonly root: string;
  readonly registry: string;
  readonly flake: string;
  readonly nixFlags: readonly string[];
  readonly globalEnv: readonly string[];
  readonly workspace: object;
  readonly services: Readonly<Record<string, object>>;
}

/** Fails as the first service does that cannot be read. */
export async function resolvedConfig(workspace: Workspace): Promise<Result<ResolvedConfig>> {
  const { root, registryFile, flake, nixFlags, globalEnv, serviceNames } = workspace;
  const own = await workspace.service(WORKSPACE_SERVICE);
  if (!own.ok) return own;
  const services: [string, object][] = [];
  for (const name of serviceNames) {
    const service = await workspace.service(name);
    if (!service.ok) return service;
    services.push([name, plainService(service.value, root)]);
  }
  return ok({
    version: 1,
    root,
    registry: relative(registryFile, root),
    flake,
    nixFlags,
    globalEnv,
    workspace: plainService(own.value, root),
    services: Object.fromEntries(services),
  });
}

/** A service as plain data: without places in files, with paths relative to the root. */
export function plainService(service: Service, root: string): object {
  const { name, place, dependsOnPlaces, verbs, processes, shell, folder, taskFiles, ...rest } = service;
  return {
    ...rest,
    folder: relative(folder, root),
    shell: plainShell(shell),
    taskFiles: taskFiles.map(({ tool, file }) => ({ tool, file: relative(file, root) })),
    verbs: Object.fromEntries([...verbs].map(([verb, layers]) => [verb, plainLayers(layers)])),
    processes: Object.fromEntries([...processes].map(([process, definition]) => [process, plainProcess(definition)])),
  };
}

function plainLayers({ override, registry, stack, image }: VerbLayers): object {
  const layers = Object.entries({ override, registry, stack, image }).filter(
    (entry): entry is [string, VerbEntry] => entry[1] !== undefined,
  );
  return Object.fromEntries(layers.map(([name, { run, options }]) => [name, plainEntry({ run, options })]));
}

export function plainEntry({ run, options }: Pick<VerbEntry, "options"> & { run: VerbEntry["run"] | undefined }): object {
  const { shell, timeoutMs, readyWhen, params, ...asTheyStand } = options;
  return {
    ...(run === undefined ? {} : { run: plainRun(run) }),
    ...asTheyStand,
    ...(timeoutMs === undefined ? {} : { timeout: durationText(timeoutMs) }),
    ...(readyWhen === undefined ? {} : { readyWhen: plainReadiness(readyWhen) }),
    ...(shell === undefined ? {} : { shell: plainShell(shell) }),
    ...(params === undefined ? {} : { params: plainParams(params) }),
  };
}

/** In the words of a registry. */
function plainProcess({ name, place, run, dependsOn, ready, restart, stop, ports, shell, ...asTheyStand }: ProcessDefinition): object {
  return {
    ...defined({
      run: run === undefined ? undefined : plainRun(run),
      ready: ready === undefined ? undefined : plainProcessReadiness(ready),
      restart: restart === undefined ? undefined : plainRestart(restart),
      stop: stop === undefined ? undefined : plainStop(stop),
      shell: shell === undefined ? undefined : plainShell(shell),
    }),
    ...asTheyStand,
    dependsOn: dependsOn.map(({ unit, until }) => ({ unit, until })),
    ports: ports.every((port) => port.name === undefined)
      ? ports.map(({ port }) => port)
      : Object.fromEntries(ports.map((port) => [port.name, port.port])),
  };
}

function plainProcessReadiness({ periodMs, threshold, startDelayMs, ...ready }: ProcessReadiness): object {
  return { ...plainReadiness(ready), ...defined({ period: plainDuration(periodMs), threshold, startDelay: plainDuration(startDelayMs) }) };
}

function plainRestart({ backoffMs, maxBackoffMs, ...asTheyStand }: RestartRule): object {
  return { ...asTheyStand, ...defined({ backoff: plainDuration(backoffMs), maxBackoff: plainDuration(maxBackoffMs) }) };
}

function plainStop({ graceMs, command, ...asTheyStand }: StopRule): object {
  return { ...asTheyStand, ...defined({ grace: plainDuration(graceMs), command: command === undefined ? undefined : plainRun(command) }) };
}

function plainRun(run: Run): string | readonly string[] {
  return run.kind === "bash" ? run.script : run.argv;
}

function plainDuration(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : durationText(ms);
}

/** As the registry writes it; a list of candidates where none is named. */
export function plainShell(shell: ShellChoice): string | false | readonly string[] {
  switch (shell.kind) {
    case "named":
      return shell.name;
    case "none":
      return false;
    case "inferred":
      return shell.candidates;
  }
}

function relative(path: string, root: string): string {
  if (path === root) return ".";
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}
