import { ok, type Result } from "@nix-repo/model";
import { hasParams, type TaskGraph } from "@nix-repo/tasks";
import { OWN_FLAGS } from "../command-names.ts";
import type { Session } from "../open-session.ts";
import { runtimeOf } from "../task-context.ts";

/**
 * The graph, or a part of the one that was asked for, with the values of its verbs' parameters; most graphs have none.
 * Fails as `params-invalid`.
 */
export async function withValues(graph: TaskGraph, session: Session, asked = graph): Promise<Result<TaskGraph>> {
  if (!hasParams(graph)) return ok(graph);
  const { bindGraph } = await import("./params-door.ts");
  return await bindGraph(graph, { asked, callerEnv: session.caller, runtimeOf: runtimeOf(session), ownFlags: OWN_FLAGS });
}
