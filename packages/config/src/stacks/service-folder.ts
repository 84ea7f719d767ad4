import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ServiceFolder } from "./stack.ts";

export function serviceFolder({ folder, names, root }: { folder: string; names: ReadonlySet<string>; root: string }): ServiceFolder {
  return {
    folder,
    names,
    read: (path) => readIfThere(join(folder, path)),
    has: (path) => existsSync(join(folder, path)),
    list: (path) => listIfThere(join(folder, path)),
    nearestOf: (wanted) => nearestOf(wanted, { folder, names, root }),
  };
}

function nearestOf(
  wanted: readonly string[],
  { folder, names, root }: { folder: string; names: ReadonlySet<string>; root: string },
): string | undefined {
  const here = wanted.find((name) => names.has(name));
  if (here !== undefined) return here;
  for (let above = folder; above !== root && above !== dirname(above); ) {
    above = dirname(above);
    const found = wanted.find((name) => existsSync(join(above, name)));
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
