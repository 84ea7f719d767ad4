import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * A folder of its own for this process, and the end of those that killed ones have left. Throws what the file system says.
 * @param within absolute; made where it is missing
 */
export function scratchFolder(within: string, name: string): string {
  mkdirSync(within, { recursive: true });
  for (const other of readdirSync(within)) {
    const pid = new RegExp(`^${name}-(\\d+)-`).exec(other)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(within, other), { recursive: true, force: true });
  }
  return mkdtempSync(join(within, `${name}-${process.pid}-`));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
