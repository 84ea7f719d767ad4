import { setTimeout as delay } from "node:timers/promises";
import { processTable } from "./process-table.ts";

/** @returns whether the group still had a member that could be signalled. */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  // To kill(2), 0 is our own group and -1 is everybody.
  if (!(group > 1)) throw new Error(`${group} is not the group of a task`);
  try {
    process.kill(-group, signal);
    return true;
  } catch (error) {
    // EPERM: a member changed its user. It is there, but not ours to end.
    return (error as NodeJS.ErrnoException).code === "EPERM" && signal === 0;
  }
}

/** Processes that are to end. */
export interface Ending {
  isAlive(): boolean;
  signal(signal: NodeJS.Signals): void;
}

/** The members of a group. Where it is empty, that costs next to nothing to know. */
export function groupMembers(group: number): Ending {
  return {
    isAlive: () => signalGroup(group, 0) && processTable().some((entry) => entry.group === group),
    signal: (signal) => void signalGroup(group, signal),
  };
}

export interface EndingTimes {
  /** How long they may take to end by themselves: what was piped into `tee` is still being written. */
  readonly settleMs: number;
  /** How long they may take after SIGTERM before they are killed. */
  readonly graceMs: number;
  /** Kills at once. */
  readonly kill: AbortSignal;
  /** Whether they may be waiting for us to take what they write: such time does not count. */
  readonly isWaitedFor?: () => boolean;
}

/**
 * Sees to it that nothing is left of some processes: waits a moment, then SIGTERM, then SIGKILL.
 * There is no event for the end of a process that is not a child, so it asks, ever more rarely.
 * @returns whether members had to be ended.
 */
export async function endAll(ending: Ending, { settleMs, graceMs, kill, isWaitedFor }: EndingTimes): Promise<boolean> {
  if (await gone(ending, settleMs, { hurry: kill, isWaitedFor })) return false;
  if (!kill.aborted) {
    ending.signal("SIGTERM");
    if (await gone(ending, graceMs, { hurry: kill })) return true;
  }
  ending.signal("SIGKILL");
  // A killed process may stay in an uninterruptible wait of the kernel; that is not ours to wait for.
  await gone(ending, KILLED_WITHIN_MS);
  return true;
}

const KILLED_WITHIN_MS = 1_000;

async function gone(
  ending: Ending,
  withinMs: number,
  { hurry, isWaitedFor = () => false }: { hurry?: AbortSignal; isWaitedFor?: (() => boolean) | undefined } = {},
): Promise<boolean> {
  let waited = 0;
  for (let step = 1; ending.isAlive(); step = Math.min(step * 2, 50)) {
    if (waited >= withinMs || hurry?.aborted === true) return false;
    await delay(Math.min(step, withinMs - waited));
    if (!isWaitedFor()) waited += step;
  }
  return true;
}
