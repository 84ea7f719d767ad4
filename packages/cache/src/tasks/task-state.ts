import { join } from "node:path";
import type { KeyParts, TaskId } from "@nix-repo/model";
import type { Digest } from "../digest.ts";
import { KeptLines } from "../kept-lines.ts";
import type { PlacedOutputs } from "../outputs/placed-outputs.ts";
import type { RecordedOutput } from "./recorded-output.ts";

/**
 * What is known in a workspace of the last result of a task, in `.repo/tasks/`: while nothing has changed, it is the answer, and the store is not asked.
 * What its key was made of stands apart from it, where only a miss reads it. Both are written when the run ends: of one that is killed the store knows.
 */
export interface TaskState {
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
  flush(): void;
}

/** What is known of a task's last run. */
export interface LastRun {
  readonly parts: KeyParts;
  /** Why its result was not kept, in one clause. */
  readonly unkept?: string;
}

/** @param stateFolder absolute path of `.repo` */
export function taskStates(stateFolder: string): TaskStates {
  const folder = join(stateFolder, "tasks");
  const results = new KeptLines({ folder, name: "results", version: VERSION });
  const lasts = new KeptLines({ folder, name: "keys", version: VERSION });
  return {
    read: (task, args) => parsed(results.get(nameOf(task, args), task)?.text) as TaskState | undefined,
    readLast: (task, args) => parsed(lasts.get(nameOf(task, args), task)?.text) as LastRun | undefined,
    write: (task, args, state) => results.set(nameOf(task, args), task, JSON.stringify(state)),
    writeLast: (task, args, last) => lasts.set(nameOf(task, args), task, JSON.stringify(last)),
    flush() {
      results.flush();
      lasts.flush();
    },
  };
}

/** Raised whenever what is written changes. */
const VERSION = 1;

/** Of a task with arguments only the last ones are known: there is no end of them. */
function nameOf(task: TaskId, args: readonly string[]): string {
  return args.length === 0 ? task : `${task} with arguments`;
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
