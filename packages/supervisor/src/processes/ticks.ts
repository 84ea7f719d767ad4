import type { Clock } from "@nix-repo/processes";

/**
 * When the table of processes is read next. All who wait for the same tick go on in the same callback, and share one reading; and reading never takes more
 * than about a fifth of our time, however many processes a machine has and however many units end at once.
 */
export type Ticks = () => Promise<void>;

export function createTicks(clock: Clock): Ticks {
  let next: Promise<void> | undefined;
  let intervalMs = SHORTEST_MS;
  return () => {
    next ??= new Promise((resolve) => {
      clock.after(intervalMs, () => {
        next = undefined;
        const from = performance.now();
        // Whoever waited has read the table by then.
        setImmediate(() => {
          intervalMs = Math.min(Math.max(SHORTEST_MS, 4 * (performance.now() - from)), LONGEST_MS);
        });
        resolve();
      });
    });
    return next;
  };
}

const SHORTEST_MS = 5;
const LONGEST_MS = 200;
