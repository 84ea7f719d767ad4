import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** A work tree of git. Both paths are absolute. */
export interface Repository {
  /** The top of the work tree. */
  readonly workTree: string;
  /** Where `HEAD` and `index` of this work tree are: `.git`, or what the file of that name points to (worktrees, submodules). */
  readonly gitFolder: string;
}

/** The work tree that holds a folder, found by looking for `.git` upwards, without starting git. */
export function findRepository(folder: string): Repository | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const gitFolder = gitFolderIn(at);
    if (gitFolder !== undefined) return { workTree: at, gitFolder };
    if (dirname(at) === at) return undefined;
  }
}

function gitFolderIn(folder: string): string | undefined {
  const marker = join(folder, ".git");
  const found = statSync(marker, { throwIfNoEntry: false });
  if (found?.isDirectory()) return marker;
  if (!found?.isFile()) return undefined;
  const target = /^gitdir: (.+)$/m.exec(readFileSync(marker, "utf8"))?.[1];
  return target === undefined ? undefined : resolve(folder, target);
}

/** Where linked work trees have what they share. */
export function commonFolder(gitFolder: string): string {
  const pointer = join(gitFolder, "commondir");
  return existsSync(pointer) ? resolve(gitFolder, readFileSync(pointer, "utf8").trim()) : gitFolder;
}
