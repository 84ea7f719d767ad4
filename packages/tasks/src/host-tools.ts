import { existsSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { err, findOnPath, makeStateFolder, messageOf, ok, type Result, type TaskId } from "@nix-repo/model";

export interface LinkedTools {
  /** Absolute. */
  readonly folder: string;
  /** Absolute paths, links resolved, by name. */
  readonly tools: Readonly<Record<string, string>>;
}

/**
 * A folder that holds links to the named tools of the caller's and nothing else, to stand on the PATH of a task whose result may be kept.
 * It is named by what it holds, so that tasks share it and a tool that moved gets another.
 */
export function linkHostTools({
  tools,
  path,
  stateFolder,
  task,
}: {
  tools: readonly string[];
  /** The caller's PATH. */
  path: string | undefined;
  stateFolder: string;
  task: TaskId;
}): Result<LinkedTools> {
  const links: [name: string, target: string][] = [];
  for (const tool of tools) {
    const found = findOnPath(tool, { path, cwd: "/" });
    if (found === undefined) return err({ code: "host-tool-missing", tool, task });
    links.push([basename(tool), realpathSync(found)]);
  }
  const hash = process.getBuiltinModule("node:crypto").createHash("sha256").update(JSON.stringify(links.sort())).digest("hex").slice(0, 32);
  const folder = join(stateFolder, "host-tools", hash);
  try {
    if (!existsSync(folder)) createFolder(folder, { within: makeStateFolder(stateFolder, "host-tools"), links });
  } catch (error) {
    const reason = `the links to host tools cannot be written there: ${messageOf(error)}`;
    return err({ code: "file-unreadable", place: { file: folder }, reason });
  }
  return ok({ folder, tools: Object.fromEntries(links) });
}

function createFolder(folder: string, { within, links }: { within: string; links: readonly (readonly [string, string])[] }): void {
  const temporary = mkdtempSync(join(within, ".new-"));
  try {
    for (const [name, target] of links) symlinkSync(target, join(temporary, name));
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    // Another process was quicker with the same folder.
    if (!existsSync(folder)) throw error;
  }
}
