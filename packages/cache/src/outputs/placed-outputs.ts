import { lstatSync, type Stats } from "node:fs";
import type { Digest } from "../digest.ts";
import { fileReason } from "./file-reason.ts";

/**
 * What stood there when outputs were collected or restored, as JSON that is kept for each task. Nothing in it is trusted for its content's sake: a
 * signature says only that a file is the one that was looked at.
 */
export interface PlacedOutputs {
  readonly entries: readonly PlacedEntry[];
  /** All folders in which something that the globs match might appear. */
  readonly folders: readonly PlacedFolder[];
  /** Where the globs begin and there was nothing. */
  readonly absent: readonly string[];
}

/** A file or a symbolic link: its path, what is in it (`contentOfFile`, `contentOfLink`), its signature. Lists, as they are many and are read at each start. */
export type PlacedEntry = readonly [path: string, content: string, ...signature: Signature];

export type PlacedFolder = readonly [path: string, ...signature: Signature];

/**
 * Times in milliseconds. The state's time moves with every change and nobody can set it, but a change within the clock's grain of another one leaves it
 * as it is: what was looked at too soon after its last change has 0 there, and so equals nothing.
 */
export type Signature = readonly [changedMs: number, modifiedMs: number, sizeBytes: number, inode: number];

/** Whether all is as it was placed, and nothing has come to it. By looking at files, not into them: some microseconds for each. */
export function areInPlace(placed: PlacedOutputs, folder: string): boolean {
  try {
    return looksTheSame(placed, folder);
  } catch (error) {
    // A folder that nobody may enter any more.
    fileReason(error);
    return false;
  }
}

function looksTheSame({ entries, folders, absent }: PlacedOutputs, folder: string): boolean {
  for (const [path, , changedMs, modifiedMs, sizeBytes, inode] of entries) {
    if (!isSame(lookAt(`${folder}/${path}`), changedMs, modifiedMs, sizeBytes, inode)) return false;
  }
  for (const [path, changedMs, modifiedMs, sizeBytes, inode] of folders) {
    if (!isSame(lookAt(`${folder}/${path}`), changedMs, modifiedMs, sizeBytes, inode)) return false;
  }
  for (const path of absent) if (lookAt(`${folder}/${path}`) !== undefined) return false;
  return true;
}

/** Whether there is something at each path: only then what was touched may still be what it was. */
export function areThere({ entries }: PlacedOutputs, folder: string): boolean {
  try {
    return entries.every(([path]) => lookAt(`${folder}/${path}`) !== undefined);
  } catch (error) {
    fileReason(error);
    return false;
  }
}

/** Each number by itself: this is done thousands of times in a warm start. */
function isSame(stat: Stats | undefined, ...[changedMs, modifiedMs, sizeBytes, inode]: Signature): boolean {
  return stat !== undefined && stat.ctimeMs === changedMs && stat.mtimeMs === modifiedMs && stat.size === sizeBytes && stat.ino === inode;
}

/** Of a look that was taken when the clock said `nowMs`, before the content was read. */
export function signatureOf({ ctimeMs, mtimeMs, size, ino }: Stats, nowMs: number): Signature {
  // Whole seconds are those of a file system that knows nothing finer.
  const grainMs = ctimeMs % 1000 === 0 ? COARSE_GRAIN_MS : GRAIN_MS;
  return [ctimeMs < nowMs - grainMs ? ctimeMs : 0, mtimeMs, size, ino];
}

/** For comparing with another look of the same process, a while later. */
export function signatureAsSeen({ ctimeMs, mtimeMs, size, ino }: Stats): Signature {
  return [ctimeMs, mtimeMs, size, ino];
}

export const UNTRUSTED: Signature = [0, 0, 0, 0];

/** Above the 10 ms of the slowest kernel clock. */
const GRAIN_MS = 30;
/** FAT counts in two seconds; HFS+ and some network file systems in one. */
const COARSE_GRAIN_MS = 2030;

export function contentOfFile({ hash }: Digest): string {
  return hash;
}

/** No digest begins like that. */
export function contentOfLink(target: string): string {
  return `→${target}`;
}

/** Whether a look shows what had that signature. */
export function hasSignature(stat: Stats, signature: Signature): boolean {
  return isSame(stat, ...signature);
}

/** @returns undefined where there is nothing. Throws what else the file system says. */
export function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, THROW_NOTHING);
  } catch (error) {
    // A file stands where a folder would have to be.
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
    throw error;
  }
}

const THROW_NOTHING = { throwIfNoEntry: false } as const;
