import {
  err,
  nearest,
  ok,
  type Result,
  type Run,
  type Service,
  type ShellChoice,
  type TaskFile,
  type Verb,
  type VerbDefinition,
  type VerbLayers,
  type VerbOptions,
  type VerbSource,
} from "@nix-repo/model";
import type { Recipe } from "./delegates/delegate.ts";
import { DELEGATES } from "./delegates/delegates.ts";
import type { RecipeBook } from "./delegates/recipe-book.ts";
import { mergeOptions } from "./merge-options.ts";

/**
 * Which definition of a verb wins: the team override, the local task file, the registry, the stack, what comes with a Dockerfile; first match decides what runs.
 * A task file is asked only where the override does not decide. Fails as `unknown-verb` with all that exist, or with why the task file
 * could not be asked.
 */
export async function resolveVerb({
  service,
  verb: name,
  recipes: book,
}: {
  service: Service;
  verb: string;
  recipes: RecipeBook;
}): Promise<Result<Verb>> {
  const layers = service.verbs.get(name) ?? {};
  const asked: Asked[] = [];
  let decided = layers.override?.run !== undefined;
  for (const taskFile of service.taskFiles) {
    // What loses anyway is not worth starting a tool for.
    if (decided) {
      asked.push({ taskFile, recipes: book.known(taskFile) ?? [] });
      continue;
    }
    const { shellHook } = service;
    const answer = await book.ask(taskFile, { shell: shellOf(service, layers), shellHook, hostTools: hostToolsOf(service, layers) });
    if (!answer.ok) return answer;
    asked.push({ taskFile, recipes: answer.value });
    decided = answer.value.some((recipe) => recipe.name === name);
  }
  const [winner, ...losers] = definitionsOf({ service, name, asked });
  if (winner === undefined) {
    const verbs = [...namesOf(service, asked)];
    const near = nearest(name, verbs);
    return err({ code: "unknown-verb", service: service.name, verb: name, verbs, ...(near === undefined ? {} : { nearest: near }) });
  }
  return ok(verbOf({ service, name, layers, winner, shadowed: losers.map(({ source, run }) => ({ source, run })) }));
}

/** What a task file is known to hold. */
export interface Asked {
  readonly taskFile: TaskFile;
  readonly recipes: readonly Recipe[];
}

export interface Definition {
  readonly source: VerbSource;
  readonly run: Run;
  /** What the definition itself says of the verb, where the options do not. */
  readonly description?: string;
  readonly parameters?: string;
}

/** All definitions of a verb, the winner first. */
export function definitionsOf({ service, name, asked }: { service: Service; name: string; asked: readonly Asked[] }): Definition[] {
  const { override, registry, stack, image } = service.verbs.get(name) ?? {};
  const found: Definition[] = [];
  if (override?.run !== undefined) found.push({ source: { kind: "override", place: override.place }, run: override.run });
  for (const { taskFile, recipes } of asked) {
    const recipe = recipes.find((each) => each.name === name);
    if (recipe !== undefined) found.push(delegated(taskFile, recipe));
  }
  if (registry?.run !== undefined) found.push({ source: { kind: "registry", place: registry.place }, run: registry.run });
  if (stack?.run !== undefined) found.push({ source: { kind: "stack", stack: service.stack ?? "" }, run: stack.run });
  if (image?.run !== undefined) found.push({ source: { kind: "image", place: image.place }, run: image.run });
  return found;
}

/** The verbs of the layers that run something, and all recipes. */
export function namesOf(service: Service, asked: readonly Asked[]): Set<string> {
  const names = new Set<string>();
  for (const [name, { override, registry, stack, image }] of service.verbs) {
    if ((override?.run ?? registry?.run ?? stack?.run ?? image?.run) !== undefined) names.add(name);
  }
  for (const { recipes } of asked) for (const { name } of recipes) names.add(name);
  return names;
}

function delegated(taskFile: TaskFile, { name, doc, parameters, file, line }: Recipe): Definition {
  return {
    source: { kind: "delegate", tool: taskFile.tool, recipe: name, place: { file, ...(line === undefined ? {} : { line }) } },
    run: { kind: "argv", argv: DELEGATES[taskFile.tool].command(taskFile, name) },
    ...(doc === undefined ? {} : { description: doc }),
    ...(parameters === undefined ? {} : { parameters }),
  };
}

function shellOf(service: Service, { override, registry }: VerbLayers): ShellChoice {
  return override?.options.shell ?? registry?.options.shell ?? service.shell;
}

function hostToolsOf(service: Service, { override, registry }: VerbLayers): readonly string[] {
  return [...service.hostTools, ...(override?.options.hostTools ?? registry?.options.hostTools ?? [])];
}

function verbOf({
  service,
  name,
  layers,
  winner,
  shadowed,
}: {
  service: Service;
  name: string;
  layers: VerbLayers;
  winner: Definition;
  shadowed: readonly VerbDefinition[];
}): Verb {
  const { source, run } = winner;
  const options = optionsOf(name, layers, winner);
  const shell = options.shell ?? service.shell;
  return { service, name, run, source, shadowed, options, shell, keepable: name !== "dev" && isKeepable(options, shell) };
}

/** Options of what comes with us belong to our own command: a team's `build` does not write what the stack's writes. */
export function optionsOf(name: string, { override, registry, ...ours }: VerbLayers, { source, description }: Definition): VerbOptions {
  const ofOurs = source.kind === "stack" || source.kind === "image" ? ours[source.kind]?.options : undefined;
  const options = mergeOptions(override?.options, registry?.options, ofOurs);
  if (description === undefined && name !== "dev") return options;
  return {
    ...(description === undefined ? {} : { description }),
    // `dev` gets the terminal whoever defines it.
    ...(name === "dev" ? { persistent: true } : {}),
    ...options,
  };
}

/** A result may be kept where a `cache` says so, or where what the command writes is declared (`[]` counts). */
function isKeepable({ cache, outputs, persistent, interactive }: VerbOptions, shell: ShellChoice): boolean {
  if (persistent === true || interactive === true || shell.kind === "none") return false;
  return cache ?? outputs !== undefined;
}
