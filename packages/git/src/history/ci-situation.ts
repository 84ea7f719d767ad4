import { readFileSync } from "node:fs";
import { type CiEngine, ok, type Result, type Variables } from "@nix-repo/model";
import { isBranchName, isHash, shortHash } from "./git-names.ts";
import type { ChosenBase, EngineMerge, History, NamedRev } from "./history.ts";

/** What is being built, and for whom. */
export type CiSituation = CiContext & CiKind;

export interface CiContext {
  /** Left out where none runs. */
  readonly engine?: CiEngine;
  /** As the engine names it: clones that it makes may not have it. */
  readonly defaultBranch?: string;
}

export type CiKind =
  /** A pull or merge request, or a merge queue's try of several. */
  | { readonly kind: "request"; readonly base?: ChosenBase }
  | { readonly kind: "default-branch" | "branch"; readonly branch: string; readonly base?: ChosenBase }
  /** Nothing that somebody changed just now. `event`: the engine runs for something else, as a release. `detached`: no engine, and no branch is checked out. */
  | { readonly kind: "other"; readonly what: "tag" | "schedule" | "manual" | "event" | "detached" };

export interface CiQuestion {
  readonly env: Variables;
  /** What GitHub's event file holds; `eventReader(env)` reads it. */
  readonly readEvent: () => unknown;
  readonly history: Pick<History, "branch" | "defaultBranch">;
}

/** The default branch, a tag, a schedule: there nobody waits for an answer about one change. */
export function runsEverything({ kind }: CiSituation): boolean {
  return kind === "default-branch" || kind === "other";
}

