import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TaskId } from "@nix-repo/model";
import type { Digest } from "../digest.ts";
import type { PlacedOutputs } from "../outputs/placed-outputs.ts";
import type { RecordedOutput } from "./recorded-output.ts";
import type { KeyParts } from "./task-key.ts";

/**
 * What is known in a workspace of the last result of a task, in `.repo/tasks/`: while nothing has changed, it is the answer, and the store is not asked.
 * What its key was made of stands in a file beside it, which only a miss reads.
 */
export interface TaskState {
  readonly version: 1;
  /** Of the store that it was kept in: another one, or one that was cleared, does not know it. */
  readonly store: string;
  /** See `TaskKey`. */
  readonly key: string;
  readonly action: Digest;
  readonly exitCode: number;
  readonly durationMs: number;
  /** Milliseconds since the epoch. */
  readonly keptAt: number;
  /** Of the outputs, whatever made them. */
  readonly outputs: string;
  /** Left out where it is too long to stand here. */
  readonly output?: RecordedOutput;
  readonly placed: PlacedOutputs;
  readonly tools: Readonly<Record<string, { readonly signature: string; readonly hash: string }>>;
  /** When the store was told that it is in use, in milliseconds since the epoch. */
  readonly touchedAt: number;
}

export interface TaskStates {
  read(task: TaskId, args: readonly string[]): TaskState | undefined;
  /** Of the last run, whatever became of its result. */
  readLast(task: TaskId, args: readonly string[]): LastRun | undefined;
  write(task: TaskId, args: readonly string[], state: TaskState): void;
  writeLast(task: TaskId, args: readonly string[], last: LastRun): void;
  /** Nothing is known of its outputs from here on. */
  forget(task: TaskId, args: readonly string[]): void;
}

/** @param stateFolder absolute path of `.repo` */
export function taskStates(stateFolder: string): TaskStates {
  const folder = join(stateFolder, "tasks");
  // Of a task with arguments only the last ones are known: there is no end of them.
  const fileOf = (task: TaskId, args: readonly string[], kind: string) =>
    join(folder, `${encodeURIComponent(task).slice(-LONGEST_NAME)}${args.length === 0 ? "" : "+arguments"}${kind}.json`);
  const write = (file: string, content: unknown) => {
    try {
      writeWhole(file, JSON.stringify(content));
    } catch {
      // A read-only folder or a full disk makes the next run slower, not wrong.
    }
  };
  return {
    read(task, args) {
      const state = readJson(fileOf(task, args, "")) as TaskState | undefined;
      return state?.version === 1 ? state : undefined;
    },
    readLast(task, args) {
      const last = readJson(fileOf(task, args, ".key")) as WrittenLast | undefined;
      return last?.version === 1 ? last : undefined;
    },
    write: (task, args, state) => write(fileOf(task, args, ""), state),
    writeLast: (task, args, last) => write(fileOf(task, args, ".key"), { version: 1, ...last } satisfies WrittenLast),
    forget(task, args) {
      try {
        rmSync(fileOf(task, args, ""), { force: true });
      } catch {
        // It cannot be written either: what it says is still compared with what is there.
      }
    },
  };
}

/** What is known of a task's last run. */
export interface LastRun {
  readonly parts: KeyParts;
  /** Why its result was not kept, in one clause. */
  readonly unkept?: string;
}

interface WrittenLast extends LastRun {
  readonly version: 1;
}

/** File systems allow 255 bytes. */
const LONGEST_NAME = 200;

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

let written = 0;

function writeWhole(file: string, text: string): void {
  written += 1;
  const fresh = `${file}.${process.pid}-${written}.tmp`;
  try {
    writeNew(fresh, text);
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

/** What tasks print and see is not everybody's business. */
function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: 0o600 });
  }
}
