import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Event, ExitStatus, ProviderKind, Sink, TaskId, TaskOutcome } from "@nix-repo/model";
import { createLogNames } from "./log-names.ts";
import { messageOf } from "./message-of.ts";
import { createRunFolder, pruneRuns, type RunFolder } from "./run-folder.ts";
import { writeWhole } from "./write-whole.ts";

/** A run as it is kept in `.repo/runs/<id>/`: `record.json` and one log per task. */
export interface RunRecord {
  readonly sink: Sink;
  /** Absolute; undefined where none could be made. */
  readonly folder: string | undefined;
  readonly id: number | undefined;
  /** Absolute path of a task's log; undefined where the task was not started, or no record could be made. */
  logFile(task: TaskId): string | undefined;
  /** Waits for old runs to be removed. */
  close(): Promise<void>;
}

export interface RunRecordOptions {
  /** `.repo` in the workspace. */
  readonly stateFolder: string;
  /** What was typed, for people. Secrets in it are the caller's to mask. */
  readonly command: readonly string[];
  /** Told at most once, where something cannot be written: the run goes on without its record. */
  readonly warn: (text: string) => void;
}

/**
 * Opens the record of a new run. Logs are written as the output comes, with blocking writes: that holds the reading of the pipes back to
 * the disk's pace, so that no output piles up in memory, and what was read is in the file even where we are killed.
 */
export function createRunRecord({ stateFolder, command, warn }: RunRecordOptions): RunRecord {
  let run: RunFolder | undefined;
  const failed = (error: unknown): void => {
    if (broken) return;
    broken = true;
    const reason = messageOf(error);
    warn(`this run's ${run === undefined ? "record" : "logs"} cannot be written: ${reason}`);
  };
  let broken = false;
  try {
    run = createRunFolder(stateFolder);
  } catch (error) {
    failed(error);
  }
  if (run === undefined) return NO_RECORD;
  const { folder, id } = run;
  const state = createState(id, command);
  const logs = createLogs(folder);
  const pruned = pruneRuns(stateFolder, KEPT_RUNS);
  return {
    folder,
    id,
    logFile(task) {
      const log = state.tasks[task]?.log;
      return log === undefined ? undefined : join(folder, log);
    },
    close: () => pruned,
    sink(event) {
      if (broken && event.type !== "run-finished") return;
      try {
        record(event, { state, logs, folder });
      } catch (error) {
        failed(error);
      }
    },
  };
}

const KEPT_RUNS = 50;

const NO_RECORD: RunRecord = {
  sink: () => undefined,
  folder: undefined,
  id: undefined,
  logFile: () => undefined,
  close: async () => undefined,
};

/** The content of `record.json`. */
export interface Recorded {
  readonly version: 1;
  readonly id: number;
  /** `running` with a process that is gone: it was killed. */
  state: "running" | "finished";
  readonly pid: number;
  readonly command: readonly string[];
  provider?: ProviderKind;
  startedAt?: number;
  durationMs?: number;
  readonly tasks: Record<TaskId, RecordedTask>;
}

export interface RecordedTask {
  /** Its file in the run's folder; left out where it was not started. */
  log?: string;
  command?: string;
  shell?: string;
  startedAt?: number;
  outcome?: TaskOutcome["kind"];
  durationMs?: number;
  status?: ExitStatus;
  /** Why it did not start or could not be run: the failure's code, or the reason. */
  because?: string;
}

function createState(id: number, command: readonly string[]): Recorded {
  return { version: 1, id, state: "running", pid: process.pid, command, tasks: {} };
}

interface Logs {
  open(task: TaskId): string;
  write(task: TaskId, chunk: Uint8Array): void;
  close(task: TaskId): void;
  closeAll(): void;
}

function record(event: Event, { state, logs, folder }: { state: Recorded; logs: Logs; folder: string }): void {
  switch (event.type) {
    case "run-started":
      state.provider = event.provider;
      state.startedAt = event.at;
      for (const task of event.tasks) state.tasks[task] = {};
      save(state, folder);
      break;
    case "task-started": {
      const { command, shell, at } = event;
      state.tasks[event.task] = { log: logs.open(event.task), command, shell, startedAt: at };
      break;
    }
    case "task-output":
      logs.write(event.task, event.chunk);
      break;
    case "task-finished":
      state.tasks[event.task] = { ...state.tasks[event.task], ...recordedOutcome(event.outcome) };
      logs.close(event.task);
      break;
    case "run-finished":
      state.state = "finished";
      state.durationMs = event.durationMs;
      logs.closeAll();
      save(state, folder);
      break;
    case "notice":
    case "task-ready":
    case "task-retrying":
      break;
  }
}

function save(state: Recorded, folder: string): void {
  writeWhole(join(folder, "record.json"), `${JSON.stringify(state, undefined, 2)}\n`);
}

function recordedOutcome(outcome: TaskOutcome): RecordedTask {
  switch (outcome.kind) {
    case "passed":
    case "stopped":
      return { outcome: outcome.kind, durationMs: outcome.durationMs };
    case "failed":
      return { outcome: "failed", durationMs: outcome.durationMs, status: outcome.status };
    case "unavailable":
      return { outcome: "unavailable", because: outcome.failure.code };
    case "not-started":
      return { outcome: "not-started", because: outcome.because.kind };
  }
}

function createLogs(folder: string): Logs {
  const nameOf = createLogNames();
  const open = new Map<TaskId, number>();
  const close = (task: TaskId): void => {
    const file = open.get(task);
    if (file === undefined) return;
    open.delete(task);
    closeSync(file);
  };
  return {
    open(task) {
      const name = nameOf(task);
      open.set(task, openSync(join(folder, name), "w"));
      return name;
    },
    write(task, chunk) {
      const file = open.get(task);
      if (file === undefined) return;
      for (let written = 0; written < chunk.length; ) written += writeSync(file, chunk, written);
    },
    close,
    closeAll() {
      for (const task of [...open.keys()]) close(task);
    },
  };
}
