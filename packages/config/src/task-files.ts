import { statSync } from "node:fs";
import { join } from "node:path";
import type { TaskFile } from "@nix-repo/model";

/**
 * The task files in a folder, in the order in which they are asked: of each tool the one that it would itself take.
 * Sources: just's search (any case of `justfile`, or `.justfile`), https://taskfile.dev/usage/#supported-file-names, the manual of GNU make.
 */
export function taskFilesIn(folder: string, names: ReadonlySet<string>): TaskFile[] {
  const found: TaskFile[] = [];
  const add = (tool: TaskFile["tool"], name: string | undefined) => {
    if (name === undefined) return;
    const file = join(folder, name);
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === false) found.push({ tool, file });
  };
  add("just", justfileAmong(names));
  add("task", firstOf(TASKFILES, names));
  add("make", firstOf(MAKEFILES, names));
  return found;
}

function justfileAmong(names: ReadonlySet<string>): string | undefined {
  let justfile: string | undefined;
  for (const name of names) {
    if (name.length > LONGEST_JUSTFILE || !JUSTFILE.test(name)) continue;
    if (justfile === undefined || visibleFirst(name, justfile) < 0) justfile = name;
  }
  return justfile;
}

const JUSTFILE = /^\.?justfile$/i;
const LONGEST_JUSTFILE = ".justfile".length;

function firstOf(wanted: readonly string[], names: ReadonlySet<string>): string | undefined {
  for (const name of wanted) if (names.has(name)) return name;
  return undefined;
}

const MAKEFILES = ["GNUmakefile", "makefile", "Makefile"];
const TASKFILES = ["yml", "yaml"].flatMap((extension) => [`Taskfile.${extension}`, `taskfile.${extension}`]);
TASKFILES.push(...["yml", "yaml"].flatMap((extension) => [`Taskfile.dist.${extension}`, `taskfile.dist.${extension}`]));

function visibleFirst(a: string, b: string): number {
  return Number(a.startsWith(".")) - Number(b.startsWith(".")) || (a < b ? -1 : 1);
}
