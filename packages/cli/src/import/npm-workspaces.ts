import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { isObject, listOf, objectOf, type Package, readJsonc, readYaml, textOf } from "@nix-repo/scaffold";

export interface NpmWorkspaces {
  readonly packages: readonly Package[];
  readonly rootScripts: readonly string[];
  readonly manager: string;
}

/** The packages that the package.json of a folder, or its pnpm-workspace.yaml, names. @param root what their paths are relative to */
export function npmWorkspaces(folder: string, root: string): NpmWorkspaces {
  const manifest = manifestIn(folder);
  const { workspaces } = manifest;
  const patterns = [...listOf(isObject(workspaces) ? workspaces.packages : workspaces), ...pnpmPatterns(folder)].flatMap(
    (each) => textOf(each) ?? [],
  );
  const out = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => new Set(foldersOf(folder, pattern.slice(1))));
  const folders = new Set(patterns.filter((pattern) => !pattern.startsWith("!")).flatMap((pattern) => foldersOf(folder, pattern)));
  const packages = [...folders]
    .filter((each) => each !== folder && !out.some((left) => left.has(each)) && existsSync(join(each, "package.json")))
    .sort()
    .map((each) => packageIn(each, root));
  return { packages, rootScripts: Object.keys(objectOf(manifest.scripts)), manager: managerIn(folder, manifest) };
}

function packageIn(folder: string, root: string): Package {
  const manifest = manifestIn(folder);
  const path = relative(root, folder).split(sep).join("/");
  const dependencies = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"].flatMap((kind) =>
    Object.keys(objectOf(manifest[kind])),
  );
  const turbo = ["turbo.json", "turbo.jsonc"].map((name) => join(folder, name)).find((file) => existsSync(file));
  const read = turbo === undefined ? undefined : readJsonc({ file: turbo, text: readFileSync(turbo, "utf8") });
  return {
    name: textOf(manifest.name) ?? path,
    path,
    scripts: Object.keys(objectOf(manifest.scripts)),
    dependencies,
    ...(read?.ok ? { turbo: read.value } : {}),
  };
}

function manifestIn(folder: string): Readonly<Record<string, unknown>> {
  try {
    return objectOf(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  } catch {
    // What is wrong with it is told by the package manager.
    return {};
  }
}

function pnpmPatterns(folder: string): readonly unknown[] {
  const file = join(folder, "pnpm-workspace.yaml");
  if (!existsSync(file)) return [];
  const read = readYaml({ file, text: readFileSync(file, "utf8") });
  return read.ok ? listOf(objectOf(read.value.value).packages) : [];
}

/** The folders that a pattern such as `packages/*` names. */
function foldersOf(folder: string, pattern: string): string[] {
  const steps = pattern.split("/").filter((step) => step !== "" && step !== ".");
  return follow(folder, steps);
}

function follow(folder: string, [step, ...rest]: readonly string[]): string[] {
  if (step === undefined) return [folder];
  if (step === "**") return [...follow(folder, rest), ...subfolders(folder).flatMap((name) => follow(join(folder, name), ["**", ...rest]))];
  if (!step.includes("*")) return existsSync(join(folder, step)) ? follow(join(folder, step), rest) : [];
  const matches = new RegExp(
    `^${step
      .split("*")
      .map((text) => text.replaceAll(/[\\^$.+?()[\]{}|]/g, "\\$&"))
      .join(".*")}$`,
  );
  return subfolders(folder)
    .filter((name) => matches.test(name))
    .flatMap((name) => follow(join(folder, name), rest));
}

function subfolders(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() && !/^(\.|node_modules$)/.test(entry.name) ? [entry.name] : []));
  } catch {
    return [];
  }
}

const LOCKFILES: readonly (readonly [string, string])[] = [
  ["pnpm-lock.yaml", "pnpm"],
  ["pnpm-workspace.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
];

function managerIn(folder: string, { packageManager }: Readonly<Record<string, unknown>>): string {
  const named = /^(npm|pnpm|yarn|bun)@/.exec(textOf(packageManager) ?? "")?.[1];
  return LOCKFILES.find(([name]) => existsSync(join(folder, name)))?.[1] ?? named ?? "npm";
}
