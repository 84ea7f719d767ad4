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
}

/**
 * Sees to it that nothing of a process group is left once its leader has ended: waits a moment, then SIGTERM, then SIGKILL.
 * There is no event for the end of a process that is not a child, so it asks, ever more rarely.
 * @returns whether members had to be ended.
 */
export async function endGroup(group: number, { settleMs, graceMs, kill }: GroupEnding): Promise<boolean> {
  if (await gone(group, settleMs, kill)) return false;
  if (!kill.aborted && signalGroup(group, "SIGTERM") && (await gone(group, graceMs, kill))) return true;
  signalGroup(group, "SIGKILL");
  // A killed process may stay in an uninterruptible wait of the kernel; that is not ours to wait for.
  await gone(group, KILLED_WITHIN_MS);
  return true;
}

const KILLED_WITHIN_MS = 1_000;

async function gone(group: number, withinMs: number, hurry?: AbortSignal): Promise<boolean> {
  let waited = 0;
  for (let step = 1; signalGroup(group, 0); step = Math.min(step * 2, 50)) {
    if (waited >= withinMs || hurry?.aborted === true) return false;
    await delay(Math.min(step, withinMs - waited));
    waited += step;
  }
  return true;
}
