import { err, ok, type Result, type Variables } from "@nix-repo/model";
import { findRepository } from "../find-repository.ts";
import { changedFiles } from "./changed-files.ts";
import { type Clone, checkedOutBranch, findDefaultBranch, resolveCommit, shallowCommits } from "./clone.ts";
import { compareWith } from "./compare-with.ts";
import type { DefaultBranch, History } from "./history.ts";
import { fileAt, layTree } from "./lay-tree.ts";
import { gitAt, gitFailed, textOf } from "./run-git.ts";
import { stagedFiles } from "./staged-files.ts";

export interface HistoryRequest {
  /** Absolute; it is there. */
  readonly folder: string;
  /** The caller's. Of git's own variables (`GIT_…`) those count that help to reach a server, or hold settings. */
  readonly env: Variables;
  /** Ends what git is doing; the answer is then a failure. */
  readonly signal?: AbortSignal | undefined;
}

/** Starts git once. @returns undefined where the folder is in no work tree */
export async function openHistory(request: HistoryRequest): Promise<Result<History | undefined>> {
  if (findRepository(request.folder) === undefined) return ok(undefined);
  const args = ["rev-parse", "--show-object-format", "--show-toplevel", "--revs-only", "HEAD^{commit}"];
  const answer = await gitAt(request).ask(args);
  if (!answer.ok) return answer;
  const { exitCode, stdout, stderr } = answer.value;
  // A folder called `.git` makes no repository yet.
  if (exitCode !== 0) return NO_WORK_TREE.test(stderr) ? ok(undefined) : err(gitFailed(args, stderr));
  const [, format = "", workTree = "", head] = /^(\w+)\n(.*?)\n(?:([0-9a-f]{40,})\n)?$/s.exec(textOf(stdout)) ?? [];
  const repository = findRepository(workTree);
  if (repository === undefined) return ok(undefined);
  return ok(historyOf({ git: gitAt({ ...request, folder: workTree }), repository, head, format }));
}

const NO_WORK_TREE = /not a git repository|must be run in a work tree/;

function historyOf(clone: Clone): History {
  const { git, repository, head } = clone;
  let branch: Promise<Result<string | undefined>> | undefined;
  let defaultBranch: Promise<Result<DefaultBranch | undefined>> | undefined;
  return {
    workTree: repository.workTree,
    head,
    isShallow: () => shallowCommits(repository).size > 0,
    resolve: (rev) => resolveCommit(git, rev),
    branch() {
      branch ??= checkedOutBranch(git);
      return branch;
    },
    defaultBranch() {
      defaultBranch ??= findDefaultBranch(git);
      return defaultBranch;
    },
    compareWith: (base, options) => compareWith(clone, base, options),
    changedFiles: (commit) => changedFiles(clone, commit),
    stagedFiles: () => stagedFiles(clone),
    layTree: (commit, folder, options) => layTree(clone, { commit, folder, ...options }),
    fileAt: (commit, path) => fileAt(clone, commit, path),
  };
}
