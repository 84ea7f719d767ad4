import { statSync } from "node:fs";

/** Whether there is a file of that absolute path, or a link to one. */
export function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}
