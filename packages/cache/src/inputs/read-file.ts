import { readlinkSync, type Stats } from "node:fs";
import { hashFile } from "./hash-file.ts";
import { type InputTree, unreadable } from "./input-tree.ts";
import { isFile, isGone, isSymlink, isYoung, lookAt } from "./look.ts";
import { ABSENT, type KeptFile, NEVER } from "./snapshot.ts";

/** Files as they were when last read, by absolute path. */
export type KnownFiles = Map<string, KeptFile>;

/**
 * One look at a file or symlink, and into it where it is not as it was. Throws `Unreadable`.
 * @param path absolute
 * @returns undefined where there is neither
 */
export function readFile(path: string, { tree, known }: { tree: InputTree; known: KnownFiles }): KeptFile | undefined {
  const nowMs = Date.now();
  try {
    const look = lookAt(path);
    if (look === undefined) return undefined;
    const last = known.get(path);
    if (last !== undefined && isAsBefore(look, last)) return last;
    const found = readContent(path, look);
    if (found === undefined) return undefined;
    const [content, size] = found;
    // Where the length is another one by now, it is being written to.
    const ctimeMs = size !== look.size || isYoung(look, nowMs) ? NEVER : look.ctimeMs;
    const file: KeptFile = [tree.relative(path), content, size, look.mtimeMs, ctimeMs, look.ino, look.mode];
    known.set(path, file);
    return file;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw unreadable(path, error);
  }
}

export function isAsBefore({ size, mtimeMs, ctimeMs, ino, mode }: Stats, file: KeptFile): boolean {
  return file[4] === ctimeMs && file[3] === mtimeMs && file[2] === size && file[5] === ino && file[6] === mode;
}

/** With its length in bytes. */
function readContent(path: string, look: Stats): [content: string, size: number] | undefined {
  if (isFile(look)) {
    const { hash, sizeBytes } = hashFile(path, look.size);
    return [hash, sizeBytes];
  }
  if (!isSymlink(look)) return undefined;
  const target = readlinkSync(path);
  if (target.includes("\uFFFD") && !Buffer.from(target).equals(readlinkSync(path, "buffer")))
    throw unreadable(path, "what it points to is not UTF-8");
  return [`>${target}`, look.size];
}

/** What stands for a file that counts in any case where there is none. */
export function absentFile(path: string, tree: InputTree): KeptFile {
  return [tree.relative(path), ABSENT, 0, 0, 0, 0, 0];
}
