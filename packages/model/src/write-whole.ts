import { renameSync, rmSync, writeFileSync } from "node:fs";

let written = 0;

/**
 * Writes a file whole or not at all: readers see the old content or the new one. Its folder must exist. Throws what the file system says.
 * @param mode what the file may be used for, less what the user's umask takes away.
 */
export function writeWhole(file: string, content: string, { mode = 0o666 }: { mode?: number } = {}): void {
  written += 1;
  const temporary = `${file}.${process.pid}-${written}.tmp`;
  try {
    writeFileSync(temporary, content, { mode });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
