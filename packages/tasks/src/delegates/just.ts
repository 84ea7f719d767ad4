import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { TaskFile } from "@nix-repo/model";
import type { Delegate, Include, Recipe } from "./delegate.ts";

/** https://just.systems/man/en: `--dump --dump-format json` gives everything but the lines, which are looked up in the files. */
export const just: Delegate = {
  tool: "just",
  nixPackage: "just",
  includes,
  question: ({ file }) => ["just", "--justfile", file, "--dump", "--dump-format", "json"],
  recipes: (answer, taskFile) => recipesOf(JSON.parse(answer) as Module, { taskFile, prefix: "", file: taskFile.file }),
  // Without the dashes just would take `--help` and a further `--` among the recipe's arguments for its own.
  command: ({ file }, recipe) => ["just", "--justfile", file, "--working-directory", dirname(file), "--", recipe],
  beforeArgs: [],
};

/** The parts of the dump that we read. */
interface Module {
  readonly recipes: Readonly<Record<string, DumpedRecipe>>;
  readonly aliases: Readonly<Record<string, { readonly name: string; readonly target: string; readonly attributes: readonly unknown[] }>>;
  readonly modules?: Readonly<Record<string, Module>>;
  /** Absolute path of the module's file; older versions leave it out. */
  readonly source?: string;
}

interface DumpedRecipe {
  readonly name: string;
  readonly doc: string | null;
  readonly private: boolean;
  readonly parameters: readonly { readonly name: string; readonly kind: "singular" | "plus" | "star"; readonly default: unknown }[];
}

function recipesOf(module: Module, at: { taskFile: TaskFile; prefix: string; file: string }): Recipe[] {
  const files = withImports(at.file);
  const recipes: Recipe[] = [];
  for (const recipe of Object.values(module.recipes)) {
    if (recipe.private) continue;
    recipes.push(describe(recipe, { name: at.prefix + recipe.name, ...placeOf(recipe.name, files, at.file) }));
  }
  for (const alias of Object.values(module.aliases)) {
    if (alias.name.startsWith("_") || alias.attributes.includes("private")) continue;
    const target = module.recipes[alias.target.split("::").at(-1) ?? ""];
    const named = { name: at.prefix + alias.name, ...placeOf(alias.name, files, at.file) };
    recipes.push(target === undefined ? named : describe(target, named));
  }
  for (const [name, inner] of Object.entries(module.modules ?? {})) {
    recipes.push(...recipesOf(inner, { ...at, prefix: `${at.prefix}${name}::`, file: inner.source ?? at.file }));
  }
  return recipes;
}

function describe(recipe: DumpedRecipe, named: Recipe): Recipe {
  const parameters = recipe.parameters.map(({ name, kind, default: value }) => {
    const sign = { singular: "", plus: "+", star: "*" }[kind];
    return typeof value === "string" && value !== "" ? `${sign}${name}="${value}"` : `${sign}${name}`;
  });
  return {
    ...named,
    ...(recipe.doc === null ? {} : { doc: recipe.doc }),
    ...(parameters.length === 0 ? {} : { parameters: parameters.join(" ") }),
  };
}

function placeOf(name: string, files: ReadonlyMap<string, string>, otherwise: string): { file: string; line?: number } {
  const definition = new RegExp(`^(alias +)?@?${name}(?![\\w-]).*:`);
  for (const [file, text] of files) {
    const index = text.split("\n").findIndex((line) => definition.test(line));
    if (index >= 0) return { file, line: index + 1 };
  }
  return { file: otherwise };
}

/** The file and what it imports, with their texts. */
function withImports(file: string): Map<string, string> {
  const texts = new Map<string, string>();
  const read = (path: string): void => {
    if (texts.has(path) || !existsSync(path)) return;
    const text = readFileSync(path, "utf8");
    texts.set(path, text);
    for (const { groups } of text.matchAll(IMPORT)) read(resolve(dirname(path), pathIn(groups)));
  };
  read(file);
  return texts;
}

const IMPORT = /^import\??\s+(?:'(?<single>[^']+)'|"(?<double>[^"]+)")/gm;
const MODULE = /^mod\??\s+(?<name>[\w-]+)(?:\s+(?:'(?<single>[^']+)'|"(?<double>[^"]+)"))?/gm;

function includes(file: string, text: string): Include[] {
  const folder = dirname(file);
  const found: Include[] = [];
  const add = (name: string) => found.push({ file: resolve(folder, name), name, optional: true });
  for (const { groups } of text.matchAll(IMPORT)) add(pathIn(groups));
  for (const { groups } of text.matchAll(MODULE)) {
    const path = pathIn(groups);
    // A module without a path is looked for in four places; with one, the path is the file or the folder of it.
    if (path === "") for (const place of MODULE_PLACES) add(place.replace("NAME", groups?.name ?? ""));
    else for (const place of ["", "/mod.just", "/justfile", "/.justfile"]) add(path + place);
  }
  return found;
}

const MODULE_PLACES = ["NAME.just", "NAME/mod.just", "NAME/justfile", "NAME/.justfile"];

function pathIn(groups: Record<string, string | undefined> | undefined): string {
  return groups?.single ?? groups?.double ?? "";
}
