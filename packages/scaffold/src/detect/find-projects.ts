import { type Table, tableAt, tableIn, textIn } from "../manifests/parsed-values.ts";
import { below, type FileTree } from "./file-tree.ts";
import type { Project } from "./found-service.ts";
import { isLeftAlone } from "./left-alone.ts";
import { readTable } from "./read-table.ts";

/** The folders with a manifest of their own, but for those of .NET, whose solutions hold several. Those above come first. */
export async function findProjects(tree: FileTree): Promise<Project[]> {
  const found: Project[] = [];
  for (const folder of tree.folders) {
    if (isLeftAlone(folder)) continue;
    const project = await projectIn(folder, tree);
    if (project !== undefined) found.push(project);
  }
  return found;
}

type Reader = (folder: string, tree: FileTree) => Promise<Omit<Project, "folder"> | undefined>;

/** In the order in which one of several is chosen: a package.json often stands beside another manifest for the sake of its tools alone. */
const READERS: readonly Reader[] = [dart, rust, go, python, node, pythonFiles, others];

async function projectIn(folder: string, tree: FileTree): Promise<Project | undefined> {
  for (const read of READERS) {
    const found = await read(folder, tree);
    if (found !== undefined) return { folder, ...found };
  }
  return undefined;
}

/** A manifest's text, and what it says. */
async function manifestIn(
  folder: string,
  { name, tree }: { name: string; tree: FileTree },
): Promise<{ text: string; table: Table } | undefined> {
  const text = tree.names(folder).has(name) ? tree.read(below(folder, name)) : undefined;
  return text === undefined ? undefined : { text, table: await readTable(name, text) };
}

async function dart(folder: string, tree: FileTree): ReturnType<Reader> {
  const manifest = await manifestIn(folder, { name: "pubspec.yaml", tree });
  if (manifest === undefined) return undefined;
  const about = { manifest: "pubspec.yaml", ...named(textIn(manifest.table.name)) };
  const usesFlutter =
    manifest.table.flutter !== undefined || ["dependencies", "dev_dependencies"].some((kind) => tableIn(manifest.table[kind]).flutter);
  return usesFlutter ? { ...about, kind: "flutter" } : { ...about, kind: "dart", verbs: DART };
}

/** There is no preset for Dart without Flutter. */
const DART = {
  test: ["dart", "test"],
  lint: ["dart", "analyze", "--fatal-infos"],
  get: ["dart", "pub", "get"],
} as const;

/** A manifest that lays out a workspace alone is no package. */
async function rust(folder: string, tree: FileTree): ReturnType<Reader> {
  const manifest = await manifestIn(folder, { name: "Cargo.toml", tree });
  if (manifest === undefined || (manifest.table.package === undefined && manifest.table.workspace !== undefined)) return undefined;
  return { kind: "rust", manifest: "Cargo.toml", ...named(textIn(tableAt(manifest.table, "package").name)) };
}

async function go(folder: string, tree: FileTree): ReturnType<Reader> {
  const manifest = await manifestIn(folder, { name: "go.mod", tree });
  if (manifest === undefined) return undefined;
  const path = /^\s*module\s+"?([^\s"]+)/m.exec(manifest.text)?.[1];
  // A module's last part may be its major version.
  return { kind: "go", manifest: "go.mod", ...named(path?.replace(/\/v\d+$/, "").replace(/^.*\//, "")) };
}

async function python(folder: string, tree: FileTree): ReturnType<Reader> {
  const manifest = await manifestIn(folder, { name: "pyproject.toml", tree });
  if (manifest !== undefined) {
    const { project, tool, "build-system": builds } = manifest.table;
    const poetry = tableAt(tool, "poetry");
    const isProject = project !== undefined || builds !== undefined || Object.keys(poetry).length > 0;
    if (isProject) return { kind: "python", manifest: "pyproject.toml", ...named(textIn(tableIn(project).name) ?? textIn(poetry.name)) };
  }
  return tree.names(folder).has("setup.py") ? { kind: "python", manifest: "setup.py" } : undefined;
}

/** Programs without a package: what they need stands in a list, or in a file that otherwise sets tools alone. */
async function pythonFiles(folder: string, tree: FileTree): ReturnType<Reader> {
  const names = tree.names(folder);
  const manifest = ["requirements.txt", "Pipfile", "pyproject.toml"].find((name) => names.has(name));
  // Sphinx has a list and a program as well.
  if (manifest === undefined || names.has("conf.py")) return undefined;
  return [...names].some((name) => name.endsWith(".py")) ? { kind: "python", manifest } : undefined;
}

/** A package.json without a name, scripts and dependencies says how the files in a folder are to be read, and no more. */
async function node(folder: string, tree: FileTree): ReturnType<Reader> {
  const manifest = await manifestIn(folder, { name: "package.json", tree });
  if (manifest === undefined) return undefined;
  const { name, ...fields } = manifest.table;
  const isPackage = textIn(name) !== undefined || SAYS_PACKAGE.some((field) => fields[field] !== undefined);
  return isPackage ? { kind: "node", manifest: "package.json", ...named(textIn(name)?.replace(/^@[^/]*\//, "")) } : undefined;
}

const SAYS_PACKAGE = ["scripts", "dependencies", "devDependencies"];

/** Languages without a preset, and folders whose team says in a task file what can be done there. */
async function others(folder: string, tree: FileTree): ReturnType<Reader> {
  const names = tree.names(folder);
  const manifest = OTHER_MANIFESTS.find((name) => names.has(name)) ?? [...names].find((name) => OTHER_PATTERN.test(name));
  const isThere = (name: string) => tree.read(below(folder, name)) !== undefined;
  if (manifest !== undefined) return isThere(manifest) ? { kind: "other", manifest } : undefined;
  if (folder === ".") return undefined;
  const taskFile = [...names].sort().find((name) => TASK_FILE.test(name));
  const makefile = names.has("Dockerfile") ? [...names].find((name) => /^(GNU)?[Mm]akefile$/.test(name)) : undefined;
  const verbs = taskFile ?? makefile;
  return verbs !== undefined && isThere(verbs) ? { kind: "other", manifest: verbs } : undefined;
}

const OTHER_MANIFESTS = [
  ...["pom.xml", "build.gradle", "build.gradle.kts", "build.sbt", "project.clj"],
  ...["Gemfile", "composer.json", "mix.exs", "gleam.toml", "Package.swift", "build.zig", "deno.json", "deno.jsonc", "dune-project"],
];
const OTHER_PATTERN = /\.cabal$/;
const TASK_FILE = /^\.?justfile$|^taskfile(\.dist)?\.ya?ml$/i;

function named(ownName: string | undefined): { ownName?: string } {
  return ownName === undefined ? {} : { ownName };
}
