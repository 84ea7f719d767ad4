import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sha256 } from "./sha256.ts";

/** Small files in the workspace's state folder, each whole or not there, in folders that do not grow without end. */
export interface StateFiles {
  /** @returns the file's absolute path, or undefined where the folder cannot be written. */
  write(file: StateFile): string | undefined;
  /** @returns the file's absolute path, or undefined where it is not there. */
  find(file: Pick<StateFile, "folder" | "name">): string | undefined;
}

export interface StateFile {
  /** Below the state folder: `hooks`. The oldest files in it go when there are more than `keep`. */
  readonly folder: string;
  readonly name: string;
  readonly text: string;
  readonly keep: number;
}

/** @param root absolute path of the state folder (`.repo`), made and hidden from git where it is missing. */
export function stateFiles(root: string): StateFiles {
  return {
    write({ folder, name, text, keep }) {
      const file = join(root, folder, name);
      try {
        makeStateFolder(root);
        writeWhole(file, text);
        prune(dirname(file), keep);
        return file;
      } catch {
        return undefined;
      }
    },
    find({ folder, name }) {
      const file = join(root, folder, name);
      return existsSync(file) ? file : undefined;
    },
  };
}

/** A short name for content, for files that never change under their name. */
export function contentName(...texts: readonly string[]): string {
  const hash = sha256();
  for (const text of texts) hash.update(text).update("\0");
  return hash.digest("hex").slice(0, 24);
}

/** A short name where a collision does no harm, made without loading node:crypto: 64 bits of two FNV-1a hashes. */
export function quickName(text: string): string {
  let [a, b] = [0x811c9dc5, 0x01000193];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b);
  }
  return [a, b].map((part) => (part >>> 0).toString(16).padStart(8, "0")).join("");
}

/** Makes the state folder where it is missing, and hides it from git. */
export function makeStateFolder(root: string): void {
  // The last that is made of it: whoever is stopped before leaves it to the next one.
  if (existsSync(join(root, ".gitignore"))) return;
  writeWhole(join(root, ".gitignore"), "*\n");
}

/** As `mkdir -p`, level by level: of a whole path Node says ENOENT where the file system is read-only. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
    if (code !== "ENOENT") throw error;
    makeFolder(dirname(folder));
    makeFolder(folder);
  }
}

function writeWhole(file: string, text: string): void {
  makeFolder(dirname(file));
  const fresh = `${file}.${crypto.randomUUID()}.tmp`;
  try {
    // Environments and hooks may hold what is not everybody's business.
    writeFileSync(fresh, text, { mode: 0o600 });
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

function prune(folder: string, keep: number): void {
  const names = readdirSync(folder);
  if (names.length <= keep) return;
  const byAge = names
    .map((name) => ({ name, age: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => a.age - b.age);
  for (const { name } of byAge.slice(0, names.length - keep)) rmSync(join(folder, name), { force: true, recursive: true });
}
