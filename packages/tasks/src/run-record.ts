import { closeSync, openSync, rmdirSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import {
  type Event,
  type HeldOutput,
  messageOf,
  ownIdentity,
  type RecordedRun,
  type RecordedTask,
  type Sink,
  type TaskId,
  type TaskRetrying,
  writeWhole,
} from "@nix-repo/model";
import type { RecordedChange } from "./read-runs.ts";
import { createRunFolder, pruneRuns, type RunFolder } from "./run-folder.ts";
import { CHANGES_FILE, RECORD_FILE } from "./run-paths.ts";
import { createTaskLogs, type TaskLogs } from "./task-logs.ts";

/**
 * A run as it is kept in `.repo/runs/<id>/`: `record.json`, and one log per task. While it runs, what has changed since the record was written stands
 * in a file of its own, which only grows: of a run that was killed everything is known up to then.
 */
export interface RunRecord {
  readonly sink: Sink;
  /** Absolute; undefined where none could be made. */
  readonly folder: string | undefined;
  readonly id: number | undefined;
  /** What a task has written so far; undefined where the task was not started, or no record could be made. */
  held(task: TaskId): HeldOutput | undefined;
  /** Leaves nothing of a run that never began. Removes old runs. */
  close(): Promise<void>;
}

export interface RunRecordOptions {
  /** `.repo` in the workspace. */
  readonly stateFolder: string;
  /** What was typed, for people. Secrets in it are the caller's to mask. */
  readonly command: readonly string[];
  /** The line that stands in a task's log between two attempts. */
  readonly betweenAttempts: (event: TaskRetrying) => string;
  /** Told at most once, where something cannot be written: the run goes on without its record. */
  readonly warn: (text: string) => void;
}

export function createRunRecord(options: RunRecordOptions): RunRecord {
  const { stateFolder, warn } = options;
  let run: RunFolder;
  try {
    run = createRunFolder(stateFolder);
  } catch (error) {
    warn(`this run's record cannot be written: ${messageOf(error)}`);
    return NO_RECORD;
  }
  const { folder, id } = run;
  const writer = createWriter(run, options);
  return {
    folder,
    id,
    sink: writer.take,
    held: writer.held,
    async close() {
      writer.close();
      await pruneRuns(stateFolder, KEPT_RUNS);
    },
  };
}

const KEPT_RUNS = 50;

const NO_RECORD: RunRecord = {
  sink: () => undefined,
  folder: undefined,
  id: undefined,
  held: () => undefined,
  close: async () => undefined,
};

interface Writer {
  take(event: Event): void;
  held(task: TaskId): HeldOutput | undefined;
  close(): void;
}

function createWriter({ folder, id }: RunFolder, { command, betweenAttempts, warn }: RunRecordOptions): Writer {
  const logs = createTaskLogs(folder);
  const changes = createChanges(folder);
  const tasks: Record<TaskId, RecordedTask> = {};
  let run: RecordedRun | undefined;
  let broken = false;

  /** Does what may fail on a full disk, unless it has failed before. */
  const attempt = (write: () => void): void => {
    if (broken) return;
    try {
      write();
    } catch (error) {
      broken = true;
      logs.giveUp();
      warn(`this run's logs cannot be written: ${messageOf(error)}`);
    }
  };
  const change = (at: number, task: TaskId, set: RecordedTask): void => {
    tasks[task] = { ...tasks[task], ...set };
    // Kept results come by the hundred within milliseconds: they are written with whatever comes next.
    attempt(() => changes.append({ at, task, set }, { mayWait: set.outcome?.kind === "kept" }));
  };
  const openLog = (task: TaskId): void => {
    attempt(() => {
      tasks[task] = { ...tasks[task], log: logs.open(task) };
    });
  };

  return {
    take(event) {
      switch (event.type) {
        case "run-started": {
          const { at: startedAt, provider } = event;
          for (const task of event.tasks) tasks[task] = {};
          const started: RecordedRun = { version: 2, id, state: "running", process: ownIdentity(), command, provider, startedAt, tasks };
          run = started;
          attempt(() => save(started, folder));
          break;
        }
        case "task-started": {
          const { task, at, command, shell } = event;
          // Later attempts go on in the same log.
          if (tasks[task]?.startedAt !== undefined) break;
          openLog(task);
          const { log } = tasks[task] ?? {};
          change(at, task, { ...(log === undefined ? {} : { log }), command, shell, startedAt: at });
          break;
        }
        case "task-output": {
          const { task, chunk } = event;
          // Of a kept result, which has no start.
          if (tasks[task]?.log === undefined) openLog(task);
          attempt(() => logs.write(task, chunk));
          break;
        }
        case "task-retrying": {
          const { task, at, status } = event;
          attempt(() => logs.writeLine(task, betweenAttempts(event)));
          change(at, task, { retried: [...(tasks[task]?.retried ?? []), { at, status }] });
          break;
        }
        case "task-ready":
          change(event.at, event.task, { readyAt: event.at });
          break;
        case "task-finished": {
          attempt(() => logs.close(event.task));
          const { log } = tasks[event.task] ?? {};
          change(event.at, event.task, { ...(event.outcome.kind === "kept" && log !== undefined ? { log } : {}), outcome: event.outcome });
          break;
        }
        case "run-finished":
          closeAll(logs, changes);
          if (run !== undefined) finish({ ...run, state: "finished", durationMs: event.durationMs });
          break;
        case "notice":
          break;
      }
    },
    held: logs.held,
    close() {
      closeAll(logs, changes);
      // Refused before anything began: an empty folder would only puzzle.
      if (run === undefined) removeEmpty(folder);
    },
  };

  function finish(finished: RecordedRun): void {
    // Also where the disk was full before: what could not be logged may still be noted.
    try {
      save(finished, folder);
      rmSync(join(folder, CHANGES_FILE), { force: true });
    } catch (error) {
      attempt(() => {
        throw error;
      });
    }
  }
}

interface Changes {
  /** @param mayWait it may be written together with the next ones */
  append(change: RecordedChange, options: { readonly mayWait: boolean }): void;
  close(): void;
}

function createChanges(folder: string): Changes {
  let fd: number | undefined;
  let waiting = "";
  const write = () => {
    fd ??= openSync(join(folder, CHANGES_FILE), "a");
    const text = waiting;
    waiting = "";
    writeSync(fd, text);
  };
  return {
    append(change, { mayWait }) {
      waiting += `${JSON.stringify(change)}\n`;
      if (!mayWait || waiting.length > MOST_WAITING) write();
    },
    close() {
      waiting = "";
      if (fd !== undefined) closeSync(fd);
      fd = undefined;
    },
  };
}

const MOST_WAITING = 16_384;

function closeAll(logs: TaskLogs, changes: Changes): void {
  logs.closeAll();
  changes.close();
}

function save(run: RecordedRun, folder: string): void {
  writeWhole(join(folder, RECORD_FILE), `${JSON.stringify(run, undefined, 2)}\n`);
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody put something there, or took it away.
  }
}
