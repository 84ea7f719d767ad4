import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { git, temporaryFolder } from "@nix-repo/testkit";
import { findRepository, readIndex } from "../src/index.ts";

const FILES = {
  "a.txt": "a",
  "dir/b.sh": { content: "b", mode: 0o755 },
  "dir/ü ☃/c": "c",
  "dir/deeper/long-name-1": "1",
  "dir/deeper/long-name-2": "2",
};

describe.each(["2", "3", "4"])("an index of version %s", (version) => {
  test("lists what git lists, with git's own names, modes and sizes", () => {
    using folder = repositoryWith({ version, format: "sha1" });
    expectAsGitSays(folder.path);
    const entry = indexOf(folder.path)?.entry("dir/b.sh");
    expect(entry).toMatchObject({ mode: 0o100755, stage: 0, intentToAdd: false, stat: { size: 1 } });
  });
});

describe.each(["2", "4"])("questions about single paths, version %s", (version) => {
  const LONG = `long/${"x".repeat(200)}/${"y".repeat(200)}`.repeat(11);
  // In git's order "a-b" and "a.b" stand between "a" and what is below it.
  const files = ["a/x", "a-b", "a.b", "a/y/z", "b", "ü/☃", "dir/a", "dir-2/a", LONG];

  function opened() {
    using folder = temporaryFolder();
    git(folder.path, "init", "-q", "--initial-branch=main");
    const oid = git(folder.path, "hash-object", "-w", "--stdin", "-t", "blob").trim();
    for (const file of files) git(folder.path, "update-index", "--add", "--cacheinfo", `100644,${oid},${file}`);
    git(folder.path, "update-index", "--index-version", version);
    const index = indexOf(folder.path);
    if (index === undefined) throw new Error("no index");
    return index;
  }

  test("what is tracked, and what is below a folder", () => {
    const index = opened();
    expect(files.filter((file) => !index.has(file))).toEqual([]);
    expect(["a", "a/", "", "dir", "a/y", "c", "a-", "b/x", `${LONG}/x`].filter((path) => index.has(path))).toEqual([]);
    expect(["a", "a/y", "dir", "dir-2", "ü", "long", ""].filter((path) => !index.hasBelow(path))).toEqual([]);
    expect(["a-b", "b", "a/x", "c", "di", "dir-"].filter((path) => index.hasBelow(path))).toEqual([]);
    expect(index.below("a")).toEqual(["a/x", "a/y/z"]);
    expect(index.below("dir")).toEqual(["dir/a"]);
    expect(index.below("")).toEqual(index.paths);
    expect(index.paths).toHaveLength(files.length);
  });
});

test.each([
  ["cut short", (bytes: Buffer) => bytes.subarray(0, bytes.length - 40)],
  ["with a count of its own", (bytes: Buffer) => withNumber(bytes, 8, 0xffffffff)],
  ["with one entry more", (bytes: Buffer) => withNumber(bytes, 8, bytes.readUInt32BE(8) + 1)],
  ["of a version to come", (bytes: Buffer) => withNumber(bytes, 4, 5)],
  ["of nothing", () => Buffer.alloc(0)],
])("an index %s is left to git", (_, damage) => {
  using folder = repositoryWith({ version: "2", format: "sha1" });
  const file = `${folder.path}/.git/index`;
  writeFileSync(file, damage(readFileSync(file)));
  expect(indexOf(folder.path)).toBeUndefined();
});

