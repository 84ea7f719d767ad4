import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

/** A variable that a test gives to a program, by which everything that the program starts can be found, whoever its parent and its group are. */
export interface ProcessMark {
  readonly env: Readonly<Record<string, string>>;
  /** Those that run now. */
  processes(): readonly RunningProcess[];
}

export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly words: readonly string[];
}

export function markProcesses(): ProcessMark {
  const value = randomBytes(8).toString("hex");
  return {
    env: { REPO_TEST_MARK: value },
    processes: () => runningProcesses().filter(({ pid }) => readProc(pid, "environ").split("\0").includes(`REPO_TEST_MARK=${value}`)),
  };
}

/** The members of a process group that run. */
export function membersOf(group: number): readonly number[] {
  return runningProcesses().flatMap((process) => (process.group === group ? [process.pid] : []));
}

/** All that a process has started, and what they have; only where nothing of it can leave, as in a namespace that ends with it, is that all there is. */
export function descendantsOf(pid: number): readonly RunningProcess[] {
  const all = runningProcesses();
  const found: RunningProcess[] = [];
  const of = new Set([pid]);
  for (let before = -1; before < found.length; ) {
    before = found.length;
    for (const process of all) {
      if (of.has(process.pid) || !of.has(process.parent)) continue;
      of.add(process.pid);
      found.push(process);
    }
  }
  return found;
}

export function isRunning(pid: number): boolean {
  return processOf(pid) !== undefined;
}

/** Waits for what sends no event: a file that appears, a process that is gone. */
export async function until(condition: () => boolean | Promise<boolean>, what = "it"): Promise<void> {
  for (const end = Date.now() + 60_000; !(await condition()); ) {
    if (Date.now() > end) throw new Error(`${what} did not happen within a minute`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function runningProcesses(): readonly RunningProcess[] {
  return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (processOf(Number(name)) ?? []) : []));
}

/** Undefined for a zombie too: it has ended, and only waits for somebody to look. */
function processOf(pid: number): RunningProcess | undefined {
  const stat = readProc(pid, "stat");
  const [state = "X", parent, group, session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (stat === "" || state === "Z" || state === "X") return undefined;
  const words = readProc(pid, "cmdline").split("\0").slice(0, -1);
  return { pid, parent: Number(parent), group: Number(group), session: Number(session), words };
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return "";
  }
}
