import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { HeldOutput, TaskId } from "@nix-repo/model";
import { createLogNames } from "./log-names.ts";

/**
 * The logs of a run, one file for each task. They are written as the output comes, with blocking writes: that holds the reading of the pipes back to
 * the disk's pace, so that no output piles up in memory, and what was read is in the file even where we are killed.
 */
export interface TaskLogs {
  /** Opens the log of a task; its file name. Throws what the file system says, as all here do. */
  open(task: TaskId): string;
  write(task: TaskId, chunk: Uint8Array): void;
  /** Writes a line of ours on a line of its own. */
  writeLine(task: TaskId, line: string): void;
  close(task: TaskId): void;
  closeAll(): void;
  /** Undefined where the task has no log. */
  held(task: TaskId): HeldOutput | undefined;
  /** From here on nothing is written, and no open log is whole. */
  giveUp(): void;
}

export function createTaskLogs(folder: string): TaskLogs {
  const nameOf = createLogNames();
  const logs = new Map<TaskId, Log>();
  let givenUp = false;
  const append = (log: Log, chunk: Uint8Array): void => {
    if (log.fd === undefined) return;
    for (let written = 0; written < chunk.length; ) written += writeSync(log.fd, chunk, written);
    log.bytes += chunk.length;
    log.endsLine = chunk.at(-1) === LINE_FEED;
  };
  const close = (task: TaskId): void => {
    const log = logs.get(task);
    if (log?.fd === undefined) return;
    closeSync(log.fd);
    log.fd = undefined;
  };
  return {
    open(task) {
      const name = nameOf(task);
      const file = join(folder, name);
      logs.set(task, { file, fd: openSync(file, "w"), bytes: 0, isWhole: true, endsLine: true });
      return name;
    },
    write(task, chunk) {
      const log = logs.get(task);
      if (log !== undefined && !givenUp) append(log, chunk);
    },
    writeLine(task, line) {
      const log = logs.get(task);
      if (log !== undefined && !givenUp) append(log, Buffer.from(`${log.endsLine ? "" : "\n"}${line}\n`));
    },
    close,
    closeAll() {
      for (const task of logs.keys()) close(task);
    },
    held(task) {
      const log = logs.get(task);
      return log === undefined ? undefined : { file: log.file, bytes: log.bytes, isWhole: log.isWhole };
    },
    giveUp() {
      givenUp = true;
      for (const log of logs.values()) if (log.fd !== undefined) log.isWhole = false;
    },
  };
}

interface Log {
  readonly file: string;
  fd: number | undefined;
  bytes: number;
  isWhole: boolean;
  endsLine: boolean;
}

const LINE_FEED = 10;
