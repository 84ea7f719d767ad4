import type { Outline } from "./recipes.ts";

/** What `repo` does by itself of what the recipes around a registry table do: by name, what to type instead. */
export function replacedRecipes(
  outlines: readonly Outline[],
  { table, services, verbs }: { table: string; services: readonly string[]; verbs: readonly string[] },
): ReadonlyMap<string, string> {
  const replaced = new Map<string, string>();
  const readsTable = (outline: Outline) => outline.lines.some((line) => line.includes(`{{${table}}}`));
  const resolvers = outlines.filter(readsTable).map(({ name }) => name);
  const isResolver = (name: string) => resolvers.includes(name);
  const delegators = outlines
    .filter(({ lines, dependencies }) => {
      const text = lines.join("\n");
      const resolves = resolvers.some((name) => mentions(text, name)) || dependencies.some(({ recipe }) => isResolver(recipe));
      return text.includes("nix develop") && (resolves || text.includes(`{{${table}}}`));
    })
    .map(({ name }) => name);
  if (delegators.length === 0) return replaced;
  for (const name of [...resolvers, ...delegators]) replaced.set(name, "repo VERB SERVICE");

  const known = new Set(services);
  const verbOf = new Map<string, string>();
  for (const { name, parameters, lines, dependencies } of outlines) {
    const [service] = parameters;
    if (service === undefined || parameters.length !== 1 || replaced.has(name)) continue;
    const verb = delegatedVerb({ lines, dependencies }, { service, delegators });
    if (verb === undefined || (!verbs.includes(verb) && verb !== name)) continue;
    verbOf.set(name, verb);
    replaced.set(name, `repo ${verb} SERVICE`);
  }
  for (const outline of outlines) {
    if (replaced.has(outline.name)) continue;
    const calls = callsOf(outline, { verbOf, known });
    const [first] = calls ?? [];
    if (calls === undefined || first === undefined || calls.some(({ verb }) => verb !== first.verb)) continue;
    const named = new Set(calls.map((call) => call.service));
    replaced.set(
      outline.name,
      `repo ${first.verb} ${services.every((each) => named.has(each)) && services.length > 1 ? "--all" : [...named].join(" ")}`,
    );
  }
  const pipeline = outlines.find(({ name }) => name === "ci");
  if (pipeline !== undefined && isPipeline(pipeline, replaced)) replaced.set("ci", "repo ci");
  return replaced;
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(text);
}

/** The verb of `just _delegate {{service}} TEST`, alone or as a dependency with arguments. */
function delegatedVerb(
  { lines, dependencies }: Pick<Outline, "lines" | "dependencies">,
  { service, delegators }: { service: string; delegators: readonly string[] },
): string | undefined {
  const [line, ...others] = lines;
  const [dependency, ...further] = dependencies;
  if (line !== undefined && others.length === 0 && dependency === undefined) {
    const [, delegator = "", pasted = "", verb = ""] = /^@?just ([\w-]+) "?\{\{\s*([\w-]+)\s*\}\}"? ["']?(\w+)["']?$/.exec(line) ?? [];
    return delegators.includes(delegator) && pasted === service ? verb.toLowerCase() : undefined;
  }
  if (line !== undefined || dependency === undefined || further.length > 0 || !delegators.includes(dependency.recipe)) return undefined;
  const [first, verb] = dependency.arguments;
  return first === service && verb !== undefined ? verb.toLowerCase() : undefined;
}

interface Call {
  readonly verb: string;
  readonly service: string;
}

/** What a recipe does, where it does nothing but calling verbs of services: `just test web` lines, `(dev "web")`, or `dev web` as it was meant. */
function callsOf(
  { lines, dependencies, parameters }: Outline,
  { verbOf, known }: { verbOf: ReadonlyMap<string, string>; known: ReadonlySet<string> },
): readonly Call[] | undefined {
  if (parameters.length > 0) return undefined;
  const calls: (Call | undefined)[] = [];
  const call = (recipe: string | undefined, service: string | undefined): Call | undefined => {
    const verb = verbOf.get(recipe ?? "");
    return verb === undefined || service === undefined || !known.has(service) ? undefined : { verb, service };
  };
  const [first, second] = dependencies;
  const isUnbracketed = dependencies.length === 2 && first?.arguments.length === 0 && known.has(second?.recipe ?? "");
  if (isUnbracketed) calls.push(call(first?.recipe, second?.recipe));
  else for (const { recipe, arguments: given } of dependencies) calls.push(given.length === 1 ? call(recipe, given[0]) : undefined);
  for (const line of lines) {
    const [, recipe, service] = /^@?just ([\w-]+) ([\w.-]+)$/.exec(line) ?? [];
    if (!/^@?echo\b/.test(line)) calls.push(call(recipe, service));
  }
  return calls.every((each) => each !== undefined) ? calls : undefined;
}

/** `ci: lint-all test-all build-all`, with a last word. */
function isPipeline({ dependencies, lines }: Outline, replaced: ReadonlyMap<string, string>): boolean {
  return (
    dependencies.length > 0 &&
    dependencies.every(({ recipe }) => replaced.get(recipe)?.endsWith("--all")) &&
    lines.every((line) => /^@?echo\b/.test(line))
  );
}
