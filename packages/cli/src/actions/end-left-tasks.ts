import { EXIT } from "@nix-repo/model";
import { renderTable, symbolsFor } from "@nix-repo/reporters";
import { endLeft, findLeft, forgetEnded, type LeftTask } from "@nix-repo/tasks";
import type { Io } from "../io.ts";
import { type GlobalFlags, openSession, refuse } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";

interface Request {
  readonly flags: GlobalFlags & { readonly json: boolean };
  readonly context: RepoContext;
}

/** `repo doctor --end`: ends what runs that were killed have left running. Returns 1 where something cannot be ended. */
export async function endLeftTasks({ flags, context: { io } }: Request): Promise<number> {
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const { stateFolder } = session.value;
  const found = findLeft(stateFolder);
  if (!flags.json) io.stdout.write(describe(found, io));
  const left = found.length > 0 ? await endAll(found, { stateFolder, io }) : found;
  forgetEnded(stateFolder);
  if (flags.json) io.stdout.write(asJson(found, left));
  else for (const { task, pids } of left) io.stderr.write(`repo: ${task} could not be ended (process ${pids[0]})\n`);
  return left.length === 0 ? EXIT.ok : EXIT.failed;
}

function describe(tasks: readonly LeftTask[], io: Io): string {
  if (tasks.length === 0) return "nothing is left running of earlier runs\n";
  const rows = tasks.map(({ task, run, pids: [pid, ...others], startedAt, command }) => [
    task,
    String(run),
    `${pid}${others.length === 0 ? "" : ` and ${others.length} more`}`,
    localTime(startedAt),
    command,
  ]);
  const table = renderTable([["task", "run", "process", "since", "command"], ...rows], {
    columns: io.stdout.columns,
    ellipsis: symbolsFor(io.env).ellipsis,
  });
  return `left running by runs that were killed:\n\n${table.join("\n")}\n`;
}

/** `2026-03-01 14:02`, in the user's own time. */
function localTime(at: number): string {
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

async function endAll(tasks: readonly LeftTask[], { stateFolder, io }: { stateFolder: string; io: Io }): Promise<readonly LeftTask[]> {
  io.stderr.write(`repo: ending them; what has not ended in ${GRACE_MS / 1_000} s is killed\n`);
  return await endLeft(tasks, { stateFolder, graceMs: GRACE_MS });
}

const GRACE_MS = 10_000;

function asJson(found: readonly LeftTask[], left: readonly LeftTask[]): string {
  const stillThere = new Set(left.map(({ run, first }) => `${run} ${first}`));
  const tasks = found.map(({ run, task, pids, command, startedAt, first }) => {
    return { task, run, pids, startedAt, command, ended: !stillThere.has(`${run} ${first}`) };
  });
  return `${JSON.stringify({ version: 1, kind: "left-running", tasks }, undefined, 2)}\n`;
}
