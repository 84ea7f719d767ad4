import { readdirSync } from "node:fs";
import {
  err,
  ok,
  type ProcessDefinition,
  type Result,
  type Service,
  type ShellChoice,
  type TaskFileTool,
  type VerbEntry,
  type VerbLayers,
  WORKSPACE_SERVICE,
} from "@nix-repo/model";
import { findOverride } from "./find-registry.ts";
import type { ContainerCommands } from "./images/container-commands.ts";
import { imageVerbs } from "./images/image-verbs.ts";
import type { ImportModule } from "./import-user-module.ts";
import { plainPath } from "./inside-path.ts";
import type { Known } from "./known-names.ts";
import { placeOf, toDiagnostics } from "./mistake.ts";
import { processesOf } from "./processes.ts";
import { readConfigFile } from "./read-config-file.ts";
import type { OverrideConfig, RegistryConfig, ServiceConfig } from "./registry.generated.ts";
import type { SourceText } from "./source-text.ts";
import { stackVerbs } from "./stack-verbs.ts";
import { type FoldersAbove, serviceFolder } from "./stacks/service-folder.ts";
import { taskFilesIn } from "./task-files.ts";
import { envDeclaration, placesOf, shellChoice, verbEntry, type Written } from "./verb-entry.ts";

/** The valid registry, and what is needed to read a service of it. */
export interface Opened {
  readonly root: string;
  readonly registry: RegistryConfig;
  readonly source: SourceText;
  readonly known: Known;
  readonly importModule: ImportModule;
  readonly above: FoldersAbove;
  /** By which containers are asked for here; looked for when a service has a Dockerfile. */
  readonly containerCommands: () => ContainerCommands;
}

/** Reads a service's folder (its names, once) and its override, and merges the layers. */
export async function openService(name: string, folder: string, opened: Opened): Promise<Result<Service>> {
  const config = opened.registry.services[name] as ServiceConfig;
  const place = placeOf(opened.source, ["services", name]);
  const listed = namesIn(folder);
  if (!listed.ok && listed.error !== undefined) return err({ code: "file-unreadable", place: { file: folder }, reason: listed.error });
  if (!listed.ok) {
    return err({ code: "folder-missing", service: name, folder, place: placeOf(opened.source, ["services", name, "path"], "value") });
  }
  const names = listed.value;
  const override = await readOverride({ name, folder, names, registered: config, opened });
  if (!override.ok) return override;

  const layers: Layers = {
    registry: { kind: "registry", config, source: opened.source, path: ["services", name] },
    ...(override.value === undefined ? {} : { override: { kind: "override", ...override.value, path: [] } }),
  };
  const stack = said(layers, "stack");
  const path = plainPath(config.path);
  const description = said(layers, "description");
  const written = layers.override === undefined ? [layers.registry] : [layers.registry, layers.override];
  let processes: Service["processes"] | undefined;
  const service: Service = {
    name,
    path,
    folder,
    ...(stack === undefined ? {} : { stack }),
    ...(description === undefined ? {} : { description }),
    tags: said(layers, "tags") ?? [],
    ...dependenciesOf(layers),
    shell: shellOf(layers) ?? { kind: "inferred", candidates: candidates(path, name) },
    shellHook: said(layers, "shellHook") ?? "run",
    env: { ...envOf(layers.registry), ...envOf(layers.override) },
    passEnv: said(layers, "passEnv") ?? [],
    hostTools: said(layers, "hostTools") ?? [],
    taskFiles: taskFilesIn(folder, names),
    verbs: layered({
      stack: stack === undefined ? NO_VERBS : stackVerbsOf(stack, { layers, folder, names, opened }),
      registry: verbsOf(layers.registry),
      override: verbsOf(layers.override),
      image: names.has("Dockerfile") ? imageVerbsOf(name, { layers, written, folder, names, opened }) : NO_VERBS,
    }),
    // Only what keeps processes running asks for them.
    get processes() {
      processes ??= processesOf(written);
      return processes;
    },
    ...containersOf(layers),
    place,
  };
  WRITTEN.set(service, layers.override === undefined ? [layers.registry] : [layers.override, layers.registry]);
  return ok(service);
}

/** For who asks where a value is from: nobody else needs more than what the layers come to. */
const WRITTEN = new WeakMap<Service, readonly Layer[]>();

/** What the files say of a service, the strongest first. */
export function writtenLayers(service: Service): readonly Layer[] {
  return WRITTEN.get(service) ?? [];
}

/** The workspace itself as a service: its folder is the root, and a task file there gives it recipes. */
export function openWorkspaceService({ root, registry, source }: Opened): Service {
  const config = registry.workspace ?? {};
  const layer: Layer = { kind: "registry", config, source, path: ["workspace"] };
  const names = namesIn(root);
  const asked = (tool: TaskFileTool) => config.taskFiles?.includes(tool) ?? true;
  const service: Service = {
    name: WORKSPACE_SERVICE,
    path: ".",
    folder: root,
    tags: [],
    dependsOn: [],
    shell: shellOf({ registry: layer }) ?? { kind: "inferred", candidates: ["default"] },
    shellHook: config.shellHook ?? "run",
    env: envOf(layer),
    passEnv: config.passEnv ?? [],
    hostTools: config.hostTools ?? [],
    taskFiles: names.ok ? taskFilesIn(root, names.value).filter(({ tool }) => asked(tool)) : [],
    verbs: layered({ stack: NO_VERBS, registry: verbsOf(layer), override: NO_VERBS, image: NO_VERBS }),
    processes: NO_PROCESSES,
    place: placeOf(source, ["workspace"]),
  };
  WRITTEN.set(service, [layer]);
  return service;
}

