import type { Lookup } from "@nix-repo/model";
import { definitionFiles } from "./delegates/kept-recipes.ts";
import { argsOf, type Surroundings, type TaskContext } from "./prepare-task.ts";
import type { TaskNode } from "./task-graph.ts";
import type { TaskResults } from "./task-results.ts";

/** `why`: one clause, where it is worth telling. */
export type LookedUp = Exclude<Lookup, { readonly kind: "unknown" }> | { readonly kind: "none"; readonly why?: string };

/** Whether the result of a task is kept, or may be when it has run. */
export async function lookUpTask(
  node: TaskNode,
  { environment, variables }: Surroundings,
  { cache, results }: TaskContext & { readonly results: TaskResults },
): Promise<LookedUp> {
  if (cache === undefined || !variables.keepable) return { kind: "none" };
  const { verb } = node;
  const { service } = verb;
  const { keyed, base } = variables;
  const [secret] = keyed.secrets;
  if (secret !== undefined)
    return unkept(`it sees ${secret}, whose name says secret: passEnv lists what may be seen without entering a key`);
  const below = await results.below(node.id);
  if (below.kind === "unknown") return unkept(below.why);
  const identity = await environment.identity({ base, cwd: service.folder, shellHook: service.shellHook });
  // Why it cannot be had is told when it is to start.
  if (!identity.ok) return { kind: "none" };
  if (identity.value === undefined) return unkept(`nothing stands for the environment ${environment.shell}`);
  const given = identity.value.secrets.find((name) => !passes(node, name));
  if (given !== undefined)
    return unkept(`its environment gives ${given}, whose name says secret: passEnv lists what may be seen without entering a key`);
  const found = await cache.lookup({
    id: node.id,
    verb,
    args: argsOf(node),
    environment: identity.value,
    variables: keyed.variables,
    dependencies: below.results,
    tools: keyed.tools,
    definitionFiles: definitionFiles(verb),
  });
  return found.kind === "unknown" ? unkept(found.why) : found;
}

function unkept(why: string): LookedUp {
  return { kind: "none", why };
}

function passes({ verb }: TaskNode, name: string): boolean {
  return verb.service.passEnv.includes(name) || verb.options.passEnv?.includes(name) === true;
}
