import { readFileSync } from "node:fs";
import { type CiEngine, ok, type Result, type Variables } from "@nix-repo/model";
import { isBranchName, shortHash } from "./git-names.ts";
import type { ChosenBase, History } from "./history.ts";

/** What is being built, and for whom. `engine` is left out where none runs. */
export type CiSituation =
  /** A pull or merge request, or a merge queue's try of several. */
  | { readonly kind: "request"; readonly engine: CiEngine; readonly base?: ChosenBase }
  | { readonly kind: "default-branch"; readonly engine?: CiEngine; readonly branch: string; readonly base?: ChosenBase }
  | { readonly kind: "branch"; readonly engine?: CiEngine; readonly branch: string; readonly base?: ChosenBase }
  /** Nothing that somebody changed just now. `event`: something else made the engine run, as a release. `detached`: no engine, and no branch is checked out. */
  | { readonly kind: "other"; readonly engine?: CiEngine; readonly what: "tag" | "schedule" | "manual" | "event" | "detached" };

export interface CiQuestion {
  readonly env: Variables;
  /** What GitHub's event file holds; `eventReader(env)` reads it. */
  readonly readEvent: () => unknown;
  readonly history: Pick<History, "branch" | "defaultBranch">;
}

/** Who asks for nothing in particular on the default branch, a tag or a schedule gets everything. */
export function runsEverything({ kind }: CiSituation): boolean {
  return kind === "default-branch" || kind === "other";
}

export async function ciSituation(question: CiQuestion): Promise<Result<CiSituation>> {
  const { env } = question;
  if (env.GITHUB_ACTIONS === "true") return await onGitHub(question);
  if (env.GITLAB_CI === "true") return await onGitLab(question);
  if (env.BUILDKITE === "true") return await onBuildkite(question);
  const branch = await question.history.branch();
  if (!branch.ok) return branch;
  if (branch.value === undefined) return ok({ kind: "other", what: "detached" });
  return await branchOf(question, { branch: branch.value });
}

/** Reads the file at GITHUB_EVENT_PATH. Gives undefined where there is none, or it is no JSON. */
export function eventReader(env: Variables): () => unknown {
  return () => {
    try {
      return env.GITHUB_EVENT_PATH ? JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, "utf8")) : undefined;
    } catch {
      return undefined;
    }
  };
}

