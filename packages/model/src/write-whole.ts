import { renameSync, rmSync, writeFileSync } from "node:fs";

let written = 0;

/** Writes a file whole or not at all: readers see the old content or the new one. Its folder must exist. Throws what the file system says. */
export function writeWhole(file: string, content: string): void {
  written += 1;
  const temporary = `${file}.${process.pid}-${written}.tmp`;
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
