import { type Dirent, readdirSync, type Stats, statSync } from "node:fs";
import { posix } from "node:path";
import { isGone, isSymlink, isYoung, lookAt } from "./look.ts";
import { NEVER } from "./snapshot.ts";

/** Something that counts cannot be read. */
export class Unreadable extends Error {
  /** Absolute. */
  readonly path: string;

  constructor(path: string, reason: string) {
    super(reason);
    this.path = path;
  }
}

export function unreadable(path: string, why: unknown): Unreadable {
  if (typeof why === "string") return new Unreadable(path, why);
  const { code, message } = why as NodeJS.ErrnoException;
  return new Unreadable(path, (code !== undefined && REASONS.get(code)) || message);
}

/** What the file system says of something is ours to tell; all else is not. */
export function unreadableBy(error: unknown): Unreadable | undefined {
  if (error instanceof Unreadable) return error;
  const { path, syscall } = error as NodeJS.ErrnoException;
  return path === undefined || syscall === undefined || syscall.startsWith("spawn") ? undefined : unreadable(path, error);
}

const REASONS = new Map([
  ["EACCES", "permission denied"],
  ["EPERM", "permission denied"],
  ["EIO", "the disk reports an error"],
  ["ELOOP", "too many symlinks"],
  ["ENAMETOOLONG", "its path is too long"],
]);

/** The folder that inputs are in, and how its paths are written. */
export class InputTree {
  /** Absolute. */
  readonly root: string;
  readonly stateFolder: string;
  readonly #prefix: string;

  constructor(root: string, stateFolder: string) {
    this.root = root;
    this.stateFolder = stateFolder;
    this.#prefix = root === "/" ? "/" : `${root}/`;
  }

  /** May begin with `../`; empty for the root itself. */
  relative(path: string): string {
    if (path === this.root) return "";
    return path.startsWith(this.#prefix) ? path.slice(this.#prefix.length) : posix.relative(this.root, path);
  }

  absolute(path: string): string {
    return path === "" ? this.root : this.#prefix + path;
  }

  /** Of a path that begins with `../`, without these. */
  absoluteOutside(path: string): string {
    return posix.join(this.root, path);
  }

  /** What is git's own, and our state. */
  neverCounts(path: string): boolean {
    return /\/\.git(\/|$)/.test(path) || path === this.stateFolder || path.startsWith(`${this.stateFolder}/`);
  }

  /** At what a symlink leads to. */
  lookBehind(path: string): Stats | undefined {
    try {
      return statSync(path, { throwIfNoEntry: false });
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  readFolder(path: string): Dirent[] | undefined {
    try {
      return readdirSync(path, { withFileTypes: true });
    } catch (error) {
      if (isGone(error)) return undefined;
      throw unreadable(path, error);
    }
  }

  /** @param nowMs when it was looked at, or before */
  keptLook(look: Stats, nowMs: number): [number, number, number] {
    return [look.mtimeMs, isYoung(look, nowMs) ? NEVER : look.ctimeMs, look.ino];
  }

  isLink(folder: string, name: string): boolean {
    const look = lookAt(`${folder}/${name}`);
    return look !== undefined && isSymlink(look);
  }
}
