import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Makes a folder inside the state folder (`.repo`). Throws what the file system says. */
export function makeStateFolder(stateFolder: string, name: string): string {
  const folder = join(stateFolder, name);
  mkdirSync(stateFolder, { recursive: true });
  // One level by itself: of a whole path Node says ENOENT where the file system is read-only.
  if (!existsSync(folder)) unlessThere(() => mkdirSync(folder));
  ensureStateFolder(stateFolder);
  return folder;
}

/** Makes the state folder, which ignores itself in git from its first file on. Throws what the file system says. */
export function ensureStateFolder(stateFolder: string): void {
  mkdirSync(stateFolder, { recursive: true });
  unlessThere(() => writeFileSync(join(stateFolder, ".gitignore"), "*\n", { flag: "wx" }));
}

/** It may be there already: another process was quicker. */
function unlessThere(action: () => void): void {
  try {
    action();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
