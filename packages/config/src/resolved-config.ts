import {
  ok,
  type Result,
  type Service,
  type ShellChoice,
  type VerbEntry,
  type VerbLayers,
  WORKSPACE_SERVICE,
  type Workspace,
} from "@nix-repo/model";
import { durationText } from "./duration.ts";
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
export function plainService({ name, place, dependsOnPlaces, verbs, shell, folder, taskFiles, ...rest }: Service, root: string): object {
  return {
    ...rest,
    folder: relative(folder, root),
    shell: plainShell(shell),
    taskFiles: taskFiles.map(({ tool, file }) => ({ tool, file: relative(file, root) })),
    verbs: Object.fromEntries([...verbs].map(([verb, layers]) => [verb, plainLayers(layers)])),
  };
}

function plainLayers({ override, registry, stack }: VerbLayers): object {
  const layers = Object.entries({ override, registry, stack }).filter((entry): entry is [string, VerbEntry] => entry[1] !== undefined);
  return Object.fromEntries(layers.map(([name, { run, options }]) => [name, plainEntry({ run, options })]));
}

function plainEntry({ run, options }: Pick<VerbEntry, "options"> & { run: VerbEntry["run"] | undefined }): object {
  const { shell, timeoutMs, readyWhen, ...asTheyStand } = options;
  return {
    ...(run === undefined ? {} : { run: run.kind === "bash" ? run.script : run.argv }),
    ...asTheyStand,
    ...(timeoutMs === undefined ? {} : { timeout: durationText(timeoutMs) }),
    ...(readyWhen === undefined ? {} : { readyWhen: plainReadiness(readyWhen) }),
    ...(shell === undefined ? {} : { shell: plainShell(shell) }),
  };
}

/** As the registry writes it; a list of candidates where none is named. */
function plainShell(shell: ShellChoice): string | false | readonly string[] {
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
