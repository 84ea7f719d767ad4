import { chmodSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { Variables } from "@nix-repo/model";
import { must, openLab, type TestRepository } from "./repository.ts";

async function stagedIn(repository: TestRepository, env: Variables = {}) {
  return must(await (await repository.history(env)).stagedFiles());
}

test("what is staged, and what of it is otherwise in the work tree", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  const names = ["staged", "both", "unstaged", "removed", "kept here", "old/name", "mode", "ü\nx y"];
  repository.commit(Object.fromEntries(names.map((name) => [name, `${name}\n`.repeat(20)])));
  repository.write({ staged: "2", both: "2", "new one": "", "ü\nx y": "2" });
  renameSync(join(repository.path, "old"), join(repository.path, "moved"));
  chmodSync(join(repository.path, "mode"), 0o755);
  repository.git("add", "staged", "both", "new one", "old", "moved", "mode", "ü\nx y");
  repository.git("rm", "--quiet", "removed");
  repository.git("rm", "--quiet", "--cached", "kept here");
  repository.write({ both: "3", unstaged: "2", untracked: "", "moved/name": null });
  repository.git("add", "--intent-to-add", "untracked");
  const index = readFileSync(join(repository.path, ".git/index"));
  repository.write({ ".git/index.lock": "" });
  expect(await stagedIn(repository)).toEqual({
    files: ["both", "kept here", "mode", "moved/name", "new one", "old/name", "removed", "staged", "ü\nx y"],
    partly: ["both", "kept here", "moved/name"],
  });
  expect(readFileSync(join(repository.path, ".git/index"))).toEqual(index);
});

test("before the first commit everything in the index is staged", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  expect(await stagedIn(repository)).toEqual({ files: [], partly: [] });
  repository.write({ a: "1", "b/c": "1", d: "1" });
  repository.git("add", "a", "b");
  repository.write({ a: "2" });
  expect(await stagedIn(repository)).toEqual({ files: ["a", "b/c"], partly: ["a"] });
});

test("conflicts count as both", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  repository.commit({ "a b": "1" });
  repository.git("switch", "--quiet", "--create", "other");
  repository.commit({ "a b": "2", clean: "" });
  repository.git("switch", "--quiet", "main");
  repository.commit({ "a b": "3" });
  expect(() => repository.merge("other")).toThrow();
  expect(await stagedIn(repository)).toEqual({ files: ["a b", "clean"], partly: ["a b"] });
});

/** Runs `git commit` with a hook that writes its environment down, and fails. */
function environmentOfHook(repository: TestRepository, ...commit: readonly string[]): Variables {
  repository.write({
    ".git/hooks/pre-commit": { content: '#!/bin/sh\nenv -0 > .git/hook-env\ncp "$GIT_INDEX_FILE" .git/hook-index\nexit 1\n', mode: 0o755 },
  });
  expect(() => repository.git("commit", "--message", "x", ...commit)).toThrow();
  const entries = readFileSync(join(repository.path, ".git/hook-env"), "utf8").split("\0").filter(Boolean);
  return Object.fromEntries(entries.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]));
}

test("in a hook it is what this commit takes: `git commit -a`, `git commit FILE`", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  repository.commit({ a: "1", b: "1", c: "1" });
  repository.write({ a: "2", b: "2" });
  repository.git("add", "a");
  for (const [commit, files] of [
    [["--all"], ["a", "b"]],
    [["--", "b"], ["b"]],
  ] as const) {
    const env = environmentOfHook(repository, ...commit);
    expect(env.GIT_INDEX_FILE).toBeDefined();
    // The hook is over, and its index gone; it is put where it was.
    const index = join(repository.path, ".git/during-hook");
    renameSync(join(repository.path, ".git/hook-index"), index);
    expect(await stagedIn(repository, { ...env, GIT_INDEX_FILE: index })).toEqual({ files, partly: [] });
    expect(await stagedIn(repository, { ...env, GIT_INDEX_FILE: ".git/during-hook" })).toEqual({ files, partly: [] });
  }
  const elsewhere = lab.init("elsewhere");
  elsewhere.commit({ x: "" });
  expect(await stagedIn(repository, { GIT_INDEX_FILE: join(elsewhere.path, ".git/index") })).toEqual({ files: ["a"], partly: [] });
});
