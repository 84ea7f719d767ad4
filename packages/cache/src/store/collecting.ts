import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, ownIdentity } from "@nix-repo/model";
import { DAY_MS, isLongAgo } from "./file-times.ts";
import { type StoreFolder, tryToUnlink } from "./store-folder.ts";

/**
 * One process collects at a time, so that they do not all walk through the store at once. Nothing else depends on it: where two find at the same moment that a third
 * was killed, both collect, and both are right.
 */
export function startCollecting(folder: StoreFolder): boolean {
  if (tryToMake(fileOf(folder))) return true;
  if (isHeld(fileOf(folder))) return false;
  tryToUnlink(fileOf(folder));
  return tryToMake(fileOf(folder));
}

export function endCollecting(folder: StoreFolder): void {
  tryToUnlink(fileOf(folder));
}

function fileOf({ path }: StoreFolder): string {
  return join(path, "collecting");
}

/** Throws what the file system says. */
function tryToMake(file: string): boolean {
  const { pid, started = "" } = ownIdentity();
  try {
    writeFileSync(file, `${pid} ${started}\n`, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Nobody collects for a day: then it is the number of a process in another container. */
function isHeld(file: string): boolean {
  try {
    const since = statSync(file).mtimeMs;
    const now = Date.now();
    const [, pid, started = ""] = /^(\d+) (.*)\n$/.exec(readFileSync(file, "utf8")) ?? [];
    // It is just being written, or was when its process was killed.
    if (pid === undefined) return !isLongAgo(since, { now, ms: WRITING_MS });
    return !isLongAgo(since, { now, ms: DAY_MS }) && isAlive({ pid: Number(pid), started });
  } catch {
    // It has just ended.
    return false;
  }
}

const WRITING_MS = 10_000;
