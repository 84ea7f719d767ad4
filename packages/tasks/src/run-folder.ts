import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeStateFolder } from "@nix-repo/model";
import { readRun } from "./read-runs.ts";
import { PROCESSES_FILE, runIds, runsFolder } from "./run-paths.ts";

export interface RunFolder {
  readonly id: number;
  /** Absolute. */
  readonly folder: string;
}

/** Makes the folder of the next run. Of two processes at once one gets the number and the other the next. Throws what the file system says. */
export function createRunFolder(stateFolder: string): RunFolder {
  const runs = makeStateFolder(stateFolder, "runs");
  for (let id = Math.max(0, ...runIds(readdirSync(runs))) + 1; ; id += 1) {
    const folder = join(runs, String(id));
    try {
      mkdirSync(folder);
      return { id, folder };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/** Removes the oldest runs but so many, except those that another process is writing, or that left something running. Never throws: what is left goes the next time. */
export async function pruneRuns(stateFolder: string, keep: number): Promise<void> {
  const runs = runsFolder(stateFolder);
  try {
    const old = runIds(readdirSync(runs)).slice(0, -keep);
    for (const id of old) {
      const folder = join(runs, String(id));
      if (readRun(stateFolder, id)?.state !== "running" && !(await hasLeft(folder))) rmSync(folder, { recursive: true, force: true });
    }
  } catch {
    // Not worth a word: nothing depends on it.
  }
}

/** Whether the run was killed and left something running, which `repo doctor` finds by its folder. */
async function hasLeft(folder: string): Promise<boolean> {
  return existsSync(join(folder, PROCESSES_FILE)) && (await import("./left-behind.ts")).mayHaveLeft(folder);
}
