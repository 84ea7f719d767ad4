import { lstatSync } from "node:fs";
import { join, resolve } from "node:path";
import { ok, type Result } from "@nix-repo/model";
import type { WorkTree } from "./clone.ts";
import type { StagedFiles } from "./history.ts";

/** What a commit would change, and what of it is otherwise in the work tree. */
export async function stagedFiles(at: WorkTree): Promise<Result<StagedFiles>> {
  const index = indexOfHook(at);
  const listed = await at.git.read(STATUS, index === undefined ? {} : { env: { GIT_INDEX_FILE: index } });
  if (!listed.ok) return listed;
  const entries = listed.value
    .split("\0")
    .map(entryIn)
    .filter((entry) => entry !== undefined && entry.staged !== ".")
    .filter((entry) => entry !== undefined);
  const isPartly = ({ path, staged, unstaged }: Entry) => unstaged !== "." || (staged === "D" && isThere(join(at.git.folder, path)));
  return ok({
    files: entries.map(({ path }) => path).sort(),
    partly: entries
      .filter(isPartly)
      .map(({ path }) => path)
      .sort(),
  });
}

const STATUS = ["status", "--porcelain=v2", "-z", "--no-renames", "--untracked-files=no", "--ignore-submodules=none"];

/** One letter each for what became of it: `.` is nothing, `D` that it was removed. */
interface Entry {
  readonly path: string;
  readonly staged: string;
  readonly unstaged: string;
}

/** `1 MM N... <three modes> <two hashes> <path>`, or of a conflict `u UU N... <four modes> <three hashes> <path>`. */
function entryIn(line: string): Entry | undefined {
  const kind = line[0];
  if (kind !== "1" && kind !== "u") return undefined;
  const path = line
    .split(" ")
    .slice(kind === "1" ? 8 : 10)
    .join(" ");
  return { path, staged: line[2] ?? "", unstaged: line[3] ?? "" };
}

/** What was taken out of the index may still be in the work tree, untracked. */
function isThere(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** `git commit -a` and `git commit FILE` make the commit from an index of their own, and tell their hooks. */
function indexOfHook({ git, repository }: WorkTree): string | undefined {
  const named = git.env.GIT_INDEX_FILE;
  if (!named) return undefined;
  const file = resolve(git.folder, named);
  // It may be meant for another repository, whose hook has called us.
  return file.startsWith(`${repository.gitFolder}/`) ? file : undefined;
}
