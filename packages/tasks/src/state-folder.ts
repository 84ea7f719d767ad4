import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Makes a folder inside the state folder (`.repo`), which ignores itself in git from its first file on. Throws what the file system says. */
export function makeStateFolder(stateFolder: string, name: string): string {
  const folder = join(stateFolder, name);
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(join(stateFolder, ".gitignore"), "*\n", { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return folder;
}
