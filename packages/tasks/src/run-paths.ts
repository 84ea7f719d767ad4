import { join } from "node:path";

/** What `.repo/runs` holds: a folder for each run, named by its number, and in it these files beside the logs. */
export const RECORD_FILE = "record.json";
/** What has happened since the record was written, a line for each change; gone when the run has finished. */
export const CHANGES_FILE = "changes.ndjson";
/** The processes of its tasks, a line for each; there while the run is on, and where its `repo` was killed. */
export const PROCESSES_FILE = "processes.ndjson";

export function runsFolder(stateFolder: string): string {
  return join(stateFolder, "runs");
}

/** The numbers among names of files, in increasing order. */
export function runIds(names: readonly string[]): number[] {
  return names
    .filter((name) => /^\d{1,15}$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}
