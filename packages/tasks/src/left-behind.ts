import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { isAlive, type TaskId } from "@nix-repo/model";
import { endAll, processClock, processEntry, processTable, processTree, whereWeAre } from "@nix-repo/processes";
import { PROCESSES_FILE, runIds, runsFolder } from "./run-paths.ts";
import type { ProcessesHead, StartedProcess } from "./run-processes.ts";

/** A task that still runs though its `repo` was killed. */
export interface LeftTask {
  readonly run: number;
  readonly task: TaskId;
  /** The number of its first process, which may be gone; that of its session, unless it had the terminal. */
  readonly first: number;
  /** All of its processes, the first one first if it is there. */
  readonly pids: readonly number[];
  /** For people; secrets are masked. */
  readonly command: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** What killed runs of this workspace have left running, on this machine. The oldest run comes first. */
export function findLeft(stateFolder: string): readonly LeftTask[] {
  return abandonedRuns(stateFolder).flatMap(leftOf);
}

/**
 * Ends what `findLeft` gave, as far as it is still there: SIGTERM, and after the grace SIGKILL.
 * @param graceMs in milliseconds
 * @returns those that could not be ended: another user's.
 */
export async function endLeft(
  tasks: readonly LeftTask[],
  { stateFolder, graceMs }: { stateFolder: string; graceMs: number },
): Promise<readonly LeftTask[]> {
  const wanted = new Set(tasks.map(keyOf));
  // Looked at again: a person may have taken a long time to say yes.
  const there = findLeft(stateFolder).filter((task) => wanted.has(keyOf(task)));
  await Promise.all(there.map(({ first }) => endAll(processTree(first), { settleMs: 0, graceMs, kill: NEVER })));
  const left = new Set(findLeft(stateFolder).map(keyOf));
  return there.filter((task) => left.has(keyOf(task)));
}

const NEVER = new AbortController().signal;

/** Forgets the killed runs of which nothing runs any more. */
export function forgetEnded(stateFolder: string): void {
  for (const { file, started } of abandonedRuns(stateFolder)) {
    if (!started.some(({ pid }) => processTable().some(({ session }) => session === pid))) rmSync(file, { force: true });
  }
}

/** Whether the run of a folder was killed, and something of it may still run. */
export function mayHaveLeft(folder: string): boolean {
  const run = abandonedRun(folder);
  return run !== undefined && leftOf(run).length > 0;
}

interface AbandonedRun {
  readonly id: number;
  readonly file: string;
  readonly started: readonly StartedProcess[];
  /** When its `repo` was still there, by `processClock`. */
  readonly lastSignOfLife: number;
}

function abandonedRuns(stateFolder: string): readonly AbandonedRun[] {
  const runs = runsFolder(stateFolder);
  return runIds(namesIn(runs)).flatMap((id) => abandonedRun(join(runs, String(id))) ?? []);
}

function abandonedRun(folder: string): AbandonedRun | undefined {
  const file = join(folder, PROCESSES_FILE);
  const { head, started } = readProcesses(file);
  if (head.version !== 1 || head.where !== whereWeAre() || head.process === undefined || isAlive(head.process)) return undefined;
  return { id: Number(basename(folder)), file, started, lastSignOfLife: lastWriteIn(folder) };
}

function readProcesses(file: string): { head: Partial<ProcessesHead>; started: readonly StartedProcess[] } {
  let text = "";
  try {
    text = readFileSync(file, "utf8");
  } catch {
    // A run that has finished has none.
  }
  // What follows the last line break was never written to its end.
  const [head, ...started] = text.split("\n").slice(0, -1).map(parsed);
  return { head: (head ?? {}) as Partial<ProcessesHead>, started: started.filter(isStarted) };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** What is read here is signalled: 1 is the system's first process, and 0 would be ourselves. */
function isStarted(line: unknown): line is StartedProcess {
  const { pid, task, started } = (line ?? {}) as Partial<StartedProcess>;
  return Number.isSafeInteger(pid) && Number(pid) > 1 && typeof task === "string" && typeof started === "number";
}

function lastWriteIn(folder: string): number {
  const written = Math.max(0, ...namesIn(folder).map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0));
  return written - Date.now() + processClock();
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function leftOf({ id, started, lastSignOfLife }: AbandonedRun): readonly LeftTask[] {
  return started.flatMap((first) => {
    if (!isStillItsOwn(first, lastSignOfLife)) return [];
    const pids = processTree(first.pid)
      .members()
      .map(({ pid }) => pid)
      .sort((a, b) => Number(b === first.pid) - Number(a === first.pid) || a - b);
    return pids.length === 0 ? [] : [{ run: id, task: first.task, first: first.pid, pids, command: first.command, startedAt: first.at }];
  });
}

/**
 * Whether the process and the session of that number are still the task's, and not another's that got the number later.
 * A process that is not younger than the line is the one that the line is about (also where it has ended and nobody has looked). Where it is gone, the
 * number is not given away while its session has a member: then the proof is a member that was there when the `repo` of the task still was, as until
 * then the session cannot have been empty.
 */
function isStillItsOwn({ pid, started }: StartedProcess, lastSignOfLife: number): boolean {
  const first = processEntry(pid);
  if (first !== undefined) return first.started < started + CLOCK_MARGIN_MS;
  return processTable().some((entry) => entry.session === pid && entry.started < lastSignOfLife - FILE_MARGIN_MS);
}

/** How far `processClock` may lag behind the system's. Numbers are given in turn: it takes longer until one comes again. */
const CLOCK_MARGIN_MS = 100;
/** The same for the times of files. */
const FILE_MARGIN_MS = 1_000;

function keyOf({ run, first }: LeftTask): string {
  return `${run} ${first}`;
}