/** https://docs.github.com/actions/reference/workflows-and-actions/variables, and the payloads of webhooks. */
async function onGitHub(question: CiQuestion): Promise<Result<CiSituation>> {
  const { env } = question;
  const engine = "github";
  const event = question.readEvent();
  switch (env.GITHUB_EVENT_NAME) {
    case "pull_request":
    case "pull_request_target":
    case "merge_group": {
      const base = env.GITHUB_EVENT_NAME === "merge_group" ? queueBase(event) : pullBase(env, event);
      return ok({ kind: "request", engine, ...(base === undefined ? {} : { base }) });
    }
    case "schedule":
      return ok({ kind: "other", engine, what: "schedule" });
    case "workflow_dispatch":
      return ok({ kind: "other", engine, what: "manual" });
    case "push": {
      if (env.GITHUB_REF_TYPE === "tag" || env.GITHUB_REF?.startsWith("refs/tags/")) return ok({ kind: "other", engine, what: "tag" });
      const before = hashIn(at(event, "before"));
      const isAncestor = at(event, "forced") === false;
      const base = before === undefined ? undefined : commitBase({ commit: before, because: "the push's `before`", isAncestor, engine });
      const branch = env.GITHUB_REF_NAME ?? env.GITHUB_REF?.replace(/^refs\/heads\//, "") ?? "";
      return await branchOf(question, { engine, branch, defaultName: nameIn(at(event, "repository", "default_branch")), base });
    }
    default:
      return ok({ kind: "other", engine, what: "event" });
  }
}

function queueBase(event: unknown): ChosenBase | undefined {
  const commit = hashIn(at(event, "merge_group", "base_sha"));
  return commit === undefined ? undefined : commitBase({ commit, because: "merge_group.base_sha", isAncestor: true, engine: "github" });
}

function pullBase(env: Variables, event: unknown): ChosenBase | undefined {
  const branch = env.GITHUB_BASE_REF ?? "";
  if (!isBranchName(branch)) return undefined;
  const base = hashIn(at(event, "pull_request", "base", "sha"));
  const commit = /^refs\/pull\/\d+\/merge$/.test(env.GITHUB_REF ?? "") ? hashIn(env.GITHUB_SHA) : undefined;
  const head = hashIn(at(event, "pull_request", "head", "sha"));
  const merge = { ...(commit && { commit }), ...(base && { base }), ...(head && { head }) };
  return { ...originBase({ branch, because: "GITHUB_BASE_REF", engine: "github" }), merge };
}

/** https://docs.gitlab.com/ci/variables/predefined_variables/ */
async function onGitLab(question: CiQuestion): Promise<Result<CiSituation>> {
  const { env } = question;
  const engine = "gitlab";
  if (env.CI_MERGE_REQUEST_IID !== undefined || env.CI_PIPELINE_SOURCE === "merge_request_event") {
    const base = mergeRequestBase(env);
    return ok({ kind: "request", engine, ...(base === undefined ? {} : { base }) });
  }
  if (env.CI_COMMIT_TAG) return ok({ kind: "other", engine, what: "tag" });
  switch (env.CI_PIPELINE_SOURCE) {
    case "schedule":
      return ok({ kind: "other", engine, what: "schedule" });
    case "web":
    case "webide":
    case "api":
    case "chat":
      return ok({ kind: "other", engine, what: "manual" });
    default: {
      const before = hashIn(env.CI_COMMIT_BEFORE_SHA);
      const base = before === undefined ? undefined : commitBase({ commit: before, because: "CI_COMMIT_BEFORE_SHA", engine });
      return await branchOf(question, {
        engine,
        branch: env.CI_COMMIT_BRANCH ?? env.CI_COMMIT_REF_NAME ?? "",
        defaultName: env.CI_DEFAULT_BRANCH,
        base,
      });
    }
  }
}

/**
 * In a pipeline of merged results HEAD is a merge into the target's tip, which alone tells the request's changes from the target's own; elsewhere HEAD is the
 * source's tip, and GitLab says where that left the target.
 */
function mergeRequestBase(env: Variables): ChosenBase | undefined {
  const engine = "gitlab";
  for (const because of ["CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "CI_MERGE_REQUEST_DIFF_BASE_SHA"]) {
    const commit = hashIn(env[because]);
    if (commit !== undefined) return commitBase({ commit, because, isAncestor: true, engine });
  }
  const branch = env.CI_MERGE_REQUEST_TARGET_BRANCH_NAME ?? "";
  return isBranchName(branch) ? originBase({ branch, because: "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", engine }) : undefined;
}

/** https://buildkite.com/docs/pipelines/configure/environment-variables */
async function onBuildkite(question: CiQuestion): Promise<Result<CiSituation>> {
  const { env } = question;
  const engine = "buildkite";
  const target = env.BUILDKITE_PULL_REQUEST_BASE_BRANCH ?? "";
  if (env.BUILDKITE_PULL_REQUEST !== undefined && env.BUILDKITE_PULL_REQUEST !== "false") {
    const base = isBranchName(target) ? originBase({ branch: target, because: "BUILDKITE_PULL_REQUEST_BASE_BRANCH", engine }) : undefined;
    return ok({ kind: "request", engine, ...(base === undefined ? {} : { base }) });
  }
  if (env.BUILDKITE_TAG) return ok({ kind: "other", engine, what: "tag" });
  switch (env.BUILDKITE_SOURCE) {
    case "schedule":
      return ok({ kind: "other", engine, what: "schedule" });
    case "ui":
    case "api":
      return ok({ kind: "other", engine, what: "manual" });
    default:
      return await branchOf(question, { engine, branch: env.BUILDKITE_BRANCH ?? "", defaultName: env.BUILDKITE_PIPELINE_DEFAULT_BRANCH });
  }
}

interface BranchBuild {
  readonly engine?: CiEngine;
  readonly branch: string;
  /** As the engine names the default branch; where it does not, git is asked. */
  readonly defaultName?: string | undefined;
  readonly base?: ChosenBase | undefined;
}

async function branchOf({ history }: CiQuestion, { engine, branch, defaultName, base }: BranchBuild): Promise<Result<CiSituation>> {
  const known = defaultName ? ok({ branch: defaultName }) : await history.defaultBranch();
  if (!known.ok) return known;
  const kind = known.value?.branch === branch ? "default-branch" : "branch";
  return ok({ kind, branch, ...(engine === undefined ? {} : { engine }), ...(base === undefined ? {} : { base }) });
}

interface CommitBase {
  readonly commit: string;
  readonly because: string;
  readonly isAncestor?: boolean;
  readonly engine: CiEngine;
}

function commitBase({ commit, because, isAncestor = false, engine }: CommitBase): ChosenBase {
  return { rev: commit, name: shortHash(commit), source: "ci", because, engine, ...(isAncestor ? { isAncestor } : {}) };
}

function originBase({ branch, because, engine }: { branch: string; because: string; engine: CiEngine }): ChosenBase {
  return { rev: `refs/remotes/origin/${branch}`, name: `origin/${branch}`, source: "ci", because, engine };
}

/** A whole hash that stands for a commit: where there is none, engines say zeros. */
function hashIn(value: unknown): string | undefined {
  return typeof value === "string" && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(value) && !/^0+$/.test(value) ? value : undefined;
}

function nameIn(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** What stands at a path of keys. */
function at(value: unknown, ...keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) found = typeof found === "object" && found !== null ? (found as Record<string, unknown>)[key] : undefined;
  return found;
}
