import { isAbsolute, resolve } from "node:path";
import type { ComposeVariable } from "./compose-file.ts";
import { type EnvFileEntries, readEnvFile } from "./env-file.ts";
import { canonical } from "./merge.ts";
import { type Origin, placeOf, type Source } from "./node.ts";
import type { Reading } from "./reading.ts";
import { Value } from "./value.ts";

/** Parsed files, for services that share one. */
export type EnvFiles = Map<Source, Map<string, EnvFileEntries>>;

export interface EnvironmentOptions {
  /** Undefined: env files are not read, only looked at for how they are named. */
  readonly files: EnvFiles | undefined;
  /** Compose does not miss the env files of services whose profiles are not active. */
  readonly isActive: boolean;
}

/** The variables of a service: those of `env_file` in their order, then of `environment`. Those without a value come from the project's variables. */
export function environmentOf(service: Value, options: EnvironmentOptions): ComposeVariable[] {
  const variables = new Map<string, ComposeVariable>();
  const stated = service.get("environment");
  for (const [name, { value, origin }] of fromFiles(service.get("env_file"), options))
    variables.set(name, { name, value, place: placeOf(origin) });
  for (const { name, value, place } of stated === undefined ? [] : fromEntries(stated)) {
    // Without a value anywhere it is taken away, also where a file gives it.
    if (value === undefined) variables.delete(name);
    else variables.set(name, { name, value, place });
  }
  return [...variables.values()];
}

function fromEntries(value: Value): (Omit<ComposeVariable, "value"> & { value: string | undefined })[] {
  if (!value.isMap && !value.isList) {
    value.wrong(EXPECTED);
    return [];
  }
  const map = new Value({ ...value, node: canonical(value.node, ["services", "", "environment"]) });
  // A list's own paths are lost in the mapping that is made of it.
  for (const item of value.isList ? value.items(EXPECTED) : []) if (!isVariable(item)) item.wrong("NAME=value, or NAME alone");
  return map.entries().flatMap(([name, entry]) => {
    if (name === "" || entry.node.kind !== "scalar") {
      if (value.isMap) entry.wrong("a text, a number, true or false");
      return [];
    }
    return [{ name, value: entry.isNothing ? inherited(name, entry.key) : entry.node.text, place: entry.keyPlace }];
  });
}

function isVariable({ node }: Value): boolean {
  return node.kind === "scalar" && node.text !== "" && !node.text.startsWith("=");
}

function inherited(name: string, { source }: Origin): string | undefined {
  const { variables } = source.scope;
  return Object.hasOwn(variables, name) ? variables[name] : undefined;
}

/** A file sees what those before it have set, and that before its own. */
function fromFiles(value: Value | undefined, options: EnvironmentOptions): EnvFileEntries {
  const variables = new Map<string, { value: string; origin: Origin }>();
  for (const item of value === undefined ? [] : itemsOf(value)) {
    const entries = entriesOf(item, variables, options);
    if (entries === undefined || !item.reading.mayDo(entries.size, item.node.origin)) continue;
    for (const [name, variable] of entries) variables.set(name, variable);
  }
  return variables;
}

function itemsOf(value: Value): Value[] {
  return value.isList ? value.items(EXPECTED_FILE) : [value];
}

function entriesOf(item: Value, before: EnvFileEntries, { files, isActive }: EnvironmentOptions): EnvFileEntries | undefined {
  const pathValue = item.isMap ? item.get("path") : item;
  if (pathValue === undefined) return item.mistake("missing: expected path, an env file");
  const path = pathValue.text(EXPECTED_FILE);
  const isRequired = item.get("required")?.boolean() ?? true;
  const formatValue = item.get("format");
  const format = formatValue?.text("raw");
  if (format !== undefined && format !== "raw") return formatValue?.wrong("raw");
  if (path === undefined || files === undefined) return undefined;
  const { scope } = item.node.origin.source;
  const file = isAbsolute(path) ? path : resolve(scope.folder, path);
  const source = item.reading.source(file, scope, {
    origin: pathValue.node.origin,
    path: pathValue.path,
    optional: !isRequired || !isActive,
  });
  if (source === undefined) return undefined;
  if (before.size === 0) return parsed(source, format, files, item.reading);
  if (!item.reading.mayDo(source.text.length, item.node.origin)) return undefined;
  const set = Object.fromEntries([...before].map(([name, { value }]) => [name, value]));
  return readEnvFile(source, { variables: { ...set, ...scope.variables }, format }, item.reading);
}

function parsed(source: Source, format: "raw" | undefined, files: EnvFiles, reading: Reading): EnvFileEntries {
  const formats = files.get(source) ?? new Map<string, EnvFileEntries>();
  files.set(source, formats);
  const entries = formats.get(format ?? "") ?? readEnvFile(source, { variables: source.scope.variables, format }, reading);
  formats.set(format ?? "", entries);
  return entries;
}

const EXPECTED = "a mapping of variables, or a list of NAME=value";
const EXPECTED_FILE = "the path of an env file";
