import type { KeyExplained } from "@nix-repo/cache";
import type { TaskId } from "@nix-repo/model";
import type { ExplainKey } from "@nix-repo/reporters";
import { cacheableTask, createTaskResults, surroundingsOf, type TaskGraph, type TaskNode } from "@nix-repo/tasks";
import { keptShell } from "../known-shell.ts";
import type { Session } from "../open-session.ts";
import { openTaskCache } from "../open-task-cache.ts";
import { taskContext } from "../task-context.ts";

/** What the result of a task depends on, and whether it would be taken from what is kept. Starts no task, and no Nix: where a devShell is not kept, it cannot be told. */
export async function explainKey(
  session: Session,
  { graph, task }: { readonly graph: TaskGraph; readonly task: TaskId },
): Promise<ExplainKey | undefined> {
  const provider = await session.provider();
  if (!provider.ok) return undefined;
  const cache = await openTaskCache(session, { graph, caching: { mode: "r", force: false }, provider: provider.value });
  if (cache === undefined) return undefined;
  const context = taskContext(session, { provider: provider.value, colour: false });
  const results = createTaskResults(graph, cache.outputsOf);
  let explained: ExplainKey | undefined;
  // Dependencies come before dependents.
  for (const node of graph.tasks.values()) {
    explained = await explain(node);
    if (node.id === task) break;
  }
  await cache.close();
  return explained;

  async function explain(node: TaskNode): Promise<ExplainKey | undefined> {
    if (!node.verb.keepable) return undefined;
    if (provider.ok && provider.value.kind === "nix" && (await keptShell(node.verb.shell, session)) === undefined) {
      return { kind: "unknown", why: "its devShell is not captured yet" };
    }
    const surroundings = await surroundingsOf(node, context);
    if (!surroundings.ok || !surroundings.value.variables.keepable) return undefined;
    const below = await results.below(node.id);
    if (below.kind === "unknown") return { kind: "unknown", why: below.why };
    const described = await cacheableTask(node, surroundings.value, below.results);
    if (described.kind === "none") return described.why === undefined ? undefined : { kind: "unknown", why: described.why };
    const key = await cache?.explain(described.task);
    if (key === undefined) return undefined;
    if (key.kind === "known" && key.result !== undefined) results.ended(node.id, key.result);
    return viewOf(key);
  }
}

function viewOf(key: KeyExplained): ExplainKey {
  if (key.kind === "unknown") return key;
  const { action, parts, kept, keptAt, changes, hasRun, unkept } = key;
  return {
    kind: "known",
    digest: action.hash,
    kept,
    ...(keptAt === undefined ? {} : { keptAt }),
    changes,
    hasRun,
    ...(unkept === undefined ? {} : { unkept }),
    ...parts,
  };
}
