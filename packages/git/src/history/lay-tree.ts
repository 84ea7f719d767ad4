import { mkdirSync, rmSync } from "node:fs";
import { err, ok, type Result } from "@nix-repo/model";
import type { WorkTree } from "./clone.ts";
import type { LayOptions } from "./history.ts";
import { type Git, gitFailed, textOf } from "./run-git.ts";

interface LayRequest extends LayOptions {
  readonly commit: string;
  readonly folder: string;
}

/** Writes a commit's files into a folder. The index that git needs for that stands beside the folder while it works. */
export async function layTree({ git }: WorkTree, { commit, folder, paths }: LayRequest): Promise<Result<void>> {
  mkdirSync(folder, { recursive: true });
  const index = `${folder}.index`;
  try {
    const wanted = paths === undefined ? ok(undefined) : await filesBelow(git, commit, paths);
    if (!wanted.ok) return wanted;
    const filters = await withoutFilters(git);
    if (!filters.ok) return filters;
    const read = await git.read(["read-tree", commit], { env: { GIT_INDEX_FILE: index } });
    if (!read.ok) return read;
    const files = wanted.value === undefined ? ["--all"] : ["-z", "--stdin"];
    const written = await git.read(["checkout-index", `--prefix=${folder}/`, ...files], {
      git: [...WRITING, ...filters.value],
      env: { GIT_INDEX_FILE: index, [EMPTY]: "", [FALSE]: "false" },
      input: (wanted.value ?? []).map((path) => `${path}\0`).join(""),
    });
    return written.ok ? ok(undefined) : written;
  } finally {
    for (const left of [index, `${index}.lock`]) rmSync(left, { force: true });
  }
}

/** Links are links, whatever the settings say of the work tree; and as many write as there are processors. */
const WRITING = ["-c", "core.symlinks=true", "-c", "checkout.workers=0"];

/** Of the commit's files those that are named, and those below folders that are. */
async function filesBelow(git: Git, commit: string, paths: readonly string[]): Promise<Result<readonly string[]>> {
  const listed = await git.read(["ls-tree", "-r", "-z", "--name-only", "--full-tree", commit]);
  if (!listed.ok) return listed;
  const wanted = new Set(paths);
  const isWanted = (path: string): boolean => {
    for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) if (wanted.has(path.slice(0, end))) return true;
    return false;
  };
  return ok(listed.value.split("\0").filter((path) => path !== "" && isWanted(path)));
}

/**
 * Options that take away the programs of every filter that the settings know. A filter's name may hold a `=`, at which `-c` would cut it; `--config-env` cuts at
 * the last one.
 */
async function withoutFilters(git: Git): Promise<Result<readonly string[]>> {
  const args = ["config", "--null", "--name-only", "--get-regexp", "^filter\\..*\\.(smudge|process)$"];
  const answer = await git.ask(args);
  if (!answer.ok) return answer;
  const { exitCode, stdout, stderr } = answer.value;
  // 1 says that there are none.
  if (exitCode > 1) return err(gitFailed(args, stderr));
  const filters = new Set(
    textOf(stdout)
      .split("\0")
      .filter((key) => key !== "")
      .map((key) => key.slice(0, key.lastIndexOf("."))),
  );
  return ok(
    [...filters]
      .flatMap((key) => [`${key}.smudge=${EMPTY}`, `${key}.process=${EMPTY}`, `${key}.required=${FALSE}`])
      .map((text) => `--config-env=${text}`),
  );
}

/** Variables that hold what settings are to be. */
const EMPTY = "REPO_SETTING_EMPTY";
const FALSE = "REPO_SETTING_FALSE";

/** @returns a regular file's content as git keeps it; undefined where the commit has none there */
export async function fileAt({ git }: WorkTree, commit: string, path: string): Promise<Result<Buffer | undefined>> {
  const listed = await git.read(["ls-tree", "-z", "--full-tree", commit, "--", path]);
  if (!listed.ok) return listed;
  const [, hash, name] = /^100\d+ blob ([0-9a-f]+)\t([^\0]*)\0$/.exec(listed.value) ?? [];
  if (hash === undefined || name !== path) return ok(undefined);
  const args = ["cat-file", "blob", hash];
  const answer = await git.ask(args);
  if (!answer.ok) return answer;
  const { exitCode, stdout, stderr } = answer.value;
  if (exitCode !== 0) return err(gitFailed(args, stderr));
  return ok(Buffer.from(stdout.buffer, stdout.byteOffset, stdout.byteLength));
}
