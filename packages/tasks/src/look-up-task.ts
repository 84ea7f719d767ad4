import type { CacheableTask, Lookup } from "@nix-repo/model";
import { definitionFiles } from "./delegates/kept-recipes.ts";
import { argsOf, type Surroundings, type TaskContext } from "./prepare-task.ts";
import type { TaskNode } from "./task-graph.ts";
import type { TaskResults } from "./task-results.ts";

export type LookedUp = Exclude<Lookup, { readonly kind: "unknown" }> | Unkept;

/** Whether the result of a task is kept, or may be when it has run. */
export async function lookUpTask(
  node: TaskNode,
  surroundings: Surroundings,
  { cache, results }: TaskContext & { readonly results: TaskResults },
): Promise<LookedUp> {
  if (cache === undefined || !surroundings.variables.keepable) return { kind: "none" };
  const below = await results.below(node.id);
  if (below.kind === "unknown") return unkept(below.why);
  const task = await cacheableTask(node, surroundings, below.results);
  if (task.kind === "none") return task;
  const found = await cache.lookup(task.task);
  return found.kind === "unknown" ? unkept(found.why) : found;
}

/** A task with all that its key is made of, given what stands for the results that it depends on. */
export async function cacheableTask(
  node: TaskNode,
  { environment, variables }: Surroundings,
  dependencies: CacheableTask["dependencies"],
): Promise<{ readonly kind: "cacheable"; readonly task: CacheableTask } | Unkept> {
  const { verb } = node;
  const { service } = verb;
  const { keyed, base } = variables;
  const [secret] = keyed.secrets;
  if (secret !== undefined) return unkept(`it sees ${secret}, ${PASS_IT}`);
  const identity = await environment.identity({ base, cwd: service.folder, shellHook: service.shellHook });
  // Why it cannot be had is told when it is to start.
  if (!identity.ok) return { kind: "none" };
  if (identity.value === undefined) return unkept(`nothing stands for the environment ${environment.shell}`);
  const given = identity.value.secrets.find((name) => !passes(node, name));
  if (given !== undefined) return unkept(`its environment gives ${given}, ${PASS_IT}`);
  return {
    kind: "cacheable",
    task: {
      id: node.id,
      verb,
      args: argsOf(node),
      environment: identity.value,
      variables: keyed.variables,
      dependencies,
      tools: keyed.tools,
      definitionFiles: definitionFiles(verb),
    },
  };
}

const PASS_IT = "whose name says secret: passEnv lists what may be seen without entering a key";

/** `why`: one clause, where it is worth telling. */
export interface Unkept {
  readonly kind: "none";
  readonly why?: string;
}

function unkept(why: string): Unkept {
  return { kind: "none", why };
}

function passes({ verb }: TaskNode, name: string): boolean {
  return verb.service.passEnv.includes(name) || verb.options.passEnv?.includes(name) === true;
}
