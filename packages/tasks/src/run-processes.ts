import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ownIdentity, type ProcessIdentity, type TaskId } from "@nix-repo/model";
import { processClock, whereWeAre } from "@nix-repo/processes";
import { PROCESSES_FILE } from "./run-paths.ts";

/** The first line of the file in which a run's processes are named. */
export interface ProcessesHead {
  readonly version: 1;
  /** Where the numbers mean anything: see `whereWeAre`. */
  readonly where: string;
  /** The `repo` of the run. */
  readonly process: ProcessIdentity;
}

/** Each further line: the first process of a task. */
export interface StartedProcess {
  readonly task: TaskId;
  readonly pid: number;
  /** For people; secrets are masked. */
  readonly command: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /**
   * By `processClock`, when the process was there: another one that gets its number later is younger than that.
   * The system is not asked when it was started: of a program that is just being loaded it answers only when that is done, a millisecond later.
   */
  readonly started: number;
}

export interface RunProcesses {
  /** Writes it down before it returns. Never throws: where the disk is full, a run goes on without. */
  started(process: Omit<StartedProcess, "started">): void;
  /** Everything has ended: the file goes. */
  close(): void;
}

export function recordProcesses(folder: string): RunProcesses {
  const file = join(folder, PROCESSES_FILE);
  // Known before anything starts: between a process's start and its line there is to be as little time as can be.
  const head: ProcessesHead = { version: 1, where: whereWeAre(), process: ownIdentity() };
  processClock();
  let fd: number | undefined;
  return {
    started(process) {
      const line: StartedProcess = { ...process, started: Math.round(processClock()) };
      try {
        const first = fd === undefined ? `${JSON.stringify(head)}\n` : "";
        fd ??= openSync(file, "a");
        writeSync(fd, `${first}${JSON.stringify(line)}\n`);
      } catch {
        // Worth no word: the run's record says that it cannot be written.
      }
    },
    close() {
      if (fd === undefined) return;
      closeSync(fd);
      fd = undefined;
      rmSync(file, { force: true });
    },
  };
}
