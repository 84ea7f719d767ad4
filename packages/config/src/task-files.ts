import { statSync } from "node:fs";
import { join } from "node:path";
import type { TaskFile } from "@nix-repo/model";

/**
 * The task files in a folder, in the order in which they are asked: of each tool the one that it would itself take.
 * Sources: just's search (any case of `justfile`, or `.justfile`), https://taskfile.dev/usage/#supported-file-names, the manual of GNU make.
 */
export function taskFilesIn(folder: string, names: Iterable<string>): TaskFile[] {
  const all = new Set(names);
  const justfile = [...all].filter((name) => /^\.?justfile$/i.test(name)).sort(visibleFirst)[0];
  const taskfile = TASKFILES.find((name) => all.has(name));
  const makefile = ["GNUmakefile", "makefile", "Makefile"].find((name) => all.has(name));
  const found: TaskFile[] = [];
  for (const [tool, name] of [
    ["just", justfile],
    ["task", taskfile],
    ["make", makefile],
  ] as const) {
    const file = name === undefined ? undefined : join(folder, name);
    if (file !== undefined && statSync(file, { throwIfNoEntry: false })?.isDirectory() === false) found.push({ tool, file });
  }
  return found;
}

const TASKFILES = ["yml", "yaml"].flatMap((extension) => [`Taskfile.${extension}`, `taskfile.${extension}`]);
TASKFILES.push(...["yml", "yaml"].flatMap((extension) => [`Taskfile.dist.${extension}`, `taskfile.dist.${extension}`]));

function visibleFirst(a: string, b: string): number {
  return Number(a.startsWith(".")) - Number(b.startsWith(".")) || (a < b ? -1 : 1);
}
