import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { HeldOutput, TaskId } from "@nix-repo/model";
import { createLogNames } from "./log-names.ts";

/**
 * The logs of a run, one file for each task. They are written as the output comes, with blocking writes: that holds the reading of the pipes back to
 * the disk's pace, so that no output piles up in memory, and what was read is in the file even where we are killed. A task that writes nothing gets no
 * file: making one costs as much as starting a process.
 */
export interface TaskLogs {
  /** Begins the log of a task; its file name, of a file that is there as soon as something is written. What is written throws what the file system says. */
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
    if (log.state === "closed") return;
    log.fd ??= openSync(log.file, "w");
    for (let written = 0; written < chunk.length; ) written += writeSync(log.fd, chunk, written);
    log.bytes += chunk.length;
    log.endsLine = chunk.at(-1) === LINE_FEED;
  };
  const close = (task: TaskId): void => {
    const log = logs.get(task);
    if (log === undefined || log.state === "closed") return;
    log.state = "closed";
    if (log.fd !== undefined) closeSync(log.fd);
  };
  return {
    open(task) {
      const name = nameOf(task);
      const file = join(folder, name);
      logs.set(task, { file, state: "open", fd: undefined, bytes: 0, isWhole: true, endsLine: true });
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
      for (const log of logs.values()) if (log.state === "open") log.isWhole = false;
    },
  };
}

interface Log {
  readonly file: string;
  state: "open" | "closed";
  /** Undefined before the first byte. */
  fd: number | undefined;
  bytes: number;
  isWhole: boolean;
  endsLine: boolean;
}

const LINE_FEED = 10;