/** Fails as git does. */
export async function ciSituation({ env, readEvent, history }: CiQuestion): Promise<Result<CiSituation>> {
  if (env.GITHUB_ACTIONS === "true") return await settle(onGitHub(env, readEvent()), history);
  if (env.GITLAB_CI === "true") return await settle(onGitLab(env), history);
  if (env.BUILDKITE === "true") return await settle(onBuildkite(env), history);
  const branch = await history.branch();
  if (!branch.ok) return branch;
  return branch.value === undefined
    ? ok({ kind: "other", what: "detached" })
    : await settle({ kind: "branch", branch: branch.value }, history);
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

/** Whether a branch is the default one: where the engine does not name that, git is asked. */
async function settle(situation: CiSituation, history: CiQuestion["history"]): Promise<Result<CiSituation>> {
  if (situation.kind !== "branch") return ok(situation);
  const known = situation.defaultBranch === undefined ? await history.defaultBranch() : ok({ branch: situation.defaultBranch });
  if (!known.ok) return known;
  return ok(known.value?.branch === situation.branch ? { ...situation, kind: "default-branch" } : situation);
}

/** https://docs.github.com/actions/reference/workflows-and-actions/variables, and the payloads of webhooks. */
function onGitHub(env: Variables, event: unknown): CiSituation {
  const context = contextOf("github", valueAt(event, "repository", "default_branch"));
  switch (env.GITHUB_EVENT_NAME) {
    case "pull_request":
    case "pull_request_target": {
      const merge = mergeOf(env, event);
      return { ...context, kind: "request", ...branchBase(context, { env, name: "GITHUB_BASE_REF", merge }) };
    }
    case "merge_group":
      return {
        ...context,
        kind: "request",
        ...commitBase(context, { commit: valueAt(event, "merge_group", "base_sha"), because: "merge_group.base_sha", isAncestor: true }),
      };
    case "push": {
      if (env.GITHUB_REF?.startsWith("refs/tags/")) return { ...context, kind: "other", what: "tag" };
      const isAncestor = valueAt(event, "forced") === false;
      const base = commitBase(context, { commit: valueAt(event, "before"), because: "the push's before", isAncestor });
      return { ...context, kind: "branch", branch: env.GITHUB_REF_NAME ?? "", ...base };
    }
    case "schedule":
      return { ...context, kind: "other", what: "schedule" };
    case "workflow_dispatch":
      return { ...context, kind: "other", what: "manual" };
    default:
      return { ...context, kind: "other", what: "event" };
  }
}

function mergeOf(env: Variables, event: unknown): EngineMerge {
  const commit = /^refs\/pull\/\d+\/merge$/.test(env.GITHUB_REF ?? "") ? commitIn(env.GITHUB_SHA) : undefined;
  const base = commitIn(valueAt(event, "pull_request", "base", "sha"));
  const head = commitIn(valueAt(event, "pull_request", "head", "sha"));
  return { ...(commit && { commit }), ...(base && { base }), ...(head && { head }) };
}

/** https://docs.gitlab.com/ci/variables/predefined_variables/ */
function onGitLab(env: Variables): CiSituation {
  const context = contextOf("gitlab", env.CI_DEFAULT_BRANCH);
  if (env.CI_MERGE_REQUEST_IID) return { ...context, kind: "request", ...mergeRequestBase(context, env) };
  if (env.CI_COMMIT_TAG) return { ...context, kind: "other", what: "tag" };
  switch (env.CI_PIPELINE_SOURCE) {
    case "schedule":
      return { ...context, kind: "other", what: "schedule" };
    case "web":
    case "api":
    case "chat":
      return { ...context, kind: "other", what: "manual" };
    default: {
      const base = commitBase(context, { commit: env.CI_COMMIT_BEFORE_SHA, because: "CI_COMMIT_BEFORE_SHA" });
      return { ...context, kind: "branch", branch: env.CI_COMMIT_BRANCH ?? "", ...base };
    }
  }
}

/**
 * In a pipeline of merged results HEAD is a merge into the target's tip, which alone tells the request's changes from the target's own; elsewhere HEAD is the
 * source's tip, and GitLab says where that left the target.
 */
function mergeRequestBase(context: CiContext, env: Variables): { readonly base?: ChosenBase } {
  for (const because of ["CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "CI_MERGE_REQUEST_DIFF_BASE_SHA"]) {
    const found = commitBase(context, { commit: env[because], because, isAncestor: true });
    if (found.base !== undefined) return found;
  }
  return branchBase(context, { env, name: "CI_MERGE_REQUEST_TARGET_BRANCH_NAME" });
}

/** https://buildkite.com/docs/pipelines/configure/environment-variables */
function onBuildkite(env: Variables): CiSituation {
  const context = contextOf("buildkite", env.BUILDKITE_PIPELINE_DEFAULT_BRANCH);
  if ((env.BUILDKITE_PULL_REQUEST ?? "false") !== "false")
    return { ...context, kind: "request", ...branchBase(context, { env, name: "BUILDKITE_PULL_REQUEST_BASE_BRANCH" }) };
  if (env.BUILDKITE_TAG) return { ...context, kind: "other", what: "tag" };
  switch (env.BUILDKITE_SOURCE) {
    case "schedule":
      return { ...context, kind: "other", what: "schedule" };
    case "ui":
    case "api":
      return { ...context, kind: "other", what: "manual" };
    default:
      return { ...context, kind: "branch", branch: env.BUILDKITE_BRANCH ?? "" };
  }
}

function contextOf(engine: CiEngine, defaultBranch: unknown): CiContext & { readonly engine: CiEngine } {
  return { engine, ...(typeof defaultBranch === "string" && isBranchName(defaultBranch) ? { defaultBranch } : {}) };
}

interface CommitSaid {
  readonly commit: unknown;
  readonly because: string;
  readonly isAncestor?: boolean;
}

function commitBase(
  { engine, defaultBranch }: CiContext,
  { commit, because, isAncestor = false }: CommitSaid,
): { readonly base?: ChosenBase } {
  const rev = commitIn(commit);
  if (rev === undefined) return {};
  const base: ChosenBase = { rev, name: shortHash(rev), source: "ci", because, ...(engine && { engine }) };
  return { base: { ...base, ...(isAncestor ? { isAncestor } : {}), ...(defaultBranch ? { instead: onOrigin(defaultBranch) } : {}) } };
}

interface BranchSaid {
  readonly env: Variables;
  /** Of the variable. */
  readonly name: string;
  readonly merge?: EngineMerge;
}

function branchBase({ engine }: CiContext, { env, name, merge }: BranchSaid): { readonly base?: ChosenBase } {
  const branch = env[name] ?? "";
  if (!isBranchName(branch)) return {};
  return { base: { ...onOrigin(branch), source: "ci", because: name, ...(engine && { engine }), ...(merge && { merge }) } };
}

/** All engines call the remote so. */
export function onOrigin(branch: string): NamedRev {
  return { rev: `refs/remotes/origin/${branch}`, name: `origin/${branch}` };
}

/** A whole hash that stands for a commit: where there is none, engines say zeros. */
function commitIn(value: unknown): string | undefined {
  return typeof value === "string" && isHash(value) && !/^0+$/.test(value) ? value : undefined;
}

/** What stands at a path of keys. */
function valueAt(value: unknown, ...keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) found = typeof found === "object" && found !== null ? (found as Record<string, unknown>)[key] : undefined;
  return found;
}
