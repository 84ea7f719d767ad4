import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, type KeptRun, type RecordedRun, type RecordedTask, type TaskId } from "@nix-repo/model";
import { CHANGES_FILE, RECORD_FILE, runIds, runsFolder } from "./run-paths.ts";

/** The numbers of the runs that are kept, the latest first. */
export function keptRunIds(stateFolder: string): readonly number[] {
  try {
    return runIds(readdirSync(runsFolder(stateFolder))).reverse();
  } catch {
    return [];
  }
}

/** All runs that can be read, the latest first; read one by one, as they are asked for. */
export function* keptRuns(stateFolder: string): Generator<KeptRun> {
  for (const id of keptRunIds(stateFolder)) {
    const run = readRun(stateFolder, id);
    if (run !== undefined) yield run;
  }
}

/** A run as it stands now, also while another process is at it. Undefined where there is none, or another version of `repo` wrote it. */
export function readRun(stateFolder: string, id: number): KeptRun | undefined {
  const folder = join(runsFolder(stateFolder), String(id));
  const recorded = readRecord(folder);
  if (recorded === undefined) return undefined;
  if (recorded.state === "finished") return { ...recorded, state: "finished", folder };
  const { tasks, lastAt } = withChanges(recorded, folder);
  if (isAlive(recorded.process)) return { ...recorded, state: "running", folder, tasks };
  // It may have finished between our two looks.
  const again = readRecord(folder);
  if (again?.state === "finished") return { ...again, state: "finished", folder };
  return { ...recorded, state: "killed", folder, tasks, durationMs: lastAt - recorded.startedAt };
}

/** A change of one task: its time, the task, and the fields that are new. */
export interface RecordedChange {
  readonly at: number;
  readonly task: TaskId;
  readonly set: RecordedTask;
}

function readRecord(folder: string): RecordedRun | undefined {
  try {
    const record = JSON.parse(readFileSync(join(folder, RECORD_FILE), "utf8")) as Partial<RecordedRun>;
    const isOurs = record.version === 2 && typeof record.process === "object" && typeof record.tasks === "object";
    return isOurs ? (record as RecordedRun) : undefined;
  } catch {
    return undefined;
  }
}

function withChanges({ tasks, startedAt }: RecordedRun, folder: string): { tasks: RecordedRun["tasks"]; lastAt: number } {
  const changed: Record<TaskId, RecordedTask> = { ...tasks };
  let lastAt = startedAt;
  for (const { at, task, set } of readChanges(folder)) {
    changed[task] = { ...changed[task], ...set };
    lastAt = Math.max(lastAt, at);
  }
  return { tasks: changed, lastAt };
}

function readChanges(folder: string): readonly RecordedChange[] {
  let text: string;
  try {
    text = readFileSync(join(folder, CHANGES_FILE), "utf8");
  } catch {
    return [];
  }
  // What follows the last line break is a line that is still being written, or never was to its end.
  return text
    .split("\n")
    .slice(0, -1)
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as RecordedChange];
      } catch {
        return [];
      }
    });
}
