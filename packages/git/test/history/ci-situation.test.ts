import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { ok, type Variables } from "@nix-repo/model";
import { type CiSituation, chooseBase, ciSituation, type DefaultBranch, eventReader, runsEverything } from "../../src/index.ts";
import { must, openLab } from "./repository.ts";

const A = "a".repeat(40);
const B = "b".repeat(40);
const C = "c".repeat(40);
const ZERO = "0".repeat(40);
const ORIGIN_MAIN = { rev: "refs/remotes/origin/main", name: "origin/main" };
const LOCAL_DEFAULT: DefaultBranch = { branch: "trunk", rev: "refs/remotes/origin/trunk", name: "origin/trunk" };

interface Seen {
  readonly env: Variables;
  readonly event?: unknown;
  readonly branch?: string | undefined;
  readonly defaultBranch?: DefaultBranch | undefined;
}

function historyOf({ branch, defaultBranch }: Seen) {
  return { branch: async () => ok(branch), defaultBranch: async () => ok(defaultBranch) };
}

async function situationOf(seen: Seen): Promise<CiSituation> {
  return must(await ciSituation({ env: seen.env, readEvent: () => seen.event, history: historyOf(seen) }));
}

const github = (more: Variables): Variables => ({ GITHUB_ACTIONS: "true", ...more });
const repository = { default_branch: "main" };
const onGitHub = { engine: "github", defaultBranch: "main" } as const;

const gitlab = (more: Variables): Variables => ({ GITLAB_CI: "true", CI_DEFAULT_BRANCH: "main", ...more });
const onGitLab = { engine: "gitlab", defaultBranch: "main" } as const;

const buildkite = (more: Variables): Variables => ({
  BUILDKITE: "true",
  BUILDKITE_PIPELINE_DEFAULT_BRANCH: "main",
  BUILDKITE_PULL_REQUEST: "false",
  BUILDKITE_PULL_REQUEST_BASE_BRANCH: "",
  BUILDKITE_TAG: "",
  ...more,
});
const onBuildkite = { engine: "buildkite", defaultBranch: "main" } as const;

