import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { makeStateFolder } from "./state-folder.ts";

export interface RunFolder {
  readonly id: number;
  /** Absolute. */
  readonly folder: string;
}

/** Makes the folder of the next run. Of two processes at once one gets the number and the other the next. Throws what the file system says. */
export function createRunFolder(stateFolder: string): RunFolder {
  const runs = makeStateFolder(stateFolder, "runs");
  for (let id = Math.max(0, ...runIds(runs)) + 1; ; id += 1) {
    const folder = join(runs, String(id));
    try {
      mkdirSync(folder);
      return { id, folder };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/** Removes the oldest runs but so many, except those that another process is writing. Never throws: what is left goes the next time. */
export async function pruneRuns(stateFolder: string, keep: number): Promise<void> {
  const runs = join(stateFolder, "runs");
  try {
    const old = runIds(runs).slice(0, -keep);
    for (const id of old) {
      const folder = join(runs, String(id));
      if (!isBeingWritten(folder)) await rm(folder, { recursive: true, force: true });
    }
  } catch {
    // Not worth a word: nothing depends on it.
  }
}

/** In increasing order. */
function runIds(runs: string): number[] {
  return readdirSync(runs)
    .filter((name) => /^\d{1,15}$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

function isBeingWritten(folder: string): boolean {
  try {
    const record = JSON.parse(readFileSync(join(folder, "record.json"), "utf8")) as { state?: string; pid?: number };
    if (record.state !== "running" || typeof record.pid !== "number") return false;
    process.kill(record.pid, 0);
    return true;
  } catch {
    return false;
  }
}
