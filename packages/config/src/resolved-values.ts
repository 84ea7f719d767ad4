import type { Place, Service } from "@nix-repo/model";
import { type Path, pathText, placeOf } from "./mistake.ts";
import { type Layer, writtenLayers } from "./open-service.ts";
import { optionsOf as processOptions } from "./processes.ts";
import type { ServiceConfig, VerbConfig } from "./registry.generated.ts";
import { plainEntry, plainShell } from "./resolved-config.ts";

/** One value of a service, in the words of a registry, and who says it. */
export interface ResolvedValue {
  /** `verbs.build.run` */
  readonly path: string;
  readonly value: unknown;
  readonly from: ValueSource;
}

export type ValueSource =
  | { readonly kind: "registry" | "override"; readonly place: Place }
  /** `place`: where the service names it, or where the registry changes it. */
  | { readonly kind: "stack"; readonly stack: string; readonly place: Place }
  /** What comes with a Dockerfile, which `place` is. */
  | { readonly kind: "image"; readonly place: Place }
  /** A task file in the service's folder, whose recipes stand before verbs of the registry. */
  | { readonly kind: "task-file"; readonly place: Place }
  /** Nobody says anything. */
  | { readonly kind: "default" };

/** Every value of a service with the file that it came from: that of the strongest layer which says something. */
export function resolvedValues(service: Service): readonly ResolvedValue[] {
  const strongestFirst = writtenLayers(service);
  return [
    ...wholeValues(service, strongestFirst),
    ...service.taskFiles.map(({ tool, file }, i): ResolvedValue => {
      return { path: `taskFiles[${i}]`, value: tool, from: { kind: "task-file", place: { file } } };
    }),
    ...namedValues("env", strongestFirst, []),
    ...partValues("docker", strongestFirst),
    ...partValues("containers", strongestFirst),
    ...[...service.verbs.keys()].flatMap((verb) => verbValues(verb, service, strongestFirst)),
    ...[...service.processes.keys()].flatMap((name) => processValues(name, strongestFirst)),
  ];
}

const WHOLE = ["path", "description", "stack", "tags", "dependsOn", "shell", "shellHook", "passEnv", "hostTools"] as const;

/** Those of which the strongest layer has the whole say. */
function wholeValues(service: Service, strongestFirst: readonly Layer[]): readonly ResolvedValue[] {
  return WHOLE.flatMap((key): ResolvedValue[] => {
    const found = strongest(
      strongestFirst.map((layer) => ({ ...layer, value: (layer.config as Partial<ServiceConfig>)[key], path: [...layer.path, key] })),
    );
    if (found !== undefined) return [{ path: key, value: found.value, from: sourceOf(found) }];
    if (key === "shell") return [{ path: key, value: plainShell(service.shell), from: { kind: "default" } }];
    return key === "shellHook" ? [{ path: key, value: service.shellHook, from: { kind: "default" } }] : [];
  });
}

interface Said extends Pick<Layer, "kind" | "source" | "path"> {
  readonly value: unknown;
}

function strongest(said: readonly Said[]): Said | undefined {
  return said.find(({ value }) => value !== undefined);
}

function sourceOf({ kind, source, path }: Said): ValueSource {
  return { kind, place: placeOf(source, path) };
}

/** Of what is merged name by name: variables, parameters. */
function namedValues(
  key: string,
  strongestFirst: readonly (Pick<Layer, "kind" | "source" | "path"> & { readonly config: object })[],
  at: Path,
): readonly ResolvedValue[] {
  const found = new Map<string, ResolvedValue>();
  for (const { kind, source, path, config } of strongestFirst) {
    const named = (config as Readonly<Record<string, unknown>>)[key];
    const entries: [string, unknown, Path][] = Array.isArray(named)
      ? named.map((name: string, i) => [name, true, [...path, key, i]])
      : Object.entries(named ?? {}).map(([name, value]) => [name, value, [...path, key, name]]);
    for (const [name, value, where] of entries) {
      if (!found.has(name))
        found.set(name, { path: pathText([...at, key, name]), value, from: sourceOf({ kind, source, path: where, value }) });
    }
  }
  return [...found.values()];
}

const BY_NAME = ["env", "params"] as const;

function verbValues(verb: string, service: Service, strongestFirst: readonly Layer[]): readonly ResolvedValue[] {
  const layers = strongestFirst.map(({ kind, source, path, config }) => ({
    kind,
    source,
    path: [...path, "verbs", verb],
    config: verbOptions(config.verbs?.[verb]),
  }));
  const values = fieldValues(layers, ["verbs", verb]);
  // What a stack or an image says of its own command holds for no other.
  if (values.some(({ path }) => path === pathText(["verbs", verb, "run"]))) return values;
  return [...values, ...ownValues(verb, service).filter(({ path }) => values.every((value) => value.path !== path))];
}

/** What the stack says, or else the image. */
function ownValues(verb: string, service: Service): ResolvedValue[] {
  const { stack, image } = service.verbs.get(verb) ?? {};
  const entry = stack?.run === undefined ? image : stack;
  if (entry === undefined) return [];
  const { run, options, place } = entry;
  const from: ValueSource = entry === image ? { kind: "image", place } : { kind: "stack", stack: service.stack ?? "", place };
  return Object.entries(plainEntry({ run, options })).map(([key, value]) => ({ path: pathText(["verbs", verb, key]), value, from }));
}

function partValues(part: "docker" | "containers", strongestFirst: readonly Layer[]): readonly ResolvedValue[] {
  const layers = strongestFirst.map(({ kind, source, path, config }) => ({
    kind,
    source,
    path: [...path, part],
    config: { ...(config as Partial<ServiceConfig>)[part] },
  }));
  return fieldValues(layers, [part]);
}

function processValues(name: string, strongestFirst: readonly Layer[]): readonly ResolvedValue[] {
  const layers = strongestFirst.map(({ kind, source, path, config }) => {
    const process = config.processes?.[name];
    return { kind, source, path: [...path, "processes", name], config: process === undefined ? {} : processOptions(process) };
  });
  return fieldValues(layers, ["processes", name]);
}

interface FieldLayer extends Pick<Layer, "kind" | "source" | "path"> {
  readonly config: Readonly<Record<string, unknown>>;
}

/** Field by field; of `env` and `params` name by name. */
function fieldValues(strongestFirst: readonly FieldLayer[], at: Path): readonly ResolvedValue[] {
  const keys = new Set(strongestFirst.flatMap(({ config }) => Object.keys(config)));
  return [...keys].flatMap((key): readonly ResolvedValue[] => {
    if ((BY_NAME as readonly string[]).includes(key)) return namedValues(key, strongestFirst, at);
    const found = strongest(strongestFirst.map((layer) => ({ ...layer, value: layer.config[key], path: [...layer.path, key] })));
    return found === undefined ? [] : [{ path: pathText([...at, key]), value: found.value, from: sourceOf(found) }];
  });
}

function verbOptions(config: VerbConfig | undefined): Readonly<Record<string, unknown>> {
  if (config === undefined) return {};
  return typeof config === "string" || Array.isArray(config) ? { run: config } : { ...config };
}
