import { lstatSync, readFileSync, type Stats, statSync } from "node:fs";
import { clockGrainMs } from "@nix-repo/model";

/**
 * One look at a path. Numbers are floats: at today's times they are exact to a quarter of a microsecond, and no two changes that far apart can be told from
 * each other by their times anyway (`isYoung`).
 * @returns undefined where there is nothing
 */
export function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, NOTHING_IS_FINE);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

const NOTHING_IS_FINE = { throwIfNoEntry: false } as const;

/** Something stands where a folder would have to be. */
export function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}

/**
 * Whether another change might leave the times as they are. The state's time moves with every change, and nobody can set it; but a change within the
 * clock's grain of the last one does not show.
 * @param nowMs when it was looked at, or before
 */
export function isYoung({ ctimeMs, mtimeMs }: Pick<Stats, "ctimeMs" | "mtimeMs">, nowMs: number): boolean {
  return Math.max(ctimeMs, mtimeMs) >= nowMs - clockGrainMs(ctimeMs % 1000 === 0);
}

export function isFile({ mode }: Pick<Stats, "mode">): boolean {
  return (mode & TYPE) === 0o100000;
}

export function isSymlink({ mode }: Pick<Stats, "mode">): boolean {
  return (mode & TYPE) === 0o120000;
}

export function isFolder({ mode }: Pick<Stats, "mode">): boolean {
  return (mode & TYPE) === 0o040000;
}

const TYPE = 0o170000;

/** Of a file with settings, which may be a symlink. `NONE` where there is none, `UNSURE` where the next change might not show: it is not equal to itself. */
export function settingSignature(path: string, nowMs: number): string {
  const found = statIfThere(path);
  if (found === undefined) return NONE;
  const { size, mtimeMs, ctimeMs, ino, mode } = found;
  return isYoung(found, nowMs) ? UNSURE : `${size}:${mtimeMs}:${ctimeMs}:${ino}:${mode}`;
}

function statIfThere(path: string): Stats | undefined {
  try {
    return statSync(path, NOTHING_IS_FINE);
  } catch {
    return undefined;
  }
}

export const NONE = "-";
export const UNSURE = "?";

/** @returns undefined where there is none, or none that can be read: git cannot read it either */
export function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
