import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ServiceFolder } from "./stack.ts";

/** What is in the folders above services. */
export interface FoldersAbove {
  /** Names by folder. Many services ask for the same: each is listed once in a run. */
  readonly names: Map<string, ReadonlySet<string>>;
  /** What was looked for. */
  readonly wanted: Set<string>;
}

interface Place {
  readonly folder: string;
  readonly names: ReadonlySet<string>;
  readonly root: string;
  readonly above: FoldersAbove;
}

export function serviceFolder(place: Place): ServiceFolder {
  const { folder, names } = place;
  // What the folder's own names rule out costs no call to the system.
  const mayHave = (path: string) => names.has(path.split("/", 1)[0] ?? "");
  return {
    folder,
    names,
    read: (path) => (mayHave(path) ? readIfThere(join(folder, path)) : undefined),
    has: (path) => mayHave(path) && existsSync(join(folder, path)),
    list: (path) => (mayHave(path) ? listIfThere(join(folder, path)) : []),
    nearestOf: (wanted) => nearestOf(wanted, place),
  };
}

function nearestOf(wanted: readonly string[], { folder, names, root, above }: Place): string | undefined {
  for (const name of wanted) above.wanted.add(name);
  const here = wanted.find((name) => names.has(name));
  if (here !== undefined) return here;
  for (let at = folder; at !== root && at !== "/"; ) {
    at = dirname(at);
    const there = above.names.get(at) ?? new Set(listIfThere(at));
    above.names.set(at, there);
    const found = wanted.find((name) => there.has(name));
    if (found !== undefined) return found;
  }
  return undefined;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function listIfThere(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
