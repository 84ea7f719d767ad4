import { ok, type Result, type Service, type TaskFile, type VerbOptions, type VerbSource } from "@nix-repo/model";
import type { RecipeBook } from "./delegates/recipe-book.ts";
import { type Asked, definitionsOf, namesOf, optionsOf } from "./resolve-verb.ts";

export interface VerbListing {
  /** In the order of the layers: registry's and stack's verbs, then recipes. */
  readonly verbs: readonly ListedVerb[];
  /** Task files whose recipes are not known yet; empty where they were asked. */
  readonly unknown: readonly TaskFile[];
}

export interface ListedVerb {
  readonly name: string;
  /** `unknown`: a task file that was not asked may have a recipe of this name, which would win. `otherwise` runs if it has none. */
  readonly source: VerbSource | { readonly kind: "unknown"; readonly taskFile: TaskFile; readonly otherwise: VerbSource };
  readonly shadowed: readonly VerbSource[];
  readonly options: VerbOptions;
  /** A recipe's parameters, as its tool shows them. */
  readonly parameters?: string;
}

/**
 * The verbs that a service has.
 * `known` reads earlier answers of task files alone, for commands that must be quick; it never fails. `ask` starts the tools where it must.
 */
export async function listVerbs(
  service: Service,
  { recipes: book, mode }: { recipes: RecipeBook; mode: "known" | "ask" },
): Promise<Result<VerbListing>> {
  const asked: Asked[] = [];
  const unknown: TaskFile[] = [];
  for (const taskFile of service.taskFiles) {
    if (mode === "known") {
      const recipes = book.known(taskFile);
      if (recipes === undefined) unknown.push(taskFile);
      else asked.push({ taskFile, recipes });
      continue;
    }
    const answer = await book.ask(taskFile, service);
    if (!answer.ok) return answer;
    asked.push({ taskFile, recipes: answer.value });
  }
  const verbs: ListedVerb[] = [];
  for (const name of namesOf(service, asked)) {
    const verb = listed({ service, name, asked, unknown });
    if (verb !== undefined) verbs.push(verb);
  }
  return ok({ verbs, unknown });
}

function listed(of: { service: Service; name: string; asked: readonly Asked[]; unknown: readonly TaskFile[] }): ListedVerb | undefined {
  const { service, name, unknown } = of;
  const definitions = definitionsOf(of);
  const winner = definitions[0];
  if (winner === undefined) return undefined;
  const { source, parameters } = winner;
  const rival = unknown.length === 0 ? undefined : unknown.find((taskFile) => mayStandBefore(taskFile, source, service));
  return {
    name,
    source: rival === undefined ? source : { kind: "unknown", taskFile: rival, otherwise: source },
    shadowed: definitions.length === 1 ? NONE : definitions.slice(1).map((each) => each.source),
    options: optionsOf(name, service.verbs.get(name) ?? {}, winner),
    ...(parameters === undefined ? {} : { parameters }),
  };
}

const NONE: readonly VerbSource[] = [];

/** Whether a recipe of that task file would win over what is known. */
function mayStandBefore(taskFile: TaskFile, source: VerbSource, service: Service): boolean {
  switch (source.kind) {
    case "override":
      return false;
    case "registry":
    case "stack":
    case "image":
      return true;
    case "delegate": {
      const order = service.taskFiles;
      return order.indexOf(taskFile) < order.findIndex(({ tool }) => tool === source.tool);
    }
  }
}
