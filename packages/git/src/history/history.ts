import type { CiEngine, ComparedBase, Result } from "@nix-repo/model";

/**
 * What git knows of a work tree and of its commits. Nothing here takes a lock that others could see, or changes index, work tree or references, except fetching.
 * All paths are relative to the top of the work tree, with slashes, as git has them (bytes that are no UTF-8 become U+FFFD).
 * Fails with `git-missing` or `git-failed`, and where else it says so.
 */
export interface History {
  /** The top of the work tree: absolute, without symlinks. */
  readonly workTree: string;
  /** The commit that is checked out; undefined before the first one. */
  readonly head: string | undefined;
  /** Whether older commits were left out of the clone. Fetching may end that. */
  isShallow(): boolean;
  /** @returns the commit that a branch, tag, hash or expression (`HEAD~2`) names; undefined where it names none */
  resolve(rev: string): Promise<Result<string | undefined>>;
  /** @returns the name of the branch that is checked out; undefined where HEAD is detached */
  branch(): Promise<Result<string | undefined>>;
  /** @returns the branch of origin/HEAD, else the first that is there of origin/main, origin/master, main, master */
  defaultBranch(): Promise<Result<DefaultBranch | undefined>>;
  /** Where HEAD left a base. Fails with `base-unknown` and `history-missing`, too. */
  compareWith(base: ChosenBase, options?: CompareOptions): Promise<Result<Compared>>;
  /**
   * What differs between a commit and the work tree as it stands: committed, staged, unstaged, removed, and untracked but not ignored.
   * A renamed file is a removed and an added one. What the index hides (`--skip-worktree`, `--assume-unchanged`, sparse checkouts) is as the index has it.
   * @param commit undefined: everything that is there
   */
  changedFiles(commit: string | undefined): Promise<Result<Changes>>;
  /** In a hook of git's, of the index that this commit is made from (`GIT_INDEX_FILE`). */
  stagedFiles(): Promise<Result<StagedFiles>>;
  /**
   * Writes a commit's files as a checkout would, without running filters (files of LFS stay pointers) or hooks. Submodules become empty folders.
   * @param folder absolute; made if it is not there, else empty. Its parent must be there: a file beside it is needed for a moment.
   */
  layTree(commit: string, folder: string, options?: LayOptions): Promise<Result<void>>;
  /** @returns the content of a regular file as git keeps it; undefined where the commit has none there */
  fileAt(commit: string, path: string): Promise<Result<Buffer | undefined>>;
}

export interface DefaultBranch extends NamedRev {
  /** `main`. */
  readonly branch: string;
}

/** What a change is to be compared with, and who says so. */
export interface ChosenBase {
  /** As git resolves it. Undefined: there was nothing before. */
  readonly rev: string | undefined;
  /** As people write it: `origin/main`, or the first digits of a hash. */
  readonly name: string;
  /** `default`: no one said anything, so it is the default branch. */
  readonly source: "flag" | "ci" | "registry" | "default";
  /** Where it was read: `--affected`, `GITHUB_BASE_REF`, `ci.base`, `origin/HEAD`. */
  readonly because: string;
  /** `rev` is known to be an ancestor of HEAD: then it is itself what to compare with, and a shallow clone needs no more than this one commit. */
  readonly isAncestor?: boolean;
  /** The CI engine has merged the change into the base, and checks out this merge: its first parent is the base. */
  readonly merge?: EngineMerge;
  readonly engine?: CiEngine;
  /** For where `rev` is gone: the default branch as the CI engine names it. Left out, git is asked. */
  readonly instead?: NamedRev;
}

export interface NamedRev {
  /** `refs/remotes/origin/main`. */
  readonly rev: string;
  /** `origin/main`. */
  readonly name: string;
}

export interface EngineMerge {
  /** The merge; not always what is checked out. */
  readonly commit?: string;
  /** Its two parents, as the engine last saw them: the base's tip, and the change's. */
  readonly base?: string;
  readonly head?: string;
}

export interface CompareOptions {
  /** Whether missing commits may be fetched; default is that they may not. */
  readonly mayFetch?: boolean;
  /** Hears of each fetch before it begins. */
  readonly onFetch?: (fetch: FetchNotice) => void;
}

export interface FetchNotice {
  readonly remote: string;
  /** `base`: the commit that was asked for. `more`: this many commits further back. `all`: the whole history. */
  readonly what:
    | { readonly kind: "base"; readonly name: string }
    | { readonly kind: "more"; readonly commits: number }
    | { readonly kind: "all" };
}

export interface Compared extends ComparedBase {
  /** The base that was asked for is gone, and this is compared with another: never to be kept from the user. */
  readonly fellBack?: FellBack;
}

export interface FellBack {
  /** What was asked for, as people write it. */
  readonly from: string;
  /** One clause. */
  readonly why: string;
}

export interface Changes {
  /** Changed files; a submodule itself, where its commit or anything in it changed, beside the files in it as far as they are known. Sorted. */
  readonly files: readonly string[];
  /** Of `files` those that are folders (submodules, other repositories) of which nobody can tell which files changed: any may have. */
  readonly folders: readonly string[];
}

export interface StagedFiles {
  /** What a commit would change, removed files too. Sorted. */
  readonly files: readonly string[];
  /** Of these, those that are otherwise in the work tree than in the index. */
  readonly partly: readonly string[];
}

export interface LayOptions {
  /** Files and folders to be laid out; default is everything. What the commit does not have is passed over. */
  readonly paths?: readonly string[];
}
