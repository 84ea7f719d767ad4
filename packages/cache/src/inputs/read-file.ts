import { readlinkSync, type Stats } from "node:fs";
import type { Digest } from "../digest.ts";
import { hashFile } from "./hash-file.ts";
import { type InputTree, unreadable } from "./input-tree.ts";
import { isFile, isGone, isSymlink, isYoung, lookAt } from "./look.ts";
import { ABSENT, type KeptFile, NEVER } from "./snapshot.ts";

/** Files as they were when last read, by absolute path. */
export type KnownFiles = Map<string, KeptFile>;

export interface FileContext {
  readonly tree: InputTree;
  readonly known: KnownFiles;
}

/** A file that is to be read, after one look at it. */
export interface UnreadFile {
  /** Absolute. */
  readonly path: string;
  readonly look: Stats;
  /** When it was looked at, or before. */
  readonly nowMs: number;
}

/**
 * One look at a file or symlink, and into it where it is not as it was. Throws `Unreadable`.
 * @param path absolute
 * @returns undefined where there is neither
 */
export function readFile(path: string, context: FileContext): KeptFile | undefined {
  const found = findFile(path, context);
  return found !== undefined && isUnread(found) ? readUnread(found, context) : found;
}

/** The same, without the look into a file. */
export function findFile(path: string, { tree, known }: FileContext): KeptFile | UnreadFile | undefined {
  const nowMs = Date.now();
  try {
    const look = lookAt(path);
    if (look === undefined) return undefined;
    const last = known.get(path);
    if (last !== undefined && isAsBefore(look, last)) return last;
    if (isFile(look)) return { path, look, nowMs };
    if (!isSymlink(look)) return undefined;
    return keepFile({ path, look, nowMs }, { content: `>${readTarget(path)}`, sizeBytes: look.size }, { tree, known });
  } catch (error) {
    return undefinedWhereGone(path, error);
  }
}

export function isUnread(found: KeptFile | UnreadFile): found is UnreadFile {
  return !Array.isArray(found);
}

/** Throws `Unreadable`. */
export function readUnread(file: UnreadFile, context: FileContext): KeptFile | undefined {
  const { path, look } = file;
  try {
    return keepHashed(file, hashFile({ path, size: look.size }), context);
  } catch (error) {
    return undefinedWhereGone(path, error);
  }
}

export function keepHashed(file: UnreadFile, { hash, sizeBytes }: Digest, context: FileContext): KeptFile {
  return keepFile(file, { content: hash, sizeBytes }, context);
}

/** What the file system says of something that is still there, is thrown. */
export function undefinedWhereGone(path: string, error: unknown): undefined {
  if (isGone(error)) return undefined;
  throw unreadable(path, error);
}

function keepFile(
  { path, look, nowMs }: UnreadFile,
  { content, sizeBytes }: { content: string; sizeBytes: number },
  { tree, known }: FileContext,
): KeptFile {
  // Where the length is another one by now, it is being written to.
  const ctimeMs = sizeBytes !== look.size || isYoung(look, nowMs) ? NEVER : look.ctimeMs;
  const file: KeptFile = [tree.relative(path), content, sizeBytes, look.mtimeMs, ctimeMs, look.ino, look.mode];
  known.set(path, file);
  return file;
}

export function isAsBefore({ size, mtimeMs, ctimeMs, ino, mode }: Stats, file: KeptFile): boolean {
  return file[4] === ctimeMs && file[3] === mtimeMs && file[2] === size && file[5] === ino && file[6] === mode;
}

function readTarget(path: string): string {
  const target = readlinkSync(path);
  if (target.includes("\uFFFD") && !Buffer.from(target).equals(readlinkSync(path, "buffer")))
    throw unreadable(path, "what it points to is not UTF-8");
  return target;
}

/** What stands for a file that counts in any case where there is none. */
export function absentFile(path: string, tree: InputTree): KeptFile {
  return [tree.relative(path), ABSENT, 0, 0, 0, 0, 0];
}
