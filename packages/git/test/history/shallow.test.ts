import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { Failure } from "@nix-repo/model";
import type { ChosenBase, FetchNotice } from "../../src/index.ts";
import { type Lab, must, openLab, type TestRepository } from "./repository.ts";

const MAIN: ChosenBase = { rev: "refs/remotes/origin/main", name: "origin/main", source: "default", because: "the default branch" };

async function compare(repository: TestRepository, base: ChosenBase, { mayFetch }: { mayFetch: boolean }) {
  const history = await repository.history();
  const fetches: FetchNotice["what"][] = [];
  const result = await history.compareWith(base, { mayFetch, onFetch: ({ what }) => fetches.push(what) });
  const answer: { commit?: string | undefined; error?: Failure } = result.ok ? { commit: result.value.commit } : { error: result.error };
  return { ...answer, fetches };
}

/** `main` with `ahead` commits since `feature` left it, which has `own`; before that there are 300. */
function server(lab: Lab, { ahead, own }: { ahead: number; own: number }) {
  const repository = lab.init("server");
  const fork = repository.grow("fork", 300);
  repository.git("branch", "feature", "fork");
  repository.git("branch", "main", "fork");
  if (ahead > 0) repository.grow("main", ahead, "fork");
  if (own > 0) repository.grow("feature", own, "fork");
  repository.git("branch", "--delete", "--force", "fork");
  repository.git("switch", "--quiet", "feature");
  return { repository, fork };
}

test("clones of some depth: what is missing is fetched if it may be, and told if not", async () => {
  using lab = openLab();
  const { repository, fork } = server(lab, { ahead: 3, own: 60 });
  const missing = { error: { code: "history-missing", base: "origin/main" }, fetches: [] };
  const expected = [
    {
      depth: 1,
      fetches: [
        { kind: "base", name: "origin/main" },
        { kind: "more", commits: 50 },
        { kind: "more", commits: 100 },
      ],
    },
    {
      depth: 2,
      fetches: [
        { kind: "base", name: "origin/main" },
        { kind: "more", commits: 50 },
        { kind: "more", commits: 100 },
      ],
    },
    {
      depth: 50,
      fetches: [
        { kind: "base", name: "origin/main" },
        { kind: "more", commits: 50 },
      ],
    },
  ];
  for (const { depth, fetches } of expected) {
    const clone = lab.clone(repository, `clone-${depth}`, "--branch=feature", `--depth=${depth}`);
    expect(await compare(clone, MAIN, { mayFetch: false })).toEqual(missing);
    expect(await compare(clone, MAIN, { mayFetch: true })).toEqual({ commit: fork, fetches });
    expect((await clone.history()).isShallow()).toBe(true);
    expect(await compare(clone, MAIN, { mayFetch: false })).toEqual({ commit: fork, fetches: [] });
    // Nothing else of the clone was moved: no tag, no branch, no note of the fetch.
    expect(clone.git("for-each-ref", "--format=%(refname)").trim().split("\n")).toEqual([
      "refs/heads/feature",
      "refs/remotes/origin/HEAD",
      "refs/remotes/origin/feature",
      "refs/remotes/origin/main",
    ]);
    expect(existsSync(join(clone.path, ".git/FETCH_HEAD"))).toBe(false);
  }
  const both = lab.clone(repository, "both", "--branch=feature", "--depth=64", "--no-single-branch");
  expect(await compare(both, MAIN, { mayFetch: false })).toEqual({ commit: fork, fetches: [] });
});

test("what was committed here alone does not keep it from being found", async () => {
  using lab = openLab();
  const { repository, fork } = server(lab, { ahead: 1, own: 1 });
  const clone = lab.clone(repository, "clone", "--branch=feature", "--depth=1");
  clone.commit({ local: "1" });
  expect(await compare(clone, MAIN, { mayFetch: true })).toEqual({
    commit: fork,
    fetches: [
      { kind: "base", name: "origin/main" },
      { kind: "more", commits: 50 },
    ],
  });
});

