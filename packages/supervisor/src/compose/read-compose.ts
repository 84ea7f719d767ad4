import { basename, dirname, join, resolve } from "node:path";
import { type Diagnostic, err, ok, type Result, type Variables } from "@nix-repo/model";
import { checkReferences } from "./check-references.ts";
import type { ComposeFile } from "./compose-file.ts";
import { readEnvFile } from "./env-file.ts";
import type { EnvFiles } from "./environment.ts";
import { loadProject } from "./load-project.ts";
import type { MapNode, Scope } from "./node.ts";
import { Reading } from "./reading.ts";
import { serviceOf } from "./service.ts";
import type { TextReader } from "./text-reader.ts";
import { Value } from "./value.ts";

export interface ReadComposeOptions {
  /** Absolute; later ones are merged over earlier ones. Relative paths in them start from the folder of the first. */
  readonly files: readonly [string, ...string[]];
  readonly read: TextReader;
  /** The caller's environment, which counts before the `.env` beside the first file. */
  readonly env: Variables;
  /** Lines of files outside this folder are not shown in diagnostics; the folder of the first file unless told. */
  readonly root?: string;
}

/**
 * Reads a project's compose files as `docker compose` does, without it.
 * @returns all mistakes of all files at once; also where a file asks for more time or memory than any honest one does.
 */
export function readCompose({ files, read, env, root }: ReadComposeOptions): Result<ComposeFile, readonly Diagnostic[]> {
  const folder = dirname(resolve(files[0]));
  const reading = new Reading({ read, quotable: root ?? folder });
  const scope: Scope = { folder, variables: projectVariables(folder, env, reading) };
  const merged = loadProject({ files: files.map((file) => resolve(file)), scope }, { reading, including: [], documents: new Map() });
  if (merged === undefined && reading.mistakes.length === 0)
    reading.wrongFile(resolve(files[0]), 'expected a mapping with "services", got an empty file');
  const result = merged === undefined ? undefined : composeFileOf(merged, { scope, reading });
  return result === undefined || reading.mistakes.length > 0 ? err(reading.mistakes) : ok(result);
}

function projectVariables(folder: string, env: Variables, reading: Reading): Variables {
  const source = reading.source(join(folder, ".env"), { folder, variables: env }, { optional: true });
  if (source === undefined) return env;
  const entries = readEnvFile(source, { variables: env }, reading);
  return { ...Object.fromEntries([...entries].map(([name, { value }]) => [name, value])), ...env };
}

function composeFileOf(merged: MapNode, { scope, reading }: { scope: Scope; reading: Reading }): ComposeFile {
  const root = new Value({ node: merged, path: "", key: merged.origin, reading });
  const services = (root.get("services")?.entries() ?? []).filter(([, value]) => value.isMap);
  const active = listIn(scope.variables, "COMPOSE_PROFILES");
  const files: EnvFiles = new Map();
  const file: ComposeFile = {
    name: projectName(root, scope),
    files: [...reading.files],
    profiles: active,
    services: services.map(([name, value]) => serviceOf(name, value, { files, active })),
    volumes: namesIn(root.get("volumes")),
    networks: namesIn(root.get("networks")),
    unset: [...reading.unset].map(([name, place]) => ({ name, place })),
  };
  checkReferences(file, new Map(services), reading);
  return file;
}

/** What compose calls the project, with what its names may not hold taken out. */
function projectName(root: Value, { folder, variables }: Scope): string {
  const stated = root.get("name");
  const name = stated?.text("a name");
  if (stated !== undefined && name !== undefined && normalized(name) === "") stated.wrong("a name that begins with a letter or a digit");
  return normalized(variables.COMPOSE_PROJECT_NAME ?? "") || normalized(name ?? "") || normalized(basename(folder)) || "default";
}

function normalized(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "")
    .replace(/^[_-]+/, "");
}

function listIn(variables: Variables, name: string): string[] {
  return (variables[name] ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function namesIn(section: Value | undefined): string[] {
  if (section === undefined) return [];
  if (!section.isMap) section.wrong("a mapping");
  return section.entries().map(([name]) => name);
}
