import type { VerbConfig } from "@nix-repo/config";
import { isSecretName, type Place } from "@nix-repo/model";
import { type Carried, type Imported, type NotCarried, type Surroundings, shortest, type Verbs, workspaceOf } from "../imported.ts";
import { type Constants, constantsOf } from "./constants.ts";
import { carriedDependencies } from "./dependencies.ts";
import { importTable } from "./import-table.ts";
import type { JustDump, Recipe } from "./just-dump.ts";
import { paramsOf } from "./params.ts";
import { insideOf, runOfRecipe } from "./recipe-verb.ts";
import { outlinesInText, outlinesOf } from "./recipes.ts";

export interface JustfileToImport extends Surroundings {
  readonly text: string;
  /** What just says is in it, or its message where it refuses the file. */
  readonly answer: { readonly dump: JustDump } | { readonly refusal: string };
  /** Whether dependencies of one recipe may run side by side, where just runs them one after the other. */
  readonly anyOrder: boolean;
  /** Names that are commands of `repo` itself. */
  readonly ownCommands: readonly string[];
  /** Flags of `repo` itself. */
  readonly ownFlags: readonly string[];
}

/**
 * A justfile as a registry: its table of services, where it has one, and every other recipe as a verb of the workspace. What a verb cannot do in provably
 * the same way is left to just, which the verb then calls.
 */
export function convertJustfile(given: JustfileToImport): Imported {
  const { answer, text, file } = given;
  const outlines = "dump" in answer ? outlinesOf(answer.dump) : outlinesInText(text);
  const table = importTable({ text, file, outlines });
  const { services, root } = table;
  const taken = [...given.ownCommands, ...Object.values(services).flatMap(({ verbs = {} }) => Object.keys(verbs))];
  const rest =
    "dump" in answer
      ? recipesOf(answer.dump, table.replaced, { ...given, ownCommands: taken })
      : refusedRecipes(outlines, table.replaced, given);
  return {
    parts: {
      ...(root === undefined ? {} : { root }),
      services,
      ...workspaceOf(rest.verbs, { ...given, env: rest.env }),
    },
    carried: [...table.carried, ...rest.carried],
    replaced: [...table.replaced].map(([what, as]) => ({ what, as, ...placed(what, given) })),
    notCarried: [...table.notCarried, ...rest.notCarried],
  };
}

interface Recipes {
  readonly verbs: Verbs;
  readonly env: Readonly<Record<string, string>>;
  readonly carried: readonly Carried[];
  readonly notCarried: readonly NotCarried[];
}

type Replaced = ReadonlyMap<string, string>;

function refusedRecipes(outlines: readonly { readonly name: string }[], replaced: Replaced, given: JustfileToImport): Recipes {
  const notCarried = outlines
    .filter(({ name }) => !replaced.has(name))
    .map(({ name }) => ({
      what: name,
      ...placed(name, given),
      why: "just refuses the file, so that no recipe of it has ever run",
      instead: "correct the justfile and import it again, or write a verb",
    }));
  return { verbs: {}, env: {}, carried: [], notCarried };
}

function recipesOf(dump: JustDump, replaced: Replaced, given: JustfileToImport): Recipes {
  const constants = constantsOf(dump);
  const exportsAll = dump.settings.export === true;
  const env = exportedBy(dump, constants, exportsAll);
  const why = whyAllStay(dump.settings) ?? env.why ?? (dump.unexports?.length ? "it takes variables out of the environment" : undefined);
  const folder = workingFolder(dump, given.path);
  const of = {
    constants,
    shell: shellOf(dump.settings),
    folder: folder ?? ".",
    positionalArguments: dump.settings.positional_arguments === true,
    exportsAll,
  };

  const verbs: Verbs = {};
  const carried: Carried[] = [];
  const notCarried: NotCarried[] = [];
  const recipes = inOrder(Object.values(dump.recipes), given).filter(({ name }) => !replaced.has(name));
  const stays = new Set<string>();
  const bodies = new Map(
    recipes.map((recipe) => {
      const params = paramsOf(recipe, { constants, exportsAll, ownFlags: given.ownFlags });
      const body =
        why !== undefined ? { why } : folder === undefined ? { why: "it runs outside of the workspace" } : runOfRecipe(recipe, params, of);
      if ("why" in body) stays.add(recipe.name);
      return [recipe.name, { recipe, params, body }] as const;
    }),
  );
  const dependencies = carriedDependencies(recipes, { stays, replaced, anyOrder: given.anyOrder });

  const add = (
    name: string,
    { recipe, params, body }: { recipe: Recipe; params: ReturnType<typeof paramsOf>; body: ReturnType<typeof runOfRecipe> },
  ) => {
    const description = recipe.doc?.trim() ? { description: recipe.doc.trim() } : {};
    const dependsOn = dependencies.get(recipe.name) ?? { why: "" };
    const known = "params" in params && params.params !== undefined ? { params: params.params } : {};
    const where = placed(name, given);
    const as = reachedBy(name, given.ownCommands);
    if ("run" in body && "dependsOn" in dependsOn) {
      const dependsOnNames = dependsOn.dependsOn.length === 0 ? {} : { dependsOn: dependsOn.dependsOn };
      verbs[name] = shortest({ ...description, run: body.run, ...known, ...dependsOnNames });
      carried.push({ what: name, as, ...where });
      return;
    }
    const reason = "why" in body ? body.why : "why" in dependsOn ? dependsOn.why : "";
    verbs[name] = delegated(name, { recipe, params, description, given });
    notCarried.push({
      what: name,
      ...where,
      why: reason,
      instead: `${as} runs just ${name}${"why" in params ? "; its arguments stand behind --" : ""}`,
    });
  };
  for (const [name, found] of bodies) add(name, found);
  for (const { name, target } of Object.values(dump.aliases)) {
    const found = bodies.get(target);
    if (found !== undefined) add(name, found);
    else if (target.includes("::")) addModuleRecipe(target, name);
  }

  function addModuleRecipe(target: string, name = target) {
    verbs[name] = justArgv(name, given);
    notCarried.push({
      what: name,
      ...placed(name, given),
      why: "it belongs to a module",
      instead: `${reachedBy(name, given.ownCommands)} runs just ${name}`,
    });
  }
  for (const name of moduleRecipes(dump)) addModuleRecipe(name);
  return { verbs, env: env.env, carried, notCarried };
}

