import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** @returns whether the group still had a member that could be signalled. */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch (error) {
    // EPERM: a member changed its user. It is there, but not ours to end.
    return (error as NodeJS.ErrnoException).code === "EPERM" && signal === 0;
  }
}

export interface GroupEnding {
  /** How long members may take to end by themselves once the leader has: what was piped into `tee` is still being written. */
  readonly settleMs: number;
  /** How long they may take after SIGTERM before they are killed. */
  readonly graceMs: number;
  /** Kills at once. */
  readonly kill: AbortSignal;
  /** Whether members may be waiting for us to take what they write: such time does not count. */
  readonly isWaitedFor: () => boolean;
}

/**
 * Sees to it that nothing of a process group is left once its leader has ended: waits a moment, then SIGTERM, then SIGKILL.
 * There is no event for the end of a process that is not a child, so it asks, ever more rarely.
 * @returns whether members had to be ended.
 */
export async function endGroup(group: number, { settleMs, graceMs, kill, isWaitedFor }: GroupEnding): Promise<boolean> {
  if (await gone(group, settleMs, { hurry: kill, isWaitedFor })) return false;
  if (!kill.aborted && signalGroup(group, "SIGTERM") && (await gone(group, graceMs, { hurry: kill }))) return true;
  signalGroup(group, "SIGKILL");
  // A killed process may stay in an uninterruptible wait of the kernel; that is not ours to wait for.
  await gone(group, KILLED_WITHIN_MS);
  return true;
}

const KILLED_WITHIN_MS = 1_000;

async function gone(
  group: number,
  withinMs: number,
  { hurry, isWaitedFor = () => false }: { hurry?: AbortSignal; isWaitedFor?: () => boolean } = {},
): Promise<boolean> {
  let waited = 0;
  for (let step = 1; isAlive(group); step = Math.min(step * 2, 50)) {
    if (waited >= withinMs || hurry?.aborted === true) return false;
    await delay(Math.min(step, withinMs - waited));
    if (!isWaitedFor()) waited += step;
  }
  return true;
}

/**
 * Whether the group has a member that is not a zombie. Orphans go to process 1, which in many containers reaps late or never: a zombie holds
 * its group's number but runs no more. Where there is no `/proc` (macOS), process 1 reaps at once.
 */
function isAlive(group: number): boolean {
  if (!signalGroup(group, 0)) return false;
  if (process.platform !== "linux") return true;
  let processes: readonly string[];
  try {
    processes = readdirSync("/proc");
  } catch {
    return true;
  }
  return processes.some((pid) => /^\d+$/.test(pid) && runsIn(group, pid));
}

function runsIn(group: number, pid: string): boolean {
  try {
    // "PID (NAME) STATE PPID PGRP …"; the name may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [state, , pgrp] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return Number(pgrp) === group && state !== "Z" && state !== "X";
  } catch {
    return false;
  }
}
