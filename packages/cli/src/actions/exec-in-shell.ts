import { WORKSPACE_SERVICE } from "@nix-repo/model";
import { handOverTask } from "../hand-over.ts";
import { type GlobalFlags, openSession, refuse, refuseIn, type Session } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";
import { contextOf } from "../task-context.ts";
import { servicesHere } from "../where-we-are.ts";

interface Request {
  readonly flags: GlobalFlags;
  /** Left out: the one whose folder we are in, or the workspace itself. */
  readonly service: string | undefined;
  readonly here: boolean;
  readonly context: RepoContext;
}

/** `repo exec SERVICE -- CMD`: any command in a service's environment, with the terminal. */
export async function execInShell({ flags, service: named, here, context }: Request): Promise<number> {
  const session = await openSession(flags, context.io);
  if (!session.ok) return await refuse(session.error, { io: context.io, flags });
  const name = named === undefined || named === "." ? serviceHere(session.value) : named;
  const argv = context.rest ?? [];
  if (argv.length === 0) {
    const hint = `repo exec ${named ?? "web"} -- ls`;
    return await refuseIn(session.value, { code: "usage", message: "exec needs a command", hint });
  }
  const service = await session.value.workspace.service(name);
  if (!service.ok) return await refuseIn(session.value, service.error);
  const tasks = await contextOf(session.value, { colour: false });
  if (!tasks.ok) return await refuseIn(session.value, tasks.error);
  const request = { kind: "command", service: service.value, run: { kind: "argv", argv } } as const;
  return await handOverTask(here ? { ...request, cwd: session.value.cwd } : request, { session: session.value, context: tasks.value });
}

/** The one service whose folder we are in; the workspace itself elsewhere. */
function serviceHere(session: Session): string {
  return servicesHere(session)[0] ?? WORKSPACE_SERVICE;
}
