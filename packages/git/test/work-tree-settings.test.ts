import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { git, temporaryFolder } from "@nix-repo/testkit";
import { findRepository, type Repository, trackedPaths, workTreeSettings } from "../src/index.ts";

const PATH = process.env.PATH ?? "";

function repositoryIn(path: string): Repository {
  const found = findRepository(path);
  if (found === undefined) throw new Error("no repository");
  return found;
}

test("where rules are, and what would say so", async () => {
  using folder = temporaryFolder();
  using home = temporaryFolder();
  git(folder.path, "init", "--quiet");
  const repository = repositoryIn(folder.path);
  const plain = await workTreeSettings(repository, { PATH, HOME: home.path });
  expect(plain.excludes).toEqual([join(folder.path, ".git/info/exclude"), join(home.path, ".config/git/ignore")]);
  expect(plain.ignoreCase).toBe(false);
  for (const file of [".gitconfig", ".config/git/config"]) expect(plain.files).toContain(join(home.path, file));
  expect(plain.files).toEqual(
    expect.arrayContaining(["/etc/gitconfig", join(folder.path, ".git/config"), join(folder.path, ".git/config.worktree")]),
  );

  home.write({
    ".gitconfig": "[include]\npath = more\n[include]\npath = ~/later\n[core]\nignoreCase\n",
    more: "[core]\nexcludesFile = ~/rules\n",
  });
  git(folder.path, "config", "includeIf.onbranch:x.path", "on-x");
  const set = await workTreeSettings(repository, { PATH, HOME: home.path, XDG_CONFIG_HOME: join(home.path, "xdg") });
  expect(set.excludes).toEqual([join(folder.path, ".git/info/exclude"), join(home.path, "rules")]);
  expect(set.ignoreCase).toBe(true);
  expect(set.files).toEqual(
    expect.arrayContaining([
      ...["more", "later", "xdg/git/config"].map((file) => join(home.path, file)),
      ...[".git/on-x", ".git/HEAD"].map((file) => join(folder.path, file)),
    ]),
  );
});

test("what may convert content: files with attributes, and filters", async () => {
  using folder = temporaryFolder();
  using home = temporaryFolder();
  git(folder.path, "init", "--quiet");
  const repository = repositoryIn(folder.path);
  const settings = () => workTreeSettings(repository, { PATH, HOME: home.path });
  const plain = await settings();
  expect(plain.filters).toBe(false);
  expect(plain.attributes).toEqual(
    expect.arrayContaining(["/etc/gitattributes", join(home.path, ".config/git/attributes"), join(folder.path, ".git/info/attributes")]),
  );

  home.write({ ".gitconfig": '[core]\nattributesFile = ~/mine\n[filter "lfs"]\nclean = git-lfs clean -- %f\nrequired = true\n' });
  const set = await settings();
  expect(set.filters).toBe(false);
  expect(set.attributes).toContain(join(home.path, "mine"));
  expect(set.attributes).not.toContain(join(home.path, ".config/git/attributes"));

  for (const [key, value] of [
    ["filter.lfs.process", "other"],
    ["filter.LFS.clean", "git-lfs clean -- %f"],
    ["filter.with.dots.smudge", "cat"],
    ["attr.tree", "HEAD"],
  ] as const) {
    git(folder.path, "config", key, value);
    expect({ key, filters: (await settings()).filters }).toEqual({ key, filters: true });
    git(folder.path, "config", "--unset", key);
    expect((await settings()).filters).toBe(false);
  }
});

test("of a linked work tree: what it shares, and what is its own", async () => {
  using folder = temporaryFolder();
  using other = temporaryFolder();
  git(folder.path, "init", "--quiet");
  git(folder.path, "commit", "--quiet", "--allow-empty", "--message", "first");
  git(folder.path, "worktree", "add", "--quiet", join(other.path, "tree"));
  const { files, excludes } = await workTreeSettings(repositoryIn(join(other.path, "tree")), { PATH });
  expect(excludes).toEqual([join(folder.path, ".git/info/exclude")]);
  expect(files).toEqual(
    expect.arrayContaining([join(folder.path, ".git/config"), join(folder.path, ".git/worktrees/tree/config.worktree")]),
  );
});

test("what is tracked, where only git can tell", () => {
  using folder = temporaryFolder({ "b/ü \n": "", a: "", c: "" });
  git(folder.path, "init", "--quiet");
  git(folder.path, "add", "a", "b");
  const repository = repositoryIn(folder.path);
  expect(trackedPaths(repository, { PATH })).toEqual(["a", "b/ü \n"]);
  expect(() => trackedPaths(repository, { PATH: "/nowhere" })).toThrow(expect.objectContaining({ isMissing: true }));
  writeFileSync(join(folder.path, ".git/index"), "damaged");
  expect(() => trackedPaths(repository, { PATH })).toThrow(/^error: bad signature|^fatal: /);
});
