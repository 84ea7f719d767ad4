import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Small files in the workspace's state folder, each whole or not there, in folders that do not grow without end. */
export interface StateFiles {
  /** @returns the file's absolute path, or undefined where the folder cannot be written. */
  write(file: StateFile): string | undefined;
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
  };
}

/** A short name for content, for files that never change under their name. */
export function contentName(...texts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text).update("\0");
  return hash.digest("hex").slice(0, 24);
}

/** Makes the state folder where it is missing, and hides it from git. */
export function makeStateFolder(root: string): void {
  if (existsSync(root)) return;
  mkdirSync(root, { recursive: true });
  writeWhole(join(root, ".gitignore"), "*\n");
}

function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.${randomUUID()}.tmp`;
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
