import { readdirSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { err, ok, type Result, type TaskFileTool } from "@nix-repo/model";

export const FORMATS = ["justfile", "taskfile", "turbo", "procfile", "process-compose"] as const;
export type Format = (typeof FORMATS)[number];

/** What each tool itself looks for, the first first. */
const NAMES: Readonly<Record<Format, RegExp>> = {
  justfile: /^\.?justfile$/i,
  taskfile: /^[Tt]askfile(\.dist)?\.ya?ml$/,
  turbo: /^turbo\.jsonc?$/,
  procfile: /^Procfile$/,
  "process-compose": /^process-compose\.ya?ml$/,
};

/** The file that is meant, absolute: the one that is named, or the nearest that its tool would take. */
export function foreignFile({ format, named, cwd }: { format: Format; named: string | undefined; cwd: string }): Result<string> {
  if (named !== undefined) {
    const file = resolve(cwd, named);
    if (isFile(file)) return ok(file);
    return err({ code: "usage", message: `there is no file ${named}` });
  }
  for (let folder = cwd; ; folder = dirname(folder)) {
    const [found] = namesIn(folder)
      .filter((name) => NAMES[format].test(name) && isFile(join(folder, name)))
      .sort((a, b) => Number(a.startsWith(".")) - Number(b.startsWith(".")) || Number(b > a) - Number(a > b));
    if (found !== undefined) return ok(join(folder, found));
    if (dirname(folder) === folder) break;
  }
  return err({ code: "usage", message: `there is no ${EXAMPLES[format]} in ${cwd} or above it`, hint: `repo import ${format} FILE` });
}

const EXAMPLES: Readonly<Record<Format, string>> = {
  justfile: "justfile",
  taskfile: "Taskfile.yml",
  turbo: "turbo.json",
  procfile: "Procfile",
  "process-compose": "process-compose.yaml",
};

/** Where a registry belongs that is made of a file: where the caller stands, if the file lies below; else beside the file. */
export function registryFolder(file: string, { named, cwd }: { named: boolean; cwd: string }): string {
  return named && !relative(cwd, file).startsWith(`..${sep}`) ? cwd : dirname(file);
}

/** The tools whose task files a folder has, besides the one that is imported. */
export function otherTaskFiles(folder: string, imported: Format): readonly TaskFileTool[] {
  const names = namesIn(folder);
  const files = { just: NAMES.justfile, task: NAMES.taskfile, make: /^(GNUmakefile|[mM]akefile)$/ };
  const own = imported === "justfile" ? "just" : imported === "taskfile" ? "task" : undefined;
  return (["just", "task", "make"] as const).filter((tool) => tool !== own && names.some((name) => files[tool].test(name)));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