test("commits before HEAD, and beyond the first one", async () => {
  using lab = openLab();
  const { repository } = server(lab, { ahead: 0, own: 3 });
  const clone = lab.clone(repository, "clone", "--branch=feature", "--depth=1");
  const before = (rev: string): ChosenBase => ({ rev, name: rev, source: "flag", because: "--affected" });
  expect(await compare(clone, before("HEAD~2"), { mayFetch: false })).toEqual({
    error: { code: "history-missing", base: "HEAD~2" },
    fetches: [],
  });
  expect(await compare(clone, before("HEAD~2"), { mayFetch: true })).toEqual({
    commit: repository.rev("feature~2"),
    fetches: [{ kind: "more", commits: 50 }],
  });
  const many = [100, 200].map((commits) => ({ kind: "more", commits }));
  expect(await compare(clone, before("HEAD~400"), { mayFetch: true })).toEqual({
    commit: undefined,
    fetches: [{ kind: "more", commits: 50 }, ...many],
  });
});

test("a clone that was cut between a better merge base and the one that git sees", async () => {
  using lab = openLab();
  const repository = lab.init("server");
  const old = repository.commit({ a: "1" });
  repository.git("switch", "--quiet", "--create", "side");
  const better = repository.commit({ better: "1" });
  for (let i = 0; i < 6; i++) repository.commit({ side: `${i}` });
  repository.git("switch", "--quiet", "--create", "feature", better);
  repository.git("merge", "--quiet", "--no-ff", "--no-edit", old);
  repository.commit({ feature: "1" });
  // Feature has merged `old` directly, so that a short way leads there; main has all of `side`, but over a long way.
  repository.git("switch", "--quiet", "main");
  repository.merge("side");
  const clone = lab.clone(repository, "clone", "--branch=feature", "--depth=3", "--no-single-branch");
  expect(clone.git("merge-base", "--all", "HEAD", "origin/main").trim()).toBe(old);
  expect(repository.git("merge-base", "--all", "feature", "main").trim()).toBe(better);
  expect(await compare(clone, MAIN, { mayFetch: false })).toEqual({ error: { code: "history-missing", base: "origin/main" }, fetches: [] });
  expect(await compare(clone, MAIN, { mayFetch: true })).toEqual({ commit: better, fetches: [{ kind: "more", commits: 50 }] });
});

test("of two merge bases one may be the other's ancestor, in a way that was cut off", async () => {
  using lab = openLab();
  const repository = lab.init("server");
  // By its clock the first one is the younger, so that git would name it first.
  repository.graph([
    { name: "first", parents: [], at: 9000 },
    { name: "cut-1", parents: ["first"], at: 10 },
    { name: "cut-2", parents: ["cut-1"], at: 20 },
    { name: "second", parents: ["cut-2"], at: 30 },
    { name: "main", parents: ["first", "second"], at: 9001 },
    { name: "feature", parents: ["first", "second"], at: 9002 },
  ]);
  const [first, second] = [repository.rev("first"), repository.rev("second")];
  repository.git("branch", "--quiet", "-D", "first", "cut-1", "cut-2", "second");
  const clone = lab.clone(repository, "clone", "--branch=feature", "--depth=2", "--no-single-branch");
  expect(clone.git("merge-base", "HEAD", "origin/main").trim()).toBe(first);
  expect(await compare(clone, MAIN, { mayFetch: false })).toEqual({ error: { code: "history-missing", base: "origin/main" }, fetches: [] });
  expect((await compare(clone, MAIN, { mayFetch: true })).commit).toBe(second);
});

