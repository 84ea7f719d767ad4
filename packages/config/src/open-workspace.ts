import { dirname } from "node:path";
import {
  type Diagnostic,
  err,
  nearest,
  ok,
  type Result,
  type Service,
  type Variables,
  WORKSPACE_SERVICE,
  type Workspace,
} from "@nix-repo/model";
import { ciPipeline } from "./ci-pipeline.ts";
import { findRegistry } from "./find-registry.ts";
import { hiddenVerbs } from "./hidden-verbs.ts";
import { type ContainerCommands, containerCommands } from "./images/container-commands.ts";
import { type ImportModule, importUserModule } from "./import-user-module.ts";
import { plainPath } from "./inside-path.ts";
import { keptValidation } from "./kept-validation.ts";
import { knownNames } from "./known-names.ts";
import { toDiagnostics } from "./mistake.ts";
import { nixFlags } from "./nix-flags.ts";
import { type Opened, openService, openWorkspaceService } from "./open-service.ts";
import { type ConfigFile, readConfigFile } from "./read-config-file.ts";
import type { RegistryConfig } from "./registry.generated.ts";
import { checkRequires } from "./requires.ts";
import { runOf } from "./run-of.ts";
import { parseSize } from "./size.ts";

export interface OpenOptions {
  /** Absolute: the registry is looked for here and above. */
  readonly cwd: string;
  /** Our own, which `requires` is compared with. */
  readonly version: string;
  /** The caller's: `REPO_NIX_FLAGS`, and PATH, which tells docker from podman. */
  readonly env: Variables;
  /** Names that `repo` takes for its own commands: a verb of such a name is warned of. */
  readonly ownCommands?: readonly string[];
  /** Flags of `repo` itself, such as `--all`: no parameter of a verb may have one of these names. */
  readonly ownFlags?: readonly string[];
  /** How a `.ts` or `.js` file is evaluated. */
  readonly importModule?: ImportModule;
}

/**
 * Finds and reads the registry of the workspace around `cwd`. Nothing in the services' folders is touched before a service is asked for.
 * Fails as `workspace-not-found`, `file-unreadable`, `version-unsupported`, `usage` (REPO_NIX_FLAGS), or `file-invalid` with all mistakes.
 */
export async function openWorkspace(options: OpenOptions): Promise<Result<Workspace>> {
  const { cwd, version, env, ownFlags = [], importModule = importUserModule } = options;
  const file = findRegistry(cwd);
  if (!file.ok) return file;
  const read = await readConfigFile(file.value, importModule);
  if (!read.ok) return read;
  const root = dirname(file.value);
  const valid = await validated(read.value, { root, version, ownFlags });
  if (!valid.ok) return valid;
  const flags = nixFlags(valid.value.nix?.flags ?? [], env);
  if (!flags.ok) return flags;
  let commands: ContainerCommands | undefined;
  const opened: Opened = {
    root,
    registry: valid.value,
    source: read.value.source,
    known: knownNames(valid.value, ownFlags),
    importModule,
    above: { names: new Map(), wanted: new Set() },
    containerCommands() {
      commands ??= containerCommands(env, root);
      return commands;
    },
  };
  return ok(workspaceOf({ opened, registryFile: file.value, nixFlags: flags.value, ownCommands: options.ownCommands ?? [] }));
}

async function validated(
  { value, source, isPlain }: ConfigFile,
  { root, version, ownFlags }: { root: string; version: string; ownFlags: readonly string[] },
): Promise<Result<RegistryConfig>> {
  const supported = await checkRequires(value, { source, version });
  if (!supported.ok) return supported;
  const kept = keptValidation({ value, isPlain, root, version });
  if (kept.isKept()) return ok(value as RegistryConfig);
  const { mistakesInRegistry } = await import("./find-mistakes.ts");
  const mistakes = await mistakesInRegistry(value, { ownFlags });
  if (mistakes.length > 0) return err({ code: "file-invalid", diagnostics: toDiagnostics(mistakes, source) });
  kept.keep();
  return ok(value as RegistryConfig);
}

interface Parts {
  readonly opened: Opened;
  readonly registryFile: string;
  readonly nixFlags: readonly string[];
  readonly ownCommands: readonly string[];
}

function workspaceOf({ opened, registryFile, nixFlags, ownCommands }: Parts): Workspace {
  const { root, registry } = opened;
  const codeRoot = below(root, registry.root ?? ".");
  const serviceNames = Object.keys(registry.services);
  const folders = new Map(Object.entries(registry.services).map(([name, { path }]) => [name, below(codeRoot, path)]));
  const services = new Map<string, Promise<Result<Service>>>();
  let warnings: readonly Diagnostic[] | undefined;
  return {
    root,
    registryFile,
    codeRoot,
    flake: registry.flake ?? ".",
    nixFlags,
    globalEnv: registry.globalEnv ?? [],
    globalInputs: registry.globalInputs ?? [],
    hostToolchain: (registry.hostToolchain ?? []).map(runOf),
    ...(registry.cache?.maxSize === undefined ? {} : { cacheMaxBytes: parseSize(registry.cache.maxSize) }),
    ci: ciPipeline(registry.ci ?? {}),
    serviceNames,
    folders,
    lookedForAbove: opened.above.wanted,
    // Places cost a look at the registry's text, which most commands can do without.
    get warnings() {
      warnings ??= toDiagnostics(registryWarnings(registry, ownCommands), opened.source);
      return warnings;
    },
    service: (name) => {
      const known = services.get(name);
      if (known !== undefined) return known;
      const service = open(name, { opened, folders });
      services.set(name, service);
      return service;
    },
  };
}

function below(folder: string, path: string): string {
  const plain = plainPath(path);
  return plain === "." ? folder : `${folder === "/" ? "" : folder}/${plain}`;
}

async function open(name: string, { opened, folders }: { opened: Opened; folders: ReadonlyMap<string, string> }): Promise<Result<Service>> {
  if (name === WORKSPACE_SERVICE) return ok(openWorkspaceService(opened));
  const folder = folders.get(name);
  if (folder !== undefined) return await openService(name, folder, opened);
  const near = nearest(name, folders.keys());
  return err({ code: "unknown-service", name, ...(near === undefined ? {} : { nearest: near }), count: folders.size });
}

function registryWarnings({ services, workspace }: RegistryConfig, ownCommands: readonly string[]) {
  const ofServices = Object.entries(services).flatMap(([service, { verbs = {} }]) =>
    hiddenVerbs(Object.keys(verbs), { service, path: ["services", service], ownCommands }),
  );
  return [
    ...ofServices,
    ...hiddenVerbs(Object.keys(workspace?.verbs ?? {}), { service: WORKSPACE_SERVICE, path: ["workspace"], ownCommands }),
  ];
}
