import { readFileSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "@nix-repo/model";
import { commonFolder, type Repository } from "../find-repository.ts";
import type { DefaultBranch } from "./history.ts";
import { type Git, gitFailed, textOf } from "./run-git.ts";

export interface WorkTree {
  /** At the top of the work tree. */
  readonly git: Git;
  readonly repository: Repository;
  /** Of hashes: `sha1` or `sha256`. */
  readonly format: string;
}

/** A work tree whose history is asked about. */
export interface Clone extends WorkTree {
  readonly head: string | undefined;
}

/** @returns the commit that an expression names; undefined where it names none */
export async function resolveCommit(git: Git, rev: string): Promise<Result<string | undefined>> {
  const answer = await git.ask(["rev-parse", "--verify", "--quiet", "--end-of-options", `${rev}^{commit}`]);
  if (!answer.ok) return answer;
  return ok(answer.value.exitCode === 0 ? textOf(answer.value.stdout).trim() : undefined);
}

/** @returns the branch that HEAD stands for, also before its first commit; undefined where HEAD is detached */
export async function checkedOutBranch(git: Git): Promise<Result<string | undefined>> {
  const answer = await git.ask(["symbolic-ref", "--quiet", "HEAD"]);
  if (!answer.ok) return answer;
  return ok(/^refs\/heads\/(.+)\n$/s.exec(textOf(answer.value.stdout))?.[1]);
}

export async function findDefaultBranch(git: Git): Promise<Result<DefaultBranch | undefined>> {
  const refs = await git.read(["for-each-ref", "--format=%(refname)%00%(symref)", ORIGIN_HEAD, ...DEFAULTS]);
  if (!refs.ok) return refs;
  const found = new Map(refs.value.split("\n").map((line) => line.split("\0") as [string, string]));
  const rev = found.get(ORIGIN_HEAD) || DEFAULTS.find((name) => found.has(name));
  if (rev === undefined) return ok(undefined);
  const name = rev.replace(/^refs\/(remotes|heads)\//, "");
  return ok({ rev, name, branch: rev.replace(/^refs\/(remotes\/origin|heads)\//, "") });
}

const ORIGIN_HEAD = "refs/remotes/origin/HEAD";
const DEFAULTS = ["refs/remotes/origin/main", "refs/remotes/origin/master", "refs/heads/main", "refs/heads/master"];

/** The commits whose parents were left out of the clone. None where it is whole. */
export function shallowCommits({ gitFolder }: Repository): ReadonlySet<string> {
  try {
    return new Set(
      readFileSync(join(commonFolder(gitFolder), "shallow"), "utf8")
        .split("\n")
        .filter(Boolean),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Set();
    throw error;
  }
}

/** The parents that commits were made with, also those that are not in the clone, in the order of the commits. */
export async function parentsOf(git: Git, commits: readonly string[]): Promise<Result<readonly (readonly string[])[]>> {
  if (commits.length === 0) return ok([]);
  const args = ["cat-file", "--batch"];
  const answer = await git.ask(args, { input: commits.map((commit) => `${commit}\n`).join("") });
  if (!answer.ok) return answer;
  const { exitCode, stdout, stderr } = answer.value;
  const parents: (readonly string[])[] = [];
  // Of each a line that ends with its length in bytes, its content, and a line break.
  for (let at = 0; at < stdout.length; ) {
    const start = stdout.indexOf(LINE_BREAK, at) + 1;
    const [, , length] = textOf(stdout.subarray(at, start - 1)).split(" ");
    if (start === 0 || length === undefined) break;
    at = start + Number.parseInt(length, 10) + 1;
    parents.push(parentLines(textOf(stdout.subarray(start, at))));
  }
  return exitCode === 0 && parents.length === commits.length ? ok(parents) : err(gitFailed(args, stderr));
}

const LINE_BREAK = 10;

function parentLines(commit: string): readonly string[] {
  const headers = commit.slice(0, commit.indexOf("\n\n") + 1);
  return [...headers.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent = ""]) => parent);
}
