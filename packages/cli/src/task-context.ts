import { readRuntimeVariables } from "@nix-repo/config";
import { type EnvironmentProvider, ok, type Result } from "@nix-repo/model";
import type { TaskContext } from "@nix-repo/tasks";
import type { Session } from "./open-session.ts";

/** What tasks need of the outside, from the session. Apart from `runRequests`, so that `exec` and `shell` load nothing of what runs tasks. */
export async function contextOf(session: Session, { colour }: { colour: boolean }): Promise<Result<TaskContext>> {
  const provider = await session.provider();
  return provider.ok ? ok(taskContext(session, { provider: provider.value, colour })) : provider;
}

export function taskContext(session: Session, { provider, colour }: { provider: EnvironmentProvider; colour: boolean }): TaskContext {
  const { workspace, caller, stateFolder } = session;
  return { workspace, provider, callerEnv: caller, runtimeOf: runtimeOf(session), stateFolder, colour };
}

/** The `.env` layers of services. */
export function runtimeOf({ workspace }: Pick<Session, "workspace">): TaskContext["runtimeOf"] {
  return async ({ folder }) => ok(await readRuntimeVariables({ workspaceRoot: workspace.root, serviceFolder: folder }));
}
