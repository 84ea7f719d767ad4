/**
 * Whether a file was changed longer ago than that. What seems to come from a future just as far away was changed before the clock was set back, so long ago as well.
 */
export function isLongAgo(mtimeMs: number, { now, ms }: { now: number; ms: number }): boolean {
  return Math.abs(now - mtimeMs) > ms;
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