test("a first commit is the end of its history, also where the clone was cut just there", async () => {
  using lab = openLab();
  const repository = lab.init("server");
  repository.graph([
    { name: "root", parents: [], at: 10 },
    { name: "other-root", parents: [], at: 11 },
    { name: "main", parents: ["root"], at: 12 },
    { name: "feature", parents: ["root", "other-root"], at: 13 },
  ]);
  const clone = lab.clone(repository, "clone", "--branch=feature", "--depth=2");
  clone.git("fetch", "--quiet", "--depth=2", "origin", "+main:refs/remotes/origin/main");
  expect(readFileSync(join(clone.path, ".git/shallow"), "utf8")).toContain(repository.rev("other-root"));
  expect(await compare(clone, MAIN, { mayFetch: false })).toEqual({ commit: repository.rev("root"), fetches: [] });
});

test("histories that have nothing in common are compared as they are, once that is sure", async () => {
  using lab = openLab();
  const { repository } = server(lab, { ahead: 0, own: 0 });
  repository.git("switch", "--quiet", "--orphan", "alone");
  for (let i = 0; i < 3; i++) repository.commit({ alone: `${i}` });
  const clone = lab.clone(repository, "clone", "--branch=alone", "--depth=2", "--no-single-branch");
  const { commit, fetches } = await compare(clone, MAIN, { mayFetch: true });
  expect(commit).toBe(repository.rev("main"));
  expect(fetches).toEqual([50, 100, 200].map((commits) => ({ kind: "more", commits })));
});

test("an old server gives no commit by its hash: all of the history is fetched", async () => {
  using lab = openLab();
  const { repository, fork } = server(lab, { ahead: 2, own: 2 });
  const clone = lab.clone(repository, "clone", "--branch=feature", "--depth=1");
  clone.git("config", "protocol.version", "0");
  expect(await compare(clone, MAIN, { mayFetch: true })).toEqual({
    commit: fork,
    fetches: [{ kind: "base", name: "origin/main" }, { kind: "more", commits: 50 }, { kind: "all" }],
  });
  expect((await clone.history()).isShallow()).toBe(false);
});

test("a remote that is gone, one that is shallow itself, and none", async () => {
  using lab = openLab();
  const { repository } = server(lab, { ahead: 2, own: 2 });
  const shallow = lab.clone(repository, "shallow", "--branch=feature", "--depth=2", "--no-single-branch");
  shallow.git("branch", "main", "origin/main");
  const clone = lab.clone(shallow, "clone", "--branch=feature", "--depth=1");
  const missing = (message: string) => ({ code: "history-missing", base: "origin/main", message });
  expect((await compare(clone, MAIN, { mayFetch: true })).error).toEqual(missing("origin is itself a shallow clone"));

  const other = lab.clone(repository, "other", "--branch=feature", "--depth=1");
  renameSync(repository.path, join(lab.path, "moved"));
  const { error } = await compare(other, MAIN, { mayFetch: true });
  expect(error).toMatchObject({
    code: "history-missing",
    base: "origin/main",
    message: expect.stringContaining("does not appear to be a git repository"),
  });
  other.git("remote", "set-url", "origin", "http://user:s3cret@127.0.0.1:9/r.git");
  const refused = await compare(other, MAIN, { mayFetch: true });
  expect(refused.error).toMatchObject({ code: "history-missing", message: expect.stringContaining("http://127.0.0.1:9/r.git") });
  expect(JSON.stringify(refused)).not.toContain("s3cret");
  other.git("remote", "remove", "origin");
  expect((await compare(other, MAIN, { mayFetch: true })).error).toEqual(missing("there is no remote to fetch it from"));
});

