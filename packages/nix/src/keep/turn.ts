import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, startOfProcess } from "@nix-repo/model";
import { isGone } from "./signature.ts";

/** The right to change a folder, which one process has at a time. */
export interface Turn {
  end(): void;
}

/**
 * Takes the folder's turn, where nobody has it.
 *
 * Turns are files `turn-N`, each made by a hard link, which only one process can make; the highest N counts, and holds who has it, or `free`. Whoever finds it free, or its owner gone, makes the
 * next one. The highest is never removed, so that a process which was slow to act on what it saw cannot take over from the one that was faster. That
 * is why the folder always holds one such file.
 * @returns undefined where a living process has it
 * @throws where the folder cannot be written
 */
export function takeTurn(folder: string): Turn | undefined {
  mkdirSync(folder, { recursive: true });
  const highest = highestTurn(folder);
  if (highest > 0 && isHeld(join(folder, `turn-${highest}`))) return undefined;
  const mine = join(folder, `turn-${highest + 1}`);
  const fresh = join(folder, `t-${crypto.randomUUID()}`);
  writeFileSync(fresh, `${process.pid} ${startOfProcess(process.pid) ?? ""}`);
  try {
    linkSync(fresh, mine);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return undefined;
    throw error;
  } finally {
    rmSync(fresh, { force: true });
  }
  for (let old = highest; old > 0; old--) {
    try {
      rmSync(join(folder, `turn-${old}`));
    } catch {
      break;
    }
  }
  return {
    end() {
      const free = join(folder, `t-${crypto.randomUUID()}`);
      try {
        writeFileSync(free, "free");
        renameSync(free, mine);
      } catch {
        // The folder is gone or full. A full disk still lets go of the file: the next one starts behind what is there.
        rmSync(free, { force: true });
        rmSync(mine, { force: true });
      }
    },
  };
}

function highestTurn(folder: string): number {
  const numbers = readdirSync(folder).map((name) => Number(/^turn-(\d+)$/.exec(name)?.[1] ?? 0));
  return Math.max(0, ...numbers);
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
  if (!/^\d+$/.test(pid)) return false;
  return isAlive({ pid: Number(pid), started });
}