/** Fails with the machine's reason where a folder cannot be listed, and without any where there is no such folder. */
function namesIn(folder: string): Result<ReadonlySet<string>, string | undefined> {
  try {
    return ok(new Set(readdirSync(folder)));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return err(code === "ENOENT" || code === "ENOTDIR" ? undefined : message);
  }
}

interface OverrideRequest {
  readonly name: string;
  readonly folder: string;
  readonly names: ReadonlySet<string>;
  readonly registered: ServiceConfig;
  readonly opened: Opened;
}

async function readOverride(request: OverrideRequest): Promise<Result<{ config: OverrideConfig; source: SourceText } | undefined>> {
  const { name, folder, names, registered, opened } = request;
  const found = findOverride(folder, names);
  if (!found.ok) return found;
  if (found.value === undefined) return ok(undefined);
  const read = await readConfigFile(found.value, opened.importModule);
  if (!read.ok) return read;
  const { value, source } = read.value;
  const { mistakesInOverride } = await import("./find-mistakes.ts");
  const mistakes = await mistakesInOverride(value, { name, known: opened.known, registered });
  return mistakes.length > 0
    ? err({ code: "file-invalid", diagnostics: toDiagnostics(mistakes, source) })
    : ok({ config: value as OverrideConfig, source });
}

/** What one file says of a service. */
export interface Layer extends Written {
  readonly kind: "registry" | "override";
  readonly config: OverrideConfig;
}

interface Layers {
  readonly registry: Layer;
  readonly override?: Layer;
}

/** What the strongest layer says that says anything. */
function said<K extends keyof OverrideConfig>({ registry, override }: Layers, key: K): OverrideConfig[K] {
  return override?.config[key] ?? registry.config[key];
}

/** Where `said` has it from. */
function writtenAt({ registry, override }: Layers, key: keyof OverrideConfig): Written {
  const { source, path } = override?.config[key] === undefined ? registry : override;
  return { source, path: [...path, key] };
}

function containersOf({ registry, override }: Layers): Pick<Service, "containers"> {
  const atEnd = override?.config.containers?.atEnd ?? registry.config.containers?.atEnd;
  return atEnd === undefined ? {} : { containers: { atEnd } };
}

function dependenciesOf(layers: Layers): Pick<Service, "dependsOn" | "dependsOnPlaces"> {
  const dependsOn = said(layers, "dependsOn") ?? [];
  return dependsOn.length === 0 ? { dependsOn } : { dependsOn, dependsOnPlaces: placesOf(dependsOn, writtenAt(layers, "dependsOn")) };
}

function shellOf(layers: Layers): ShellChoice | undefined {
  const shell = said(layers, "shell");
  return shell === undefined ? undefined : shellChoice(shell as string | false, writtenAt(layers, "shell"));
}

function candidates(path: string, name: string): string[] {
  const dashed = path === "." ? [] : [path.replaceAll("/", "-")];
  return [...new Set([...dashed, name, "default"])];
}

function envOf(layer: Layer | undefined) {
  return layer?.config.env === undefined ? {} : envDeclaration(layer.config.env);
}

type Verbs = ReadonlyMap<string, VerbEntry>;

const NO_VERBS: Verbs = new Map();
const NO_PROCESSES: ReadonlyMap<string, ProcessDefinition> = new Map();

function verbsOf(layer: Layer | undefined): Verbs {
  if (layer?.config.verbs === undefined) return NO_VERBS;
  const { source, path } = layer;
  const verbs = Object.entries(layer.config.verbs);
  return new Map(verbs.map(([name, verb]) => [name, verbEntry(verb, { source, path: [...path, "verbs", name] })]));
}

function stackVerbsOf(
  stack: string,
  { layers, folder, names, opened }: { layers: Layers; folder: string; names: ReadonlySet<string>; opened: Opened },
): Verbs {
  const { root, above, registry, source } = opened;
  const named = writtenAt(layers, "stack");
  return stackVerbs({ stack, named, folder, names, root, above, own: registry.stacks ?? {}, registry: source });
}

function imageVerbsOf(
  service: string,
  {
    layers,
    written,
    folder,
    names,
    opened: { root, above, containerCommands },
  }: { layers: Layers; written: readonly Layer[]; folder: string; names: ReadonlySet<string>; opened: Opened },
): Verbs {
  return imageVerbs({
    service,
    folder: serviceFolder({ folder, names, root, above }),
    docker: { ...layers.registry.config.docker, ...layers.override?.config.docker },
    ports: processesOf(written).get("dev")?.ports ?? [],
    commands: containerCommands(),
    root,
  });
}

/** In the order in which people expect to read them: those of the stack and of the image, then what the registry adds, then what the team adds. */
function layered({ stack, image, registry, override }: Record<keyof VerbLayers, Verbs>): Map<string, VerbLayers> {
  const verbs = new Map<string, VerbLayers>();
  for (const [name, entry] of stack) verbs.set(name, { stack: entry });
  for (const [name, entry] of image) verbs.set(name, { ...verbs.get(name), image: entry });
  for (const [name, entry] of registry) verbs.set(name, { ...verbs.get(name), registry: entry });
  for (const [name, entry] of override) verbs.set(name, { ...verbs.get(name), override: entry });
  return verbs;
}