/** What GitHub checks out for a pull request: a merge of its head into the base's tip, as `refs/pull/1/merge`. */
function pullRequest(lab: Lab) {
  const { repository } = server(lab, { ahead: 2, own: 2 });
  const head = repository.rev("feature");
  repository.git("switch", "--quiet", "--detach", "main");
  const tip = repository.rev("main");
  const merge = repository.merge("feature");
  repository.git("update-ref", "refs/pull/1/merge", merge);
  // Meanwhile the base has gone on.
  repository.git("switch", "--quiet", "main");
  repository.commit({ later: "1" });
  const checkOut = (name: string, depth: readonly string[]) => {
    const clone = lab.init(name);
    clone.git("remote", "add", "origin", `file://${repository.path}`);
    clone.git("fetch", "--quiet", "--no-tags", ...depth, "origin", `+${merge}:refs/remotes/pull/1/merge`);
    clone.git("checkout", "--quiet", "--detach", "refs/remotes/pull/1/merge");
    return clone;
  };
  return { repository, merge, head, tip, checkOut };
}

test("the merge commit that GitHub checks out tells its base, where two commits of history are there", async () => {
  using lab = openLab();
  const { merge, head, tip, checkOut } = pullRequest(lab);
  const ways: readonly ChosenBase["merge"][] = [{ commit: merge }, { base: tip, head }];
  for (const [i, way] of ways.entries()) {
    const base: ChosenBase = { ...MAIN, source: "ci", because: "GITHUB_BASE_REF", engine: "github", ...(way && { merge: way }) };
    expect(await compare(checkOut(`two-${i}`, ["--depth=2"]), base, { mayFetch: false })).toEqual({ commit: tip, fetches: [] });
    const one = checkOut(`one-${i}`, ["--depth=1"]);
    const error = { code: "history-missing", base: "origin/main", engine: "github" };
    expect(await compare(one, base, { mayFetch: false })).toEqual({ error, fetches: [] });
    expect(await compare(one, base, { mayFetch: true })).toEqual({ commit: tip, fetches: [{ kind: "base", name: "origin/main" }] });
    // One commit was enough, and origin/main was not needed.
    expect(one.git("rev-list", "--count", tip).trim()).toBe("1");
  }
});

test("whoever does not know of GitHub's merge finds the same", async () => {
  using lab = openLab();
  const { tip, checkOut } = pullRequest(lab);
  for (const depth of [["--depth=1"], ["--depth=2"], []])
    expect((await compare(checkOut(`clone${depth}`, depth), MAIN, { mayFetch: true })).commit).toBe(tip);
});

test("a merge of somebody else's is none of the engine's", async () => {
  using lab = openLab();
  const { repository, tip } = pullRequest(lab);
  repository.git("switch", "--quiet", "--create", "own-merge", "feature");
  repository.git("merge", "--quiet", "--no-ff", "--no-edit", tip);
  const clone = lab.clone(repository, "clone", "--branch=own-merge", "--depth=2", "--no-single-branch");
  const base: ChosenBase = { ...MAIN, merge: { commit: "1".repeat(40), base: repository.rev("feature"), head: repository.rev("main") } };
  expect((await compare(clone, base, { mayFetch: true })).commit).toBe(tip);
});

test("a base of which the engine says that HEAD descends from it is one commit to fetch", async () => {
  using lab = openLab();
  const { repository, fork } = server(lab, { ahead: 2, own: 5 });
  const clone = lab.clone(repository, "clone", "--branch=feature", "--depth=1");
  const base: ChosenBase = {
    rev: fork,
    name: fork.slice(0, 12),
    source: "ci",
    because: "CI_MERGE_REQUEST_DIFF_BASE_SHA",
    isAncestor: true,
    engine: "gitlab",
  };
  const error = { code: "history-missing", base: base.name, engine: "gitlab" };
  expect(await compare(clone, base, { mayFetch: false })).toEqual({ error, fetches: [] });
  expect(await compare(clone, base, { mayFetch: true })).toEqual({ commit: fork, fetches: [{ kind: "base", name: base.name }] });
  expect(await compare(clone, base, { mayFetch: false })).toEqual({ commit: fork, fetches: [] });
  expect(must(await (await clone.history()).changedFiles(fork)).files).toEqual([]);
});
