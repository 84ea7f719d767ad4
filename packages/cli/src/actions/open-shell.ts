import { join } from "node:path";
import { WORKSPACE_SERVICE } from "@nix-repo/model";
import { handOverTask } from "../hand-over.ts";
import { type GlobalFlags, openSession, refuse, refuseIn } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";
import { contextOf } from "../task-context.ts";
import { userShell } from "../user-shell.ts";
import { servicesHere } from "../where-we-are.ts";

/** `repo shell [SERVICE]`: the user's own shell in a devShell; without a service that of the workspace, where the caller is. */
export async function openShell({
  flags,
  service: named,
  context,
}: {
  flags: GlobalFlags;
  service: string | undefined;
  context: RepoContext;
}): Promise<number> {
  const session = await openSession(flags, context.io);
  if (!session.ok) return await refuse(session.error, { io: context.io, flags });
  const { workspace, caller, stateFolder, cwd } = session.value;
  const name = named === "." ? (servicesHere(session.value)[0] ?? WORKSPACE_SERVICE) : (named ?? WORKSPACE_SERVICE);
  const service = await workspace.service(name);
  if (!service.ok) return await refuseIn(session.value, service.error);
  const tasks = await contextOf(session.value, { colour: false });
  if (!tasks.ok) return await refuseIn(session.value, tasks.error);
  const label = name === WORKSPACE_SERVICE ? "repo" : name;
  const shell = userShell({ program: caller.SHELL ?? "bash", label, folder: join(stateFolder, "shell"), caller });
  const request = { kind: "command", service: service.value, run: shell.run, overlay: shell.overlay } as const;
  return await handOverTask(named === undefined ? { ...request, cwd } : request, { session: session.value, context: tasks.value });
}