const cases: readonly (readonly [string, Seen, CiSituation])[] = [
  [
    "GitHub: a pull request",
    {
      env: github({ GITHUB_EVENT_NAME: "pull_request", GITHUB_BASE_REF: "main", GITHUB_REF: "refs/pull/7/merge", GITHUB_SHA: C }),
      event: { repository, pull_request: { base: { sha: A }, head: { sha: B } } },
    },
    {
      ...onGitHub,
      kind: "request",
      base: { ...ORIGIN_MAIN, source: "ci", because: "GITHUB_BASE_REF", engine: "github", merge: { commit: C, base: A, head: B } },
    },
  ],
  [
    "GitHub: a pull request that is built as its target, so that no merge is checked out by itself",
    {
      env: github({
        GITHUB_EVENT_NAME: "pull_request_target",
        GITHUB_BASE_REF: "release/1",
        GITHUB_REF: "refs/heads/release/1",
        GITHUB_SHA: A,
      }),
      event: { repository, pull_request: { base: { sha: A }, head: { sha: B } } },
    },
    {
      ...onGitHub,
      kind: "request",
      base: {
        rev: "refs/remotes/origin/release/1",
        name: "origin/release/1",
        source: "ci",
        because: "GITHUB_BASE_REF",
        engine: "github",
        merge: { base: A, head: B },
      },
    },
  ],
  [
    "GitHub: a pull request whose event cannot be read",
    { env: github({ GITHUB_EVENT_NAME: "pull_request", GITHUB_BASE_REF: "main" }) },
    { engine: "github", kind: "request", base: { ...ORIGIN_MAIN, source: "ci", because: "GITHUB_BASE_REF", engine: "github", merge: {} } },
  ],
  [
    "GitHub: a branch that nobody could have",
    { env: github({ GITHUB_EVENT_NAME: "pull_request", GITHUB_BASE_REF: "a:b" }), event: { repository } },
    { ...onGitHub, kind: "request" },
  ],
  [
    "GitHub: a merge queue",
    { env: github({ GITHUB_EVENT_NAME: "merge_group" }), event: { repository, merge_group: { base_sha: A } } },
    {
      ...onGitHub,
      kind: "request",
      base: {
        rev: A,
        name: "aaaaaaaaaaaa",
        source: "ci",
        because: "merge_group.base_sha",
        engine: "github",
        isAncestor: true,
        instead: ORIGIN_MAIN,
      },
    },
  ],
  [
    "GitHub: a push to a branch",
    {
      env: github({ GITHUB_EVENT_NAME: "push", GITHUB_REF: "refs/heads/x/y", GITHUB_REF_NAME: "x/y" }),
      event: { repository, before: A, forced: false },
    },
    {
      ...onGitHub,
      kind: "branch",
      branch: "x/y",
      base: {
        rev: A,
        name: "aaaaaaaaaaaa",
        source: "ci",
        because: "the push's before",
        engine: "github",
        isAncestor: true,
        instead: ORIGIN_MAIN,
      },
    },
  ],
  [
    "GitHub: a forced push to the default branch",
    {
      env: github({ GITHUB_EVENT_NAME: "push", GITHUB_REF: "refs/heads/main", GITHUB_REF_NAME: "main" }),
      event: { repository, before: A, forced: true },
    },
    {
      ...onGitHub,
      kind: "default-branch",
      branch: "main",
      base: { rev: A, name: "aaaaaaaaaaaa", source: "ci", because: "the push's before", engine: "github", instead: ORIGIN_MAIN },
    },
  ],
  [
    "GitHub: a new branch",
    {
      env: github({ GITHUB_EVENT_NAME: "push", GITHUB_REF: "refs/heads/x", GITHUB_REF_NAME: "x" }),
      event: { repository, before: ZERO, created: true },
    },
    { ...onGitHub, kind: "branch", branch: "x" },
  ],
  [
    "GitHub: a push whose event says nothing of the default branch",
    { env: github({ GITHUB_EVENT_NAME: "push", GITHUB_REF: "refs/heads/trunk", GITHUB_REF_NAME: "trunk" }), defaultBranch: LOCAL_DEFAULT },
    { engine: "github", kind: "default-branch", branch: "trunk" },
  ],
  [
    "GitHub: a tag",
    { env: github({ GITHUB_EVENT_NAME: "push", GITHUB_REF: "refs/tags/v1", GITHUB_REF_NAME: "v1" }), event: { repository, before: A } },
    { ...onGitHub, kind: "other", what: "tag" },
  ],
  [
    "GitHub: a schedule",
    { env: github({ GITHUB_EVENT_NAME: "schedule" }), event: { schedule: "0 0 * * *" } },
    { engine: "github", kind: "other", what: "schedule" },
  ],
  [
    "GitHub: by hand",
    { env: github({ GITHUB_EVENT_NAME: "workflow_dispatch" }), event: { repository } },
    { ...onGitHub, kind: "other", what: "manual" },
  ],
  [
    "GitHub: a release",
    { env: github({ GITHUB_EVENT_NAME: "release" }), event: { repository } },
    { ...onGitHub, kind: "other", what: "event" },
  ],
  [
    "GitLab: a merge request",
    {
      env: gitlab({
        CI_PIPELINE_SOURCE: "merge_request_event",
        CI_MERGE_REQUEST_IID: "3",
        CI_MERGE_REQUEST_TARGET_BRANCH_SHA: "",
        CI_MERGE_REQUEST_DIFF_BASE_SHA: A,
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main",
      }),
    },
    {
      ...onGitLab,
      kind: "request",
      base: {
        rev: A,
        name: "aaaaaaaaaaaa",
        source: "ci",
        because: "CI_MERGE_REQUEST_DIFF_BASE_SHA",
        engine: "gitlab",
        isAncestor: true,
        instead: ORIGIN_MAIN,
      },
    },
  ],
  [
    "GitLab: merged results",
    { env: gitlab({ CI_MERGE_REQUEST_IID: "3", CI_MERGE_REQUEST_TARGET_BRANCH_SHA: B, CI_MERGE_REQUEST_DIFF_BASE_SHA: A }) },
    {
      ...onGitLab,
      kind: "request",
      base: {
        rev: B,
        name: "bbbbbbbbbbbb",
        source: "ci",
        because: "CI_MERGE_REQUEST_TARGET_BRANCH_SHA",
        engine: "gitlab",
        isAncestor: true,
        instead: ORIGIN_MAIN,
      },
    },
  ],
  [
    "GitLab: a merge request of which only the target is known",
    { env: gitlab({ CI_MERGE_REQUEST_IID: "3", CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main" }) },
    {
      ...onGitLab,
      kind: "request",
      base: { ...ORIGIN_MAIN, source: "ci", because: "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", engine: "gitlab" },
    },
  ],
  [
    "GitLab: a push to a branch",
    { env: gitlab({ CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "x", CI_COMMIT_BEFORE_SHA: A }) },
    {
      ...onGitLab,
      kind: "branch",
      branch: "x",
      base: { rev: A, name: "aaaaaaaaaaaa", source: "ci", because: "CI_COMMIT_BEFORE_SHA", engine: "gitlab", instead: ORIGIN_MAIN },
    },
  ],
  [
    "GitLab: a new branch",
    { env: gitlab({ CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "x", CI_COMMIT_BEFORE_SHA: ZERO }) },
    { ...onGitLab, kind: "branch", branch: "x" },
  ],
  [
    "GitLab: the default branch",
    { env: gitlab({ CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "main", CI_COMMIT_BEFORE_SHA: ZERO }) },
    { ...onGitLab, kind: "default-branch", branch: "main" },
  ],
  ["GitLab: a tag", { env: gitlab({ CI_PIPELINE_SOURCE: "push", CI_COMMIT_TAG: "v1" }) }, { ...onGitLab, kind: "other", what: "tag" }],
  [
    "GitLab: a schedule",
    { env: gitlab({ CI_PIPELINE_SOURCE: "schedule", CI_COMMIT_BRANCH: "x" }) },
    { ...onGitLab, kind: "other", what: "schedule" },
  ],
  [
    "GitLab: by hand",
    { env: gitlab({ CI_PIPELINE_SOURCE: "web", CI_COMMIT_BRANCH: "x" }) },
    { ...onGitLab, kind: "other", what: "manual" },
  ],
  [
    "Buildkite: a pull request",
    { env: buildkite({ BUILDKITE_PULL_REQUEST: "12", BUILDKITE_PULL_REQUEST_BASE_BRANCH: "main", BUILDKITE_BRANCH: "x" }) },
    {
      ...onBuildkite,
      kind: "request",
      base: { ...ORIGIN_MAIN, source: "ci", because: "BUILDKITE_PULL_REQUEST_BASE_BRANCH", engine: "buildkite" },
    },
  ],
  [
    "Buildkite: a branch",
    { env: buildkite({ BUILDKITE_BRANCH: "x", BUILDKITE_SOURCE: "webhook" }) },
    { ...onBuildkite, kind: "branch", branch: "x" },
  ],
  [
    "Buildkite: the default branch",
    { env: buildkite({ BUILDKITE_BRANCH: "main", BUILDKITE_SOURCE: "webhook" }) },
    { ...onBuildkite, kind: "default-branch", branch: "main" },
  ],
  ["Buildkite: a tag", { env: buildkite({ BUILDKITE_BRANCH: "v1", BUILDKITE_TAG: "v1" }) }, { ...onBuildkite, kind: "other", what: "tag" }],
  [
    "Buildkite: a schedule",
    { env: buildkite({ BUILDKITE_BRANCH: "x", BUILDKITE_SOURCE: "schedule" }) },
    { ...onBuildkite, kind: "other", what: "schedule" },
  ],
  [
    "Buildkite: by hand",
    { env: buildkite({ BUILDKITE_BRANCH: "x", BUILDKITE_SOURCE: "ui" }) },
    { ...onBuildkite, kind: "other", what: "manual" },
  ],
  ["no engine: a branch", { env: { CI: "true" }, branch: "x", defaultBranch: LOCAL_DEFAULT }, { kind: "branch", branch: "x" }],
  [
    "no engine: the default branch",
    { env: {}, branch: "trunk", defaultBranch: LOCAL_DEFAULT },
    { kind: "default-branch", branch: "trunk" },
  ],
  ["no engine: nothing but a branch", { env: {}, branch: "x" }, { kind: "branch", branch: "x" }],
  ["no engine: no branch", { env: {}, defaultBranch: LOCAL_DEFAULT }, { kind: "other", what: "detached" }],
];

describe("what runs", () => {
  test.each(cases)("%s", async (_, seen, expected) => {
    const situation = await situationOf(seen);
    expect(situation).toEqual(expected);
    expect(runsEverything(situation)).toBe(expected.kind === "default-branch" || expected.kind === "other");
  });
});

test("who says what to compare with: the flag, the engine, the registry, the default branch", async () => {
  const history = historyOf({ env: {}, defaultBranch: LOCAL_DEFAULT });
  const request: CiSituation = { ...onGitHub, kind: "request", base: { ...ORIGIN_MAIN, source: "ci", because: "GITHUB_BASE_REF" } };
  const created: CiSituation = { ...onGitHub, kind: "branch", branch: "x" };
  const local: CiSituation = { kind: "branch", branch: "x" };
  const engine = "github";
  const chosen = async (flag: string | undefined, configured: string | undefined, situation: CiSituation) =>
    must(await chooseBase({ flag, configured, situation, history }));
  expect(await chosen("v1", "dev", request)).toEqual({ rev: "v1", name: "v1", source: "flag", because: "--affected", engine });
  expect(await chosen(A, undefined, local)).toEqual({ rev: A, name: "aaaaaaaaaaaa", source: "flag", because: "--affected" });
  expect(await chosen(undefined, "dev", request)).toEqual(request.kind === "request" && request.base);
  expect(await chosen(undefined, "dev", created)).toEqual({ rev: "dev", name: "dev", source: "registry", because: "ci.base", engine });
  expect(await chosen(undefined, "dev", { kind: "other", what: "tag" })).toEqual({
    rev: "dev",
    name: "dev",
    source: "registry",
    because: "ci.base",
  });
  // The engine knows which branch is the default one, also where its clone does not have it.
  expect(await chosen(undefined, undefined, created)).toEqual({ ...ORIGIN_MAIN, source: "default", because: "the default branch", engine });
  // What the push before this one broke is not forgotten.
  const pushed: CiSituation = { ...created, base: { rev: A, name: A, source: "ci", because: "the push's before" } };
  expect(await chosen(undefined, undefined, pushed)).toEqual({ ...ORIGIN_MAIN, source: "default", because: "the default branch", engine });
  const { branch: _, ...trunk } = LOCAL_DEFAULT;
  expect(await chosen(undefined, undefined, local)).toEqual({ ...trunk, source: "default", because: "the default branch" });
  const nothing = await chooseBase({ situation: local, history: historyOf({ env: {} }) });
  expect(must(nothing)).toBeUndefined();
});

test("the default branch, as git knows it", async () => {
  using lab = openLab();
  const server = lab.init("server", "--initial-branch=trunk");
  const found = async () => must(await (await server.history()).defaultBranch());
  expect(await found()).toBeUndefined();
  expect(must(await (await server.history()).branch())).toBe("trunk");
  const commit = server.commit();
  expect(await found()).toBeUndefined();
  for (const branch of ["master", "main"]) {
    server.git("branch", branch);
    expect(await found()).toEqual({ branch, name: branch, rev: `refs/heads/${branch}` });
  }
  for (const branch of ["master", "main"]) {
    server.git("update-ref", `refs/remotes/origin/${branch}`, commit);
    expect(await found()).toEqual({ branch, name: `origin/${branch}`, rev: `refs/remotes/origin/${branch}` });
  }
  // One that leads nowhere says nothing.
  server.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/gone");
  expect((await found())?.branch).toBe("main");
  server.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/team/next");
  server.git("update-ref", "refs/remotes/origin/team/next", commit);
  expect(await found()).toEqual({ branch: "team/next", name: "origin/team/next", rev: "refs/remotes/origin/team/next" });
  server.git("tag", "trunk");
  expect(must(await (await server.history()).branch())).toBe("trunk");
  server.git("checkout", "--quiet", "--detach");
  expect(must(await (await server.history()).branch())).toBeUndefined();
});

test("the event's file, if it can be read", () => {
  using lab = openLab();
  const file = join(lab.path, "event.json");
  expect(eventReader({})()).toBeUndefined();
  expect(eventReader({ GITHUB_EVENT_PATH: file })()).toBeUndefined();
  lab.at(lab.path).write({ "event.json": "{" });
  expect(eventReader({ GITHUB_EVENT_PATH: file })()).toBeUndefined();
  lab.at(lab.path).write({ "event.json": '{"before":"x"}' });
  expect(eventReader({ GITHUB_EVENT_PATH: file })()).toEqual({ before: "x" });
});
