import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isBranchName, openHistory } from "@nix-repo/git";
import { err, type Failure, ok, type Result, type Variables } from "@nix-repo/model";
import { type BinaryCache, DEFAULT_SHARDS, type RepoSource, type WorkflowOptions } from "@nix-repo/scaffold";
import type { InRepository } from "./where-in-repository.ts";

export interface WorkflowFlags {
  readonly base: string | undefined;
  readonly shards: string | undefined;
  readonly binaryCache: string | undefined;
  readonly binaryCacheKey: string | undefined;
  readonly repoFrom: string | undefined;
}

/** The workspace that the workflows are for, whose registry may not be written yet. */
export interface WorkflowPlace {
  /** Absolute path of the workspace. */
  readonly root: string;
  readonly flake: string;
  /** What the registry says that changes are compared with. */
  readonly configuredBase?: string | undefined;
  readonly place: InRepository;
  readonly caller: Variables;
}

/** What the flags say of the workflows, and the clone where they say nothing. */
export async function workflowOptions(flags: WorkflowFlags, about: WorkflowPlace): Promise<Result<WorkflowOptions>> {
  const { root, flake, configuredBase, caller } = about;
  const { repository, folder } = about.place;
  if (UNWRITABLE.test(folder))
    return usage(`the workspace's folder ${folder} has characters that mean something else in a workflow; rename it`);
  if (UNWRITABLE.test(flake)) return usage(`the registry's flake "${flake}" has characters that mean something else in a workflow`);
  const asked = askedOfWorkflows(flags, resolve(root, flake));
  if (!asked.ok) return asked;
  const configured = configuredBase?.replace(/^origin\//, "");
  const base = await baseOf(flags.base ?? configured, { folder: repository.workTree, env: caller });
  if (!base.ok) return base;
  return ok({
    ...asked.value,
    base: base.value,
    folder,
    flake,
    hasSubmodules: existsSync(join(repository.workTree, ".gitmodules")),
  });
}

/** What the flags alone say, and the lock of the flake in that folder where they do not say where `repo` comes from. */
export function askedOfWorkflows(
  flags: WorkflowFlags,
  flakeFolder: string,
): Result<Pick<WorkflowOptions, "shards" | "binaryCache" | "repoComesFrom">> {
  const shards = shardsOf(flags.shards);
  if (!shards.ok) return shards;
  const binaryCache = binaryCacheOf(flags);
  if (!binaryCache.ok) return binaryCache;
  const repoComesFrom = repoSource(flags.repoFrom, flakeFolder);
  if (!repoComesFrom.ok) return repoComesFrom;
  return ok({
    shards: shards.value,
    ...(binaryCache.value === undefined ? {} : { binaryCache: binaryCache.value }),
    repoComesFrom: repoComesFrom.value,
  });
}

/** Quotes, patterns, comments and expressions: of YAML, of GitHub or of the shell. */
const UNWRITABLE = /[*?[\]{}!#\\'"`$\n\r\t]/;

function shardsOf(text: string | undefined): Result<number> {
  if (text === undefined) return ok(DEFAULT_SHARDS);
  const shards = /^\d+$/.test(text) ? Number(text) : 0;
  if (shards >= 1 && shards <= MOST_JOBS) return ok(shards);
  return usage(`--shards is "${text}", and takes a number from 1 to ${MOST_JOBS}`);
}

/** Of one matrix, says GitHub. */
const MOST_JOBS = 256;

function binaryCacheOf({ binaryCache, binaryCacheKey }: WorkflowFlags): Result<BinaryCache | undefined> {
  const isUrl = binaryCache !== undefined && /^[a-z][a-z0-9+.-]*:\/\/[^\s{}#]+$/i.test(binaryCache);
  if (binaryCacheKey !== undefined && !isUrl)
    return usage("--binary-cache-key is for a --binary-cache with a URL: cachix.org tells its keys itself");
  if (binaryCacheKey !== undefined && !/^[\w.-]+:[A-Za-z0-9+/]+=*$/.test(binaryCacheKey))
    return usage(`--binary-cache-key is "${binaryCacheKey}", and takes a public key as Nix writes it, NAME:KEY`);
  if (isUrl) return ok({ kind: "substituter", url: binaryCache, ...(binaryCacheKey === undefined ? {} : { publicKey: binaryCacheKey }) });
  if (binaryCache === undefined) return ok(undefined);
  if (/^[a-z0-9][a-z0-9-]*$/i.test(binaryCache)) return ok({ kind: "cachix", name: binaryCache });
  return usage(
    `--binary-cache is "${binaryCache}", and takes the name of a cache at cachix.org, or a URL such as https://cache.example.org`,
  );
}

/** The branch that changes are merged into, as the flag names it, or the clone. */
export async function baseOf(flag: string | undefined, clone: { folder: string; env: Variables }): Promise<Result<string>> {
  if (flag !== undefined)
    return isBranchName(flag) ? ok(flag) : usage(`the base is "${flag}", which is no name of a branch: --base names one`);
  const history = await openHistory(clone);
  if (!history.ok) return history;
  const known = await history.value?.defaultBranch();
  if (known?.ok === false) return known;
  if (known?.value !== undefined) return ok(known.value.branch);
  // Before the first commit there is only the branch that it will be made on.
  const only = history.value?.head === undefined ? await history.value?.branch() : undefined;
  if (only?.ok === false) return only;
  return only?.value === undefined ? err(WHICH_BRANCH) : ok(only.value);
}

const WHICH_BRANCH: Failure = {
  code: "usage",
  message: "the clone does not tell which branch changes are merged into (there is no origin/HEAD, main or master)",
  hint: "repo init --ci github --base BRANCH",
};

function repoSource(flag: string | undefined, flakeFolder: string): Result<RepoSource> {
  if (flag === undefined) return ok({ kind: hasInput(flakeFolder) ? "input" : "unknown" });
  if (/^-|[\s'"`${}\\]|^$/.test(flag)) return usage(`--repo-from is "${flag}", and takes a flake such as github:OWNER/repo`);
  return ok({ kind: "flake", reference: flag });
}

/** Whether the team has chosen a `repo` as an input of its flake; the lock says so without an evaluation. */
function hasInput(flakeFolder: string): boolean {
  try {
    const lock = JSON.parse(readFileSync(join(flakeFolder, "flake.lock"), "utf8")) as {
      root?: string;
      nodes?: Readonly<Record<string, { inputs?: Readonly<Record<string, unknown>> }>>;
    };
    return lock.nodes?.[lock.root ?? "root"]?.inputs?.repo !== undefined;
  } catch {
    return false;
  }
}

function usage(message: string): { readonly ok: false; readonly error: Failure } {
  return err({ code: "usage", message });
}
