import { closeSync, openSync, readSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { findOnPath } from "@nix-repo/model";

/**
 * The file that a command's name means: looked up on PATH, or relative to the folder where it holds a slash.
 * @returns undefined where there is none. With a slash any file counts, executable or not: the system's own message is the better one then.
 */
export function findProgram(name: string, { path, cwd }: { path: string | undefined; cwd: string }): string | undefined {
  if (name.includes("/")) {
    const file = resolve(cwd, name);
    return isFile(file) ? file : undefined;
  }
  return path === undefined ? undefined : findOnPath(name, { path, cwd });
}

function isFile(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return false;
  }
}

/** Whether a file is a script without `#!`: shells run those by themselves, the system refuses them. */
export function isBareScript(file: string): boolean {
  const start = Buffer.alloc(80);
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, "r");
    const length = readSync(descriptor, start);
    const text = start.subarray(0, length);
    // As bash judges: no zero byte in the first line means text.
    const line = text.subarray(0, text.indexOf(0x0a) === -1 ? length : text.indexOf(0x0a));
    return text.toString("latin1", 0, 2) !== "#!" && !line.includes(0);
  } catch {
    return false;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
