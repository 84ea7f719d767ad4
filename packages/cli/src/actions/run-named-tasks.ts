import { err, ok, parseTaskId, type Result } from "@nix-repo/model";
import type { TaskRequest } from "@nix-repo/tasks";
import { type GlobalFlags, openSession, refuse, refuseIn } from "../open-session.ts";
import { type RepoContext, typedIn } from "../repo-command.ts";
import type { RunFlags } from "../run-flags.ts";
import { runRequests } from "../run-requests.ts";

/** `repo run TASK…`. */
export async function runNamedTasks({
  flags,
  tasks,
  context,
}: {
  flags: GlobalFlags & RunFlags;
  tasks: readonly string[];
  context: RepoContext;
}): Promise<number> {
  const session = await openSession(flags, context.io);
  if (!session.ok) return await refuse(session.error, { io: context.io, flags });
  const requests = requestsOf(tasks, context.rest ?? []);
  if (!requests.ok) return await refuseIn(session.value, requests.error);
  return await runRequests(session.value, { requests: requests.value, flags, typed: typedIn(context) });
}

function requestsOf(tasks: readonly string[], args: readonly string[]): Result<readonly TaskRequest[]> {
  if (args.length > 0 && tasks.length > 1) {
    return err({
      code: "usage",
      message: `what stands behind -- is for one command, and ${tasks.length} tasks are named`,
      hint: "name one task",
    });
  }
  const requests: TaskRequest[] = [];
  for (const task of tasks) {
    const parsed = parseTaskId(task);
    if (parsed === undefined) return err({ code: "usage", message: `"${task}" is not a task: a task is written service:verb` });
    requests.push({ ...parsed, args });
  }
  return ok(requests);
}
