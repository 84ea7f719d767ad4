import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ServiceFolder } from "./stack.ts";

/** The names in folders above services, which many services ask for: each is listed once in a run. */
export type FoldersAbove = Map<string, ReadonlySet<string>>;

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
  const here = wanted.find((name) => names.has(name));
  if (here !== undefined) return here;
  for (let at = folder; at !== root && at !== "/"; ) {
    at = dirname(at);
    const there = above.get(at) ?? new Set(listIfThere(at));
    above.set(at, there);
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
