import type { Clock } from "@nix-repo/processes";

/**
 * When the table of processes is read next: at once, or where it was read just now a little later. All who wait for the same tick go on in the same callback,
 * and share one reading; so reading takes at most a third of our time, however many processes a machine has and however many units end at once.
 */
export type Ticks = () => Promise<void>;

export function createTicks(clock: Clock): Ticks {
  let next: Promise<void> | undefined;
  let last = Number.NEGATIVE_INFINITY;
  let intervalMs = SHORTEST_MS;
  return () => {
    next ??= new Promise((resolve) => {
      clock.after(Math.max(0, last + intervalMs - performance.now()), () => {
        next = undefined;
        const from = performance.now();
        // Whoever waited has read the table by then.
        setImmediate(() => {
          last = performance.now();
          intervalMs = Math.min(Math.max(SHORTEST_MS, 2 * (last - from)), LONGEST_MS);
        });
        resolve();
      });
    });
    return next;
  };
}

const SHORTEST_MS = 5;
const LONGEST_MS = 200;
