import { dirname, join } from "node:path";
import type { Variables } from "@nix-repo/model";
import { isRemote, type Loading, pathFrom } from "./documents.ts";
import { readEnvFile } from "./env-file.ts";
import { childPath } from "./interpolate-nodes.ts";
import type { Entry, MapNode, Node, Scope } from "./node.ts";
import { placeOf } from "./node.ts";
import { Value } from "./value.ts";

interface Including {
  readonly scope: Scope;
  readonly loading: Loading;
  /** Reads and merges the files of a project. */
  readonly load: (project: { files: readonly string[]; scope: Scope }, loading: Loading) => MapNode | undefined;
}

/** Adds what a document includes: other projects, each with its own folder and `.env`, whose services, volumes and networks must not be others of the same name. */
export function includeProjects(document: MapNode, including: Including): MapNode {
  const { loading } = including;
  const root = new Value({ node: document, path: "", key: document.origin, reading: loading.reading });
  const entries = root.get("include")?.items("a list of compose files") ?? [];
  return entries.reduce((model, entry) => {
    const included = loading.reading.exhausted ? undefined : includedModel(entry, including);
    return included === undefined ? model : withResources(model, included, loading);
  }, document);
}

function includedModel(entry: Value, { scope, loading, load }: Including): MapNode | undefined {
  const pathValue = entry.isMap ? entry.get("path") : entry;
  if (pathValue === undefined) return entry.mistake("missing: expected path, a compose file");
  const paths = textsOf(pathValue, "the path of a compose file, or a list of them");
  const folderValue = entry.get("project_directory");
  const folder = folderValue?.text("the path of a folder");
  const envFiles = entry.get("env_file");
  const remote = paths.find(({ text }) => isRemote(text));
  if (remote !== undefined) return remote.value.mistake(`expected a file of this machine, got ${JSON.stringify(remote.text)}`);
  const files = paths.map(({ text }) => pathFrom(scope, text));
  const [main] = files;
  if (main === undefined || loading.reading.exhausted) return undefined;
  const circle = loading.including.indexOf(main);
  if (circle !== -1) {
    const names = [...loading.including.slice(circle), main].map((file) => loading.reading.shownPath(file));
    return pathValue.mistake(`expected no circle, got ${names.join(" → ")}`);
  }
  if (loading.including.length > MAX_DEPTH) return pathValue.mistake(`expected files included at most ${MAX_DEPTH} deep`);
  if (!loading.reading.mayInclude(pathValue.node.origin)) return undefined;
  const inFolder = folder === undefined ? dirname(main) : pathFrom(scope, folder);
  const given = envFiles === undefined ? undefined : textsOf(envFiles, "the path of an env file, or a list of them");
  const own: Scope = { folder: inFolder, variables: scope.variables };
  const variables = includedVariables(
    own,
    given?.map(({ text, value }) => ({ file: pathFrom(scope, text), value })),
    loading,
  );
  for (const { text, value } of paths) mustBeThere(pathFrom(scope, text), value, { ...own, variables }, loading);
  return load({ files, scope: loading.reading.scopeIn(inFolder, { folder: inFolder, variables }) }, loading);
}

/** Asked first, so that a missing file is a mistake of the one who includes it. */
function mustBeThere(file: string, value: Value, { folder, variables }: Scope, { reading }: Loading): void {
  reading.source(file, reading.scopeIn(folder, { folder, variables }), { origin: value.node.origin, path: value.path });
}

function textsOf(value: Value, expected: string): { text: string; value: Value }[] {
  const items = value.isList ? value.items(expected) : [value];
  return items.flatMap((item) => {
    const text = item.text(expected);
    return text === undefined ? [] : [{ text, value: item }];
  });
}

/** What the including project knows counts before the included one's own `.env`. */
function includedVariables(scope: Scope, given: readonly { file: string; value: Value }[] | undefined, { reading }: Loading): Variables {
  const found: Record<string, string> = {};
  const files = given ?? [{ file: join(scope.folder, ".env"), value: undefined }];
  for (const { file, value } of files) {
    const from = value === undefined ? { optional: true } : { origin: value.node.origin, path: value.path };
    const source = reading.source(file, scope, from);
    const entries = source === undefined ? [] : readEnvFile(source, { variables: { ...found, ...scope.variables } }, reading);
    for (const [name, entry] of entries) found[name] = entry.value;
  }
  return { ...found, ...scope.variables };
}

function withResources(model: MapNode, included: MapNode, { reading }: Loading): MapNode {
  const entries = new Map(model.entries);
  for (const section of ["services", "volumes", "networks"]) {
    const theirs = included.entries.get(section);
    if (theirs?.value.kind !== "map") continue;
    const ours = entries.get(section);
    if (ours?.value.kind !== "map") {
      entries.set(section, theirs);
      continue;
    }
    const together = new Map<string, Entry>(ours.value.entries);
    for (const [name, entry] of theirs.value.entries) {
      const own = together.get(name);
      if (own === undefined) together.set(name, entry);
      else if (!isSame(own.value, entry.value)) {
        const { file, line } = placeOf(entry.key);
        const message = `expected a name that no included file has, got ${JSON.stringify(name)} of ${reading.shownPath(file)}:${line}`;
        reading.wrong({ origin: own.key, path: childPath(section, name), message });
      }
    }
    entries.set(section, { ...ours, value: { ...ours.value, entries: together } });
  }
  return { ...model, entries };
}

function isSame(a: Node, b: Node): boolean {
  if (a === b) return true;
  if (a.kind === "scalar") return b.kind === "scalar" && a.value === b.value;
  if (a.kind === "list")
    return b.kind === "list" && a.items.length === b.items.length && a.items.every((item, i) => isSameAt(item, b.items[i]));
  if (a.kind === "map")
    return (
      b.kind === "map" &&
      a.entries.size === b.entries.size &&
      [...a.entries].every(([name, entry]) => isSameAt(entry.value, b.entries.get(name)?.value))
    );
  return b.kind === "reset";
}

function isSameAt(a: Node, b: Node | undefined): boolean {
  return b !== undefined && isSame(a, b);
}

/** Files that include files that include files. */
const MAX_DEPTH = 20;
