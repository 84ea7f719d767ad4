import type { Recipe } from "./just-dump.ts";

/** What a verb depends on, or why only just orders it in the same way. */
export type CarriedDependencies = { readonly dependsOn: readonly string[] } | { readonly why: string };

interface Others {
  /** Recipes that are left to just, by their names. */
  readonly stays: ReadonlySet<string>;
  /** Those that have no verb, since `repo` does what they did. */
  readonly replaced: ReadonlyMap<string, string>;
  readonly anyOrder: boolean;
}

/**
 * just runs the dependencies of a recipe one after the other, each once in a run. Verbs run what they depend on side by side, each once, but whatever a
 * verb leaves to just runs its own dependencies by itself, again.
 */
export function carriedDependencies(
  recipes: readonly Recipe[],
  { stays, replaced, anyOrder }: Others,
): ReadonlyMap<string, CarriedDependencies> {
  const byName = new Map(recipes.map((recipe) => [recipe.name, recipe]));
  const carried = new Map<string, CarriedDependencies>();
  const find = (name: string): CarriedDependencies => {
    const known = carried.get(name);
    if (known !== undefined) return known;
    const found = ofRecipe(byName.get(name) as Recipe);
    carried.set(name, found);
    return found;
  };
  const isLeft = (name: string): boolean => stays.has(name) || "why" in find(name);
  const ofRecipe = (recipe: Recipe): CarriedDependencies => {
    const { dependencies, priors, attributes } = recipe;
    const names = [...new Set(dependencies.map((dependency) => dependency.recipe))];
    const [first, second] = names;
    if (first === undefined) return { dependsOn: [] };
    if (priors < dependencies.length) return { why: `it has recipes that run behind it (&& ${dependencies[priors]?.recipe})` };
    if (dependencies.some((dependency) => dependency.arguments.length > 0)) return { why: "it gives arguments to what it depends on" };
    const without = names.find((name) => replaced.has(name) || !byName.has(name));
    if (without !== undefined) return { why: `it depends on ${without}, which is no verb of its own` };
    const needs = names.find((name) =>
      byName.get(name)?.parameters.some((parameter) => parameter.default === null && parameter.kind !== "star"),
    );
    if (needs !== undefined) return { why: `it depends on ${needs}, which takes arguments` };
    const own = recipe.parameters.map((parameter) => parameter.name);
    const alike = [...reachedFrom(recipe.name)].find((name) =>
      byName.get(name)?.parameters.some((parameter) => own.includes(parameter.name)),
    );
    if (alike !== undefined) return { why: `${alike}, which it depends on, has a parameter of the same name` };
    if (second !== undefined && !anyOrder && !attributes.includes("parallel") && !isOrdered(names))
      return {
        why: `just runs ${listed(names)} one after the other, and dependsOn would run them side by side (--any-order says that they may)`,
      };
    const again = runsTwice(names);
    if (again !== undefined) return { why: `${again} is left to just, and would run again what others depend on, too` };
    return { dependsOn: names };
  };
  /** What just would run for a recipe, the recipe itself aside. */
  const reachedFrom = (name: string): Set<string> => {
    const reached = new Set<string>();
    const visit = (each: string): void => {
      for (const { recipe } of byName.get(each)?.dependencies ?? []) {
        if (reached.has(recipe)) continue;
        reached.add(recipe);
        visit(recipe);
      }
    };
    visit(name);
    return reached;
  };
  /** Whether each needs the one before it anyway. */
  const isOrdered = (names: readonly string[]): boolean => names.every((name, i) => i === 0 || reachedFrom(name).has(names[i - 1] ?? ""));
  /** What runs as a verb of its own: what is left to just runs all that it needs by itself. */
  const tasksOf = (name: string, tasks: Set<string> = new Set()): Set<string> => {
    if (tasks.has(name)) return tasks;
    tasks.add(name);
    const found = find(name);
    if (!stays.has(name) && "dependsOn" in found) for (const each of found.dependsOn) tasksOf(each, tasks);
    return tasks;
  };
  const runsTwice = (names: readonly string[]): string | undefined => {
    const tasks = new Set(names.flatMap((name) => [...tasksOf(name)]));
    const seen = new Set<string>();
    return [...tasks].filter(isLeft).find((left) => {
      const inside = [...reachedFrom(left)];
      const isAgain = inside.some((name) => tasks.has(name) || seen.has(name));
      for (const name of inside) seen.add(name);
      return isAgain;
    });
  };
  for (const { name } of recipes) find(name);
  return carried;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