describe("other indexes", () => {
  test("a repository of SHA-256", () => {
    using folder = repositoryWith({ version: "2", format: "sha256" });
    expectAsGitSays(folder.path);
  });

  test("git add -N", () => {
    using folder = repositoryWith({ version: "2", format: "sha1" });
    folder.write({ new: "new" });
    git(folder.path, "add", "-N", "new");
    expectAsGitSays(folder.path);
    expect(indexOf(folder.path)?.entry("new")).toMatchObject({ intentToAdd: true });
  });

  test.each(["--assume-unchanged", "--skip-worktree"])("what git is told not to look at by %s", (flag) => {
    using folder = repositoryWith({ version: "2", format: "sha1" });
    expect(indexOf(folder.path)?.hasHidden).toBe(false);
    git(folder.path, "update-index", flag, "a.txt");
    expectAsGitSays(folder.path);
    const index = indexOf(folder.path);
    expect(index?.hasHidden).toBe(true);
    expect(index?.paths.filter((path) => index.entry(path)?.hidden)).toEqual(["a.txt"]);
  });

  test("paths that begin alike", () => {
    using folder = repositoryWith({ version: "2", format: "sha1" });
    folder.write({ "like/a.nix": "", "like/a.nix.local": "", "like/a.d/x": "", "like/b": "" });
    folder.track();
    expect(indexOf(folder.path)?.startingWith("like/a")).toEqual(["like/a.d/x", "like/a.nix", "like/a.nix.local"]);
  });

  test("a merge in conflict has stages", () => {
    using folder = repositoryWith({ version: "2", format: "sha1" });
    git(folder.path, "commit", "-qm", "1");
    git(folder.path, "checkout", "-qb", "other");
    folder.write({ "a.txt": "other" });
    git(folder.path, "commit", "-qam", "2");
    git(folder.path, "checkout", "-q", "main");
    folder.write({ "a.txt": "main" });
    git(folder.path, "commit", "-qam", "3");
    expect(() => git(folder.path, "merge", "-q", "other")).toThrow();
    expectAsGitSays(folder.path);
    expect(indexOf(folder.path)?.entry("a.txt")?.stage).toBeGreaterThan(0);
  });

  test("a new repository has an empty one", () => {
    using folder = temporaryFolder();
    git(folder.path, "init", "-q");
    expect(indexOf(folder.path)?.paths).toEqual([]);
  });

  test("a split index is left to git", () => {
    using folder = repositoryWith({ version: "2", format: "sha1" });
    git(folder.path, "update-index", "--split-index");
    expect(indexOf(folder.path)).toBeUndefined();
  });

  test("a sparse index is left to git", () => {
    using folder = repositoryWith({ version: "3", format: "sha1" });
    git(folder.path, "commit", "-qm", "1");
    git(folder.path, "sparse-checkout", "set", "--cone", "--sparse-index", "nothing");
    expect(indexOf(folder.path)).toBeUndefined();
  });

  test("a worktree and a submodule's .git file lead to their own index", () => {
    using folder = repositoryWith({ version: "2", format: "sha1" });
    git(folder.path, "commit", "-qm", "1");
    using other = temporaryFolder();
    git(folder.path, "worktree", "add", "-q", `${other.path}/tree`);
    expectAsGitSays(`${other.path}/tree`);
    expect(findRepository(`${other.path}/tree/dir`)).toMatchObject({ workTree: `${other.path}/tree` });
  });

  test("outside any repository there is none", () => {
    expect(findRepository("/")).toBeUndefined();
  });
});

function withNumber(bytes: Buffer, at: number, value: number): Buffer {
  bytes.writeUInt32BE(value, at);
  return bytes;
}

function repositoryWith({ version, format }: { version: string; format: string }) {
  const folder = temporaryFolder(FILES);
  git(folder.path, "init", "-q", "--initial-branch=main", `--object-format=${format}`);
  git(folder.path, "add", "--all");
  git(folder.path, "update-index", "--index-version", version);
  return folder;
}

function indexOf(path: string) {
  const repository = findRepository(path);
  if (repository === undefined) throw new Error(`${path} is in no repository`);
  return readIndex(repository);
}

function expectAsGitSays(path: string): void {
  const index = indexOf(path);
  const said = git(path, "ls-files", "--stage", "-z")
    .split("\0")
    .filter((line) => line !== "");
  expect([...(index?.paths ?? [])]).toEqual(said.map((line) => line.split("\t")[1]));
  const byPath = new Map(said.map((line) => [line.split("\t")[1], line.split(/[ \t]/)]));
  for (const file of new Set(index?.paths)) {
    const entry = index?.entry(file);
    const [mode, oid, stage] = byPath.get(file) ?? [];
    expect({ file, mode: entry?.mode.toString(8), oid: entry?.oid, stage: String(entry?.stage) }).toEqual({ file, mode, oid, stage });
  }
}
