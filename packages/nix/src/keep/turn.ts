import { linkSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, startOfProcess } from "@nix-repo/model";
import { makeFolder } from "../state-files.ts";
import { isGone } from "./signature.ts";

/** The right to change a folder, which one process has at a time. */
export interface Turn {
  end(): void;
}

/**
 * Takes the folder's turn, where nobody has it.
 *
 * Turns are files `turn-N`, each made by a hard link, which only one process can make; the highest N counts, and holds who has it, or nothing where it is free.
 * Whoever finds it free, or its owner gone, makes the next one. The highest is never removed, so that a process which was slow to act on what it saw
 * finds that others have been faster. That is why the folder always holds one such file.
 * @returns undefined where a living process has it
 * @throws where the folder cannot be written
 */
export function takeTurn(folder: string): Turn | undefined {
  makeFolder(folder);
  try {
    return takeNextTurn(folder);
  } catch (error) {
    // `prune` took the folder away meanwhile, or who has the turn has removed our file with what others have left.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function takeNextTurn(folder: string): Turn | undefined {
  const highest = highestTurn(folder);
  if (highest > 0 && isHeld(turnFile(folder, highest))) return undefined;
  const number = highest + 1;
  if (!makeTurn(folder, number)) return undefined;
  const mine = turnFile(folder, number);
  // What stood in our way may have been removed by those who have had their turns since we looked.
  if (highestTurn(folder) > number) {
    rmSync(mine, { force: true });
    return undefined;
  }
  for (const old of turnsIn(folder)) if (old < number) rmSync(turnFile(folder, old), { force: true });
  return {
    end() {
      try {
        truncateSync(mine);
      } catch {
        // The folder is gone, or can only be read by now: then the next one finds that this process is gone.
      }
    },
  };
}

/** @returns false where somebody else has made it */
function makeTurn(folder: string, number: number): boolean {
  const fresh = join(folder, `t-${crypto.randomUUID()}`);
  try {
    writeFileSync(fresh, `${process.pid} ${startOfProcess(process.pid) ?? ""}`);
    linkSync(fresh, turnFile(folder, number));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(fresh, { force: true });
  }
}

function turnFile(folder: string, number: number): string {
  return join(folder, `turn-${number}`);
}

function highestTurn(folder: string): number {
  return Math.max(0, ...turnsIn(folder));
}

function turnsIn(folder: string): readonly number[] {
  return readdirSync(folder)
    .flatMap((name) => /^turn-(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number);
}

function isHeld(file: string): boolean {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    // A higher one has come meanwhile.
    if (isGone(error)) return true;
    throw error;
  }
  const [pid = "", started = ""] = text.split(" ");
  return /^\d+$/.test(pid) && isAlive({ pid: Number(pid), started });
}