/** As the file has them: a dump is sorted by names. */
function inOrder(recipes: readonly Recipe[], given: JustfileToImport): readonly Recipe[] {
  const lineOf = ({ name }: Recipe) => placed(name, given).where.line ?? Number.POSITIVE_INFINITY;
  return [...recipes].sort((a, b) => lineOf(a) - lineOf(b));
}

/** `repo up` is a command of our own, and a verb of services is theirs: the verb is then reached by its task. */
export function reachedBy(verb: string, taken: readonly string[]): string {
  return taken.includes(verb) ? `repo run //:${verb}` : `repo ${verb}`;
}

function moduleRecipes({ modules = {} }: JustDump, prefix = ""): string[] {
  return Object.entries(modules).flatMap(([name, module]) => [
    ...Object.keys(module.recipes ?? {}).map((recipe) => `${prefix}${name}::${recipe}`),
    ...moduleRecipes(module, `${prefix}${name}::`),
  ]);
}

interface Delegating {
  readonly recipe: Recipe;
  readonly params: ReturnType<typeof paramsOf>;
  readonly description: { readonly description?: string };
  readonly given: JustfileToImport;
}

/** Parameters go on by their places; where a verb cannot have them, arguments behind `--` do. */
function delegated(name: string, { recipe, params, description, given }: Delegating): VerbConfig {
  const asks = recipe.attributes.some((attribute) => typeof attribute === "object" && "confirm" in attribute) ? { interactive: true } : {};
  const argv = justArgv(name, given);
  if ("why" in params || params.params === undefined) return shortest({ ...description, run: argv, ...asks });
  const words = Object.values(params.params).map(({ env = "" }) => `"$${env}"`);
  return { ...description, run: [...argv.map(wordOf), ...words].join(" "), ...asks, params: params.params };
}

function justArgv(name: string, { path }: Surroundings): string[] {
  return ["just", "--justfile", path, "--", name];
}

function wordOf(word: string): string {
  return /^[\w./:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function shellOf({ shell }: JustDump["settings"]): readonly string[] {
  const { command = "sh", arguments: options = ["-cu"] } = (shell ?? {}) as { command?: string; arguments?: readonly string[] };
  return [command, ...options];
}

/** Settings under which a recipe does the same, or which are looked at elsewhere. */
const UNDERSTOOD = new Set(
  [
    "allow_duplicate_recipes allow_duplicate_variables default_list dotenv_load export fallback ignore_comments indentation lazy",
    "no_exit_message positional_arguments quiet shell tempdir unstable windows_powershell windows_shell working_directory",
  ].flatMap((names) => names.split(" ")),
);

function whyAllStay(settings: JustDump["settings"]): string | undefined {
  const other = Object.entries(settings).find(([name, value]) => isSet(value) && !UNDERSTOOD.has(name));
  return other === undefined ? undefined : `the justfile says set ${other[0].replaceAll("_", "-")}`;
}

function isSet(value: unknown): boolean {
  return value !== null && value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}

/** Where recipes run, relative to the registry's folder; undefined outside of it. */
function workingFolder({ settings }: JustDump, path: string): string | undefined {
  const own = insideOf(".", path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".");
  const { working_directory: further } = settings;
  if (own === undefined || further === null || further === undefined) return own;
  return typeof further === "string" ? insideOf(own, further) : undefined;
}

/** The variables that every recipe sees. */
function exportedBy(
  { assignments }: JustDump,
  constants: Constants,
  exportsAll: boolean,
): { readonly env: Readonly<Record<string, string>>; readonly why?: string } {
  const env: Record<string, string> = {};
  for (const assignment of Object.values(assignments)) {
    if (!assignment.export && !exportsAll) continue;
    const { name } = assignment;
    const constant = constants.get(name);
    if (constant === undefined || "why" in constant)
      return { env: {}, why: `every recipe sees ${constant?.why ?? name}, known only when it runs` };
    if (!/^[A-Za-z_]\w*$/.test(name) || isSecretName(name))
      return { env: {}, why: `every recipe sees ${name}, which a registry may not hold` };
    env[name] = constant.value;
  }
  return { env };
}

function placed(recipe: string, { text, file }: Pick<JustfileToImport, "text" | "file">): { readonly where: Place } {
  const header = new RegExp(`^(alias[ \\t]+)?@?${recipe}(?![\\w-])`);
  const index = text.split("\n").findIndex((line) => header.test(line) && line.includes(":"));
  return { where: index < 0 ? { file } : { file, line: index + 1 } };
}
