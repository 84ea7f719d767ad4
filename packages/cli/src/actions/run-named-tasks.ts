import { err, type GivenParams, ok, parseTaskId, type Result, taskId, WORKSPACE_SERVICE } from "@nix-repo/model";
import type { TaskRequest } from "@nix-repo/tasks";
import { type GlobalFlags, openSession, refuse, refuseIn, type Session } from "../open-session.ts";
import { type RepoContext, typedIn } from "../repo-command.ts";
import type { RunFlags } from "../run-flags.ts";
import { runNothing, runRequests } from "../run-requests.ts";

/** `repo run TASK…`. */
export async function runNamedTasks({
  flags,
  tasks,
  context,
}: {
  flags: GlobalFlags & RunFlags & { readonly affected: string | boolean | undefined };
  tasks: readonly string[];
  context: RepoContext;
}): Promise<number> {
  const session = await openSession(flags, context.io);
  if (!session.ok) return await refuse(session.error, { io: context.io, flags });
  const named = requestsOf(tasks, context.rest ?? []);
  if (!named.ok) return await refuseIn(session.value, named.error);
  const requests = context.given === undefined ? named : await withParams(named.value, { given: context.given, session: session.value });
  if (!requests.ok) return await refuseIn(session.value, requests.error);
  const wanted = await affectedOf(requests.value, { session: session.value, affected: flags.affected });
  if (!wanted.ok) return await refuseIn(session.value, wanted.error);
  // What nobody changed needs no run; that it is so has been said.
  if (wanted.value.length === 0) return await runNothing(session.value, { flags, typed: typedIn(context) });
  return await runRequests(session.value, { requests: wanted.value, flags, typed: typedIn(context) });
}

/** Tasks of the workspace itself stay: who names one knows what it is for. */
async function affectedOf(
  requests: readonly TaskRequest[],
  { session, affected }: { session: Session; affected: string | boolean | undefined },
): Promise<Result<readonly TaskRequest[]>> {
  if (affected === undefined || affected === false) return ok(requests);
  const { narrowToChange } = await import("../affected/narrow-to-change.ts");
  const services = requests.map(({ service }) => service);
  const found = await narrowToChange(session, { services, flags: { affected, staged: false } });
  if (!found.ok) return found;
  return ok(requests.filter(({ service }) => service === WORKSPACE_SERVICE || found.value.includes(service)));
}

/** As what stands behind `--`, values of parameters are for one task. */
async function withParams(
  requests: readonly TaskRequest[],
  { given, session }: { given: GivenParams; session: Session },
): Promise<Result<readonly TaskRequest[]>> {
  const { verbsWithParams } = await import("../params/known-params.ts");
  const words = requests.map(({ service, verb }) => taskId(service, verb));
  const having = await verbsWithParams(session.workspace, { command: "run", words });
  const [only, ...others] = having.map(({ service, verb }) => taskId(service, verb));
  if (only === undefined || others.length > 0) {
    const flags = [...given.flags.keys()].map((name) => `--${name}`).join(", ");
    const message = `${flags} is for one task, and ${having.length} that are named have parameters: ${[only, ...others].join(", ")}`;
    return err({ code: "usage", message, hint: "name one of them" });
  }
  return ok(requests.map((request) => (taskId(request.service, request.verb) === only ? { ...request, given } : request)));
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
