import { setTimeout as pause } from "node:timers/promises";
import { makeStateFolder } from "../state-files.ts";
import { diskReason } from "./disk-reason.ts";
import { type Turn, takeTurn } from "./turn.ts";

export interface TurnRequest<T> {
  readonly stateFolder: string;
  /** Where one process at a time may work. */
  readonly folder: string;
  /** What somebody else did while we waited, and has spared us. */
  readonly done: () => T | undefined;
  readonly work: () => Promise<T>;
  /** Instead of it where the folder cannot be written. */
  readonly withoutFolder: (error: unknown) => Promise<T>;
  readonly interrupted: T;
  readonly signal?: AbortSignal | undefined;
}

/** Has something done by one of all the processes that want it: the others wait, and take what it found. */
export async function inTurn<T>(request: TurnRequest<T>): Promise<T> {
  const { stateFolder, folder, done, work, withoutFolder, interrupted, signal } = request;
  for (let wait = 2; ; wait = Math.min(wait * 1.5, LONGEST_WAIT_MS)) {
    const before = done();
    if (before !== undefined) return before;
    let turn: Turn | undefined;
    try {
      makeStateFolder(stateFolder);
      turn = takeTurn(folder);
    } catch (error) {
      if (diskReason(error) === undefined) throw error;
      return await withoutFolder(error);
    }
    if (turn !== undefined) {
      try {
        return done() ?? (await work());
      } finally {
        turn.end();
      }
    }
    if (signal?.aborted) return interrupted;
    await pause(wait);
  }
}

const LONGEST_WAIT_MS = 50;
