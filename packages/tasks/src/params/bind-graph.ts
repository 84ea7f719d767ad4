import {
  type BoundParam,
  err,
  nearest,
  ok,
  type ParamMistake,
  type Result,
  type TaskId,
  taskId,
  type Variables,
  type Verb,
} from "@nix-repo/model";
import type { TaskContext } from "../prepare-task.ts";
import type { TaskGraph, TaskNode } from "../task-graph.ts";
import { bindParams, type ParamSources } from "./bind-params.ts";

interface Surroundings extends Pick<TaskContext, "callerEnv" | "runtimeOf"> {
  /** Those of `repo` itself, one of which may be what was meant. */
  readonly ownFlags: readonly string[];
  /** All that was asked for, where the graph is a part of it. */
  readonly asked: TaskGraph;
}

/**
 * The graph with the values of all parameters, each a variable that its verb declares. Fails as `params-invalid` with all that is wrong in any task,
 * and as reading a `.env` does.
 */
export async function bindGraph(graph: TaskGraph, surroundings: Surroundings): Promise<Result<TaskGraph>> {
  const tasks = new Map<TaskId, TaskNode>();
  const mistakes = unknownFlags(surroundings);
  for (const [id, node] of graph.tasks) {
    const bound = await bindNode(node, surroundings);
    if (!bound.ok) return bound;
    if (bound.value.ok) tasks.set(id, bound.value.value);
    else mistakes.push(...bound.value.error);
  }
  if (mistakes.length === 0) return ok({ ...graph, tasks });
  return err({ code: "params-invalid", verb: verbToAsk(graph, mistakes), mistakes });
}

async function bindNode(node: TaskNode, { callerEnv, runtimeOf }: Surroundings): Promise<Result<Result<TaskNode, ParamMistake[]>>> {
  if (node.verb.options.params === undefined) return ok(ok(node));
  const runtime = await runtimeOf(node.verb.service);
  if (!runtime.ok) return runtime;
  const bound = bindVerb(node.verb, { given: node.given, callerEnv, runtime: runtime.value });
  return ok(bound.ok ? ok({ ...node, ...bound.value }) : bound);
}

/** A verb that declares the values of its parameters as variables. */
export function bindVerb(verb: Verb, sources: ParamSources): Result<{ verb: Verb; params: readonly BoundParam[] }, ParamMistake[]> {
  const { params = {}, env } = verb.options;
  const bound = bindParams(params, { ...sources, task: taskId(verb.service.name, verb.name) });
  if (!bound.ok) return bound;
  return ok({ verb: { ...verb, options: { ...verb.options, env: { ...env, ...variablesOf(bound.value) } } }, params: bound.value });
}

function variablesOf(params: readonly BoundParam[]): Variables {
  return Object.fromEntries(params.flatMap(({ variable, value }) => (value === undefined ? [] : [[variable, value]])));
}

/** Flags that were given to some task, and that are a parameter of none of these. */
function unknownFlags({ asked, ownFlags }: Surroundings): ParamMistake[] {
  const nodes = [...asked.tasks.values()].filter(({ given }) => given !== undefined);
  const names = new Set(nodes.flatMap(({ given }) => [...(given?.flags.keys() ?? [])]));
  const known = new Set(nodes.flatMap(({ verb }) => Object.keys(verb.options.params ?? {})));
  const flags = [...[...known].map((name) => `--${name}`), ...ownFlags];
  return [...names]
    .filter((name) => !known.has(name))
    .map((name) => {
      const near = nearest(`--${name}`, flags);
      return { kind: "unknown", name, ...(near === undefined ? {} : { nearest: near }) };
    });
}

/** The verb whose help says most: of the first task that something is wrong with, or of the one that was asked for. */
function verbToAsk({ tasks }: TaskGraph, mistakes: readonly ParamMistake[]): string {
  const wrong = mistakes.find((mistake) => mistake.kind !== "unknown");
  const node = wrong === undefined ? [...tasks.values()].find(({ given }) => given !== undefined) : tasks.get(wrong.task);
  return node?.verb.name ?? "VERB";
}
