import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { EXIT, err, type KeptRun, nearest, ok, parseTaskId, type Result, type TaskId, taskId } from "@nix-repo/model";
import { decideColour, describeUnlogged, Output, renderRun, runJson, symbolsFor } from "@nix-repo/reporters";
import { keptRuns } from "@nix-repo/tasks";
import { findRun } from "../find-run.ts";
import { type GlobalFlags, openSession, refuse, refuseIn, type Session } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";
import { servicesHere } from "../where-we-are.ts";

interface Request {
  readonly flags: GlobalFlags & {
    readonly run: string | undefined;
    readonly follow: boolean;
    readonly since: string | undefined;
    readonly json: boolean;
  };
  /** `web:test`, or `test web`; empty where none is named. */
  readonly words: readonly string[];
  readonly context: RepoContext;
}

/** `repo logs [TASK] [--run ID]`. */
export async function showLog({ flags, words, context }: Request): Promise<number> {
  const { io } = context;
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const { root } = session.value.workspace;
  if (flags.run === undefined && (await isOfUnits(words, session.value))) {
    const { showUnitLogs } = await import("../up/show-unit-logs.ts");
    return await showUnitLogs(session.value, { names: words, flags });
  }
  const task = parseTask(words, session.value);
  if (!task.ok) return await refuseIn(session.value, task.error);
  const found = findLog(task.value, flags.run, session.value);
  if (!found.ok) return await refuseIn(session.value, found.error);
  if (found.value.task === undefined) {
    const { run } = found.value;
    const colour = decideColour({ flag: flags.color, env: io.env, isTTY: io.stdout.isTTY === true });
    const text = flags.json
      ? JSON.stringify(runJson(run, root), undefined, 2)
      : renderRun(run, { root, colour, symbols: symbolsFor(io.env) });
    io.stdout.write(`${text}\n`);
    return EXIT.ok;
  }
  await printLog(found.value, new Output(io.stdout), flags.json);
  return EXIT.ok;
}

/** A service by its name alone, its containers, or the other processes of one that have a log of their own. */
async function isOfUnits(words: readonly string[], { workspace, stateFolder }: Session): Promise<boolean> {
  if (words.length === 0) return false;
  if (words.every((word) => word.includes("@") || workspace.serviceNames.includes(word))) return true;
  const folder = join(stateFolder, "up", "logs");
  if (!words.every((word) => /[:@]/.test(word)) || !existsSync(folder)) return false;
  const { loggedUnits } = await import("@nix-repo/supervisor");
  const logged = loggedUnits(folder);
  return words.every((word) => logged.includes(word));
}

function parseTask(words: readonly string[], session: Session): Result<TaskId | undefined> {
  const [first, second, ...others] = words;
  if (first === undefined) return ok(undefined);
  const whole = parseTaskId(first);
  if (whole !== undefined && second === undefined) return ok(taskId(whole.service, whole.verb));
  const [service] = second === undefined || second === "." ? servicesHere(session) : [second];
  if (whole === undefined && service !== undefined && others.length === 0) return ok(taskId(service, first));
  return err({ code: "usage", message: `"${words.join(" ")}" is not a task: a task is written service:verb`, hint: "repo logs web:test" });
}

/** A run, and where it is one log that is meant, that of which task. */
type Found = { readonly run: KeptRun; readonly task?: undefined } | { readonly run: KeptRun; readonly task: TaskId; readonly file: string };

function findLog(task: TaskId | undefined, id: string | undefined, session: Session): Result<Found> {
  if (task !== undefined && id === undefined) return latestWith(task, session);
  const run = findRun(id, session);
  if (!run.ok) return run;
  const logged = loggedTasks(run.value);
  const [only, another] = logged;
  const meant = task ?? (another === undefined ? only : undefined);
  if (meant === undefined) return ok({ run: run.value });
  const log = run.value.tasks[meant]?.log;
  if (log !== undefined) return ok({ run: run.value, task: meant, file: join(run.value.folder, log) });
  const recorded = run.value.tasks[meant];
  if (recorded !== undefined) return usage(`${meant} wrote nothing in run ${run.value.id}: ${describeUnlogged(recorded)}`);
  return usage(`run ${run.value.id} has no task "${meant}"${meantOf(meant, logged)}`, `repo runs show ${run.value.id}`);
}

function latestWith(task: TaskId, { stateFolder }: Session): Result<Found> {
  const others = new Set<TaskId>();
  for (const run of keptRuns(stateFolder)) {
    const log = run.tasks[task]?.log;
    if (log !== undefined) return ok({ run, task, file: join(run.folder, log) });
    for (const other of loggedTasks(run)) others.add(other);
  }
  return usage(`no run that is kept has a log of "${task}"${meantOf(task, others)}`, "repo runs");
}

function loggedTasks(run: KeptRun): readonly TaskId[] {
  return (Object.keys(run.tasks) as TaskId[]).filter((task) => run.tasks[task]?.log !== undefined);
}

function meantOf(task: TaskId, others: Iterable<TaskId>): string {
  const near = nearest(task, others);
  return near === undefined ? "" : `; did you mean "${near}"?`;
}

function usage(message: string, hint?: string): Result<never> {
  return err({ code: "usage", message, ...(hint === undefined ? {} : { hint }) });
}

async function printLog({ run, task, file }: Extract<Found, { file: string }>, output: Output, json: boolean): Promise<void> {
  const head = JSON.stringify({ version: 1, kind: "log", run: run.id, task, log: file, text: "" });
  const decoder = new StringDecoder("utf8");
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  if (json) output.write(head.slice(0, -2));
  // A task that wrote nothing has no file.
  const chunks = existsSync(file) ? (createReadStream(file) as AsyncIterable<Buffer>) : [];
  for await (const chunk of chunks) {
    output.write(json ? inJson(decoder.write(chunk)) : chunk);
    await output.congestion();
  }
  if (json) output.write(`${inJson(decoder.end())}"}\n`);
  await output.flush();
}
