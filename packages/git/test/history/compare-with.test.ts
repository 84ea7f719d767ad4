import { expect, test } from "@jest/globals";
import type { ChosenBase, CompareOptions, FetchNotice } from "../../src/index.ts";
import { must, openLab, type TestRepository } from "./repository.ts";

function base(rev: string, more: Partial<ChosenBase> = {}): ChosenBase {
  return { rev, name: rev, source: "flag", because: "--affected", ...more };
}

async function compare(repository: TestRepository, chosen: ChosenBase, options?: CompareOptions) {
  return await (await repository.history()).compareWith(chosen, options);
}

async function commitOf(repository: TestRepository, rev: string) {
  return must(await compare(repository, base(rev))).commit;
}

test("merges of the base into the branch move the merge base", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  const fork = repository.commit();
  repository.git("tag", "--annotate", "-m", "v1", "v1");
  const second = repository.commit({ main: "2" });
  repository.git("switch", "--quiet", "--create", "feature", fork);
  repository.commit({ feature: "1" });
  repository.git("branch", "näme/@ü", "main");
  for (const rev of ["main", "näme/@ü", "refs/heads/main", second, second.slice(0, 10), "v1", fork, "main~1", "main^{commit}"])
    expect([rev, await commitOf(repository, rev)]).toEqual([rev, fork]);
  repository.merge("main");
  for (const rev of ["main", second]) expect(await commitOf(repository, rev)).toBe(second);
  expect(await commitOf(repository, "v1")).toBe(fork);
  repository.git("checkout", "--quiet", "--detach");
  expect(await commitOf(repository, "main")).toBe(second);
  expect(await commitOf(repository, "feature")).toBe(repository.rev("feature"));
});

test("of several merge bases the one that git calls the best, and of none the base itself", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  repository.commit();
  repository.git("branch", "feature");
  const main = repository.commit({ main: "1" });
  repository.git("switch", "--quiet", "feature");
  const feature = repository.commit({ feature: "1" });
  repository.merge(main);
  repository.git("switch", "--quiet", "main");
  repository.merge(feature);
  repository.git("switch", "--quiet", "feature");
  expect(repository.git("merge-base", "--all", "HEAD", "main").trim().split("\n").sort()).toEqual([main, feature].sort());
  expect(await commitOf(repository, "main")).toBe(repository.git("merge-base", "HEAD", "main").trim());
  expect(await commitOf(repository, "main")).toBe(feature);

  repository.git("switch", "--quiet", "--orphan", "alone");
  repository.commit({ alone: "1" });
  expect(await commitOf(repository, "main")).toBe(repository.rev("main"));
});

test("nothing comes before the first commit", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  const everything = (name: string) => ({ ok: true, value: { name, commit: undefined } });
  expect(await compare(repository, base("origin/main"))).toEqual(everything("origin/main"));
  repository.commit();
  for (const rev of ["HEAD~1", "HEAD^", "main~3^", "HEAD^^1"]) expect(await compare(repository, base(rev))).toEqual(everything(rev));
  const { rev: _, ...nothing } = base("nothing");
  expect(await compare(repository, { ...nothing, rev: undefined })).toEqual(everything("nothing"));
  const first = repository.rev("HEAD");
  repository.commit();
  expect(await commitOf(repository, "HEAD~1")).toBe(first);
  expect(await compare(repository, base("HEAD~2"))).toEqual(everything("HEAD~2"));
});

test("names that nobody knows are mistakes", async () => {
  using lab = openLab();
  const server = lab.init("server");
  server.commit();
  const clone = lab.clone(server, "clone");
  const unknown = (name: string, message?: string) => ({
    ok: false,
    error: { code: "base-unknown", base: name, ...(message === undefined ? {} : { message }) },
  });
  for (const rev of ["origin/mian", "mian", "HEAD^2", "--help", "", "a..b", "mian~1", "main@{99}", "-x", "a b"])
    expect(await compare(clone, base(rev))).toEqual(unknown(rev));
  expect(await compare(clone, base("origin/mian"), { mayFetch: true })).toEqual(
    unknown("origin/mian", "fatal: couldn't find remote ref refs/heads/mian"),
  );
  expect(await compare(clone, base("--upload-pack=touch x"), { mayFetch: true })).toEqual(unknown("--upload-pack=touch x"));
});

