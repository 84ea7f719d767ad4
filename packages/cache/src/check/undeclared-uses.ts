import { lookAt } from "../outputs/placed-outputs.ts";
import type { FileUse } from "./file-uses.ts";

/** What a task did below the workspace's root without having declared it. Absolute paths of files and links, sorted. */
export interface UndeclaredUses {
  readonly read: readonly string[];
  /** Not read, but found to be there. */
  readonly lookedAt: readonly string[];
  /** There now, and written by the task. */
  readonly written: readonly string[];
  /** There before. */
  readonly removed: readonly string[];
}

/** All with absolute paths. */
export interface Declared {
  readonly root: string;
  isInput(path: string): boolean;
  isOutput(path: string): boolean;
  /** What no task is asked about: our own state. */
  isOurs(path: string): boolean;
}

/** To be asked right after the task. Folders do not count, what is in them does. */
export function undeclaredUses(uses: ReadonlyMap<string, FileUse>, { root, isInput, isOutput, isOurs }: Declared): UndeclaredUses {
  const undeclared = { read: [] as string[], lookedAt: [] as string[], written: [] as string[], removed: [] as string[] };
  for (const [path, { isRead, isLookedAt, isWritten, isRemoved }] of uses) {
    if (!path.startsWith(`${root}/`) || isOurs(path) || isOutput(path)) continue;
    const stat = lookedUp(path);
    if (stat === "folder") continue;
    if (isWritten && stat === "file") undeclared.written.push(path);
    else if (isRemoved && stat === "nothing") undeclared.removed.push(path);
    if (isInput(path)) continue;
    // What is gone again was somebody's temporary file, or is told of as removed.
    if (isRead && stat === "file") undeclared.read.push(path);
    else if (isLookedAt && stat === "file") undeclared.lookedAt.push(path);
  }
  for (const paths of Object.values(undeclared)) paths.sort();
  return undeclared;
}

function lookedUp(path: string): "file" | "folder" | "nothing" {
  try {
    const stat = lookAt(path);
    return stat === undefined ? "nothing" : stat.isDirectory() ? "folder" : "file";
  } catch {
    return "nothing";
  }
}
