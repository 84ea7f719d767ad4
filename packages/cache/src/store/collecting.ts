import { lstatSync, readlinkSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { isAlive, ownIdentity } from "@nix-repo/model";
import { DAY_MS, isLongAgo } from "./file-times.ts";
import { type StoreFolder, tryToUnlink } from "./store-folder.ts";

/**
 * One process collects at a time, so that they do not all walk through the store at once. Nothing else depends on it: where two find at the same moment that a third
 * was killed, both collect, and both are right. Who collects is what a link leads to, since a link is made together with what it says.
 */
export function startCollecting(folder: StoreFolder): boolean {
  if (tryToMake(linkOf(folder))) return true;
  if (isHeld(linkOf(folder))) return false;
  tryToUnlink(linkOf(folder));
  return tryToMake(linkOf(folder));
}

export function endCollecting(folder: StoreFolder): void {
  tryToUnlink(linkOf(folder));
}

function linkOf({ path }: StoreFolder): string {
  return join(path, "collecting");
}

/** Throws what the file system says, unless that it has no links: then everybody collects as they like. */
function tryToMake(link: string): boolean {
  const { pid, started = "" } = ownIdentity();
  try {
    symlinkSync(`${pid} ${started}`, link);
    return true;
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    if (WITHOUT_LINKS.has(code)) return true;
    throw error;
  }
}

/** Nobody collects for a day: then it is the number of a process in another container. */
function isHeld(link: string): boolean {
  try {
    const [pid, started = ""] = readlinkSync(link).split(" ");
    return !isLongAgo(lstatSync(link).mtimeMs, { now: Date.now(), ms: DAY_MS }) && isAlive({ pid: Number(pid), started });
  } catch {
    // It has just ended.
    return false;
  }
}

const WITHOUT_LINKS = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);
