import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

/** Names for files that are written where nobody looks and then renamed or linked to where they belong. */
export function temporaryName(): string {
  made += 1;
  return `${process.pid}-${made}-${Math.random().toString(36).slice(2, 10)}`;
}

let made = 0;

/**
 * Removes what processes left there that are gone. Whose process cannot be seen, because it runs in another container, gets ten minutes, and nobody more
 * than a day: what is taken from a living process costs it a result that is not kept, no more. An age counts in both directions, since clocks are set back.
 */
export function sweepTemporaries(folder: string): void {
  for (const name of namesIn(folder)) {
    const file = join(folder, name);
    const age = Math.abs(Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()));
    if (age < TEN_MINUTES_MS || (age < DAY_MS && isRunning(Number.parseInt(name, 10)))) continue;
    try {
      rmSync(file, { recursive: true, force: true });
    } catch {
      // Somebody else's, or on a disk that can only be read.
    }
  }
}

/** Runs what makes a file in a folder that may be missing. */
export async function inFolder<T>(folder: string, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return await make();
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

const TEN_MINUTES_MS = 600_000;
const DAY_MS = 86_400_000;