test("a branch that is only the remote's, and one that was not fetched", async () => {
  using lab = openLab();
  const server = lab.init("server");
  const fork = server.commit();
  server.git("tag", "v1");
  server.git("switch", "--quiet", "--create", "feature");
  server.commit();
  server.git("switch", "--quiet", "--create", "release/1", "main");
  server.commit();
  const clone = lab.clone(server, "clone", "--branch=feature");
  expect(must(await compare(clone, base("release/1")))).toEqual({ name: "origin/release/1", commit: fork });

  const notices: FetchNotice[] = [];
  const onFetch = (notice: FetchNotice) => notices.push(notice);
  const single = lab.clone(server, "single", "--branch=feature", "--single-branch", "--no-tags");
  expect((await compare(single, base("origin/release/1"))).ok).toBe(false);
  expect(must(await compare(single, base("origin/release/1"), { mayFetch: true, onFetch }))).toEqual({
    name: "origin/release/1",
    commit: fork,
  });
  expect(single.rev("refs/remotes/origin/release/1")).toBe(server.rev("release/1"));
  expect(must(await compare(single, base("v1"), { mayFetch: true, onFetch }))).toEqual({ name: "v1", commit: fork });
  expect(notices).toEqual([
    { remote: "origin", what: { kind: "base", name: "origin/release/1" } },
    { remote: "origin", what: { kind: "base", name: "origin/v1" } },
    { remote: "origin", what: { kind: "base", name: "v1" } },
  ]);
  // What is there is not fetched again, and a whole clone stays whole.
  expect(must(await compare(single, base("release/1"), { mayFetch: true, onFetch })).commit).toBe(fork);
  expect(notices.length).toBe(3);
  expect((await single.history()).isShallow()).toBe(false);
});

test("a commit that a force-push has made unreachable", async () => {
  using lab = openLab();
  const server = lab.init("server");
  const fork = server.commit();
  server.git("branch", "feature");
  server.git("switch", "--quiet", "feature");
  const before = server.commit({ a: "1" });
  const hash = base(before, { source: "ci", name: before.slice(0, 12) });
  server.git("reset", "--quiet", "--hard", fork);
  server.commit({ a: "2" });
  server.git("switch", "--quiet", "main");
  server.commit({ b: "1" });
  const clone = lab.clone(server, "clone", "--branch=feature");
  const fellBack = (why: string) => ({ name: "origin/main", commit: fork, fellBack: { from: hash.name, why } });
  expect(must(await compare(clone, hash))).toEqual(fellBack("this clone does not have it"));

  // Servers keep it for a while.
  const fetching = lab.clone(server, "fetching", "--branch=feature");
  expect(must(await compare(fetching, hash, { mayFetch: true }))).toEqual({ name: hash.name, commit: fork });

  server.git("reflog", "expire", "--expire=now", "--all");
  server.git("gc", "--quiet", "--prune=now");
  expect(must(await compare(clone, hash, { mayFetch: true }))).toEqual(fellBack("the remote does not have it any more"));
  const shallow = lab.clone(server, "shallow", "--branch=feature", "--depth=1");
  // It does not have the default branch either, until somebody says which one that is.
  const nothing = { ...fellBack("the remote does not have it any more"), name: hash.name, commit: undefined };
  expect(must(await compare(shallow, hash, { mayFetch: true }))).toEqual(nothing);
  const instead = { rev: "refs/remotes/origin/main", name: "origin/main" };
  expect(must(await compare(shallow, { ...hash, instead }, { mayFetch: true }))).toEqual(fellBack("the remote does not have it any more"));
  // On the default branch itself that would say that nothing has changed.
  const onMain = lab.clone(server, "on-main");
  expect(must(await compare(onMain, hash))).toEqual({ ...fellBack("this clone does not have it"), commit: undefined });
});
