import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { temporaryFolder } from "@nix-repo/testkit";
import { must, openLab, type TestRepository } from "./repository.ts";

async function changesOf(repository: TestRepository, commit: string | undefined) {
  return must(await (await repository.history()).changedFiles(commit));
}

async function filesOf(repository: TestRepository, commit: string | undefined) {
  const { files, folders } = await changesOf(repository, commit);
  expect(folders).toEqual([]);
  return files;
}

test("committed, staged, unstaged, removed and untracked files, and nothing that is ignored", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  const same = { "same.txt": "same", "undone.txt": "1", "web/a.js": "1", "web/b.js": "1", "gone/a": "1", "gone/b": "1" };
  const base = repository.commit({ ...same, ".gitignore": "*.log\n/dist/\n", "committed.txt": "1", "both.txt": "1" });
  repository.commit({ "committed.txt": "2", "both.txt": "2", "undone.txt": "2", "new.txt": "new", "gone/a": null });
  repository.write({ "web/a.js": "staged", "staged-new.txt": "", "undone.txt": "1" });
  repository.git("add", "web/a.js", "staged-new.txt");
  repository.write({ "web/b.js": "unstaged", "both.txt": "3", "untracked/ü.txt": "", "a.log": "", "dist/x": "", "gone/b": null });
  expect(await filesOf(repository, base)).toEqual([
    "both.txt",
    "committed.txt",
    "gone/a",
    "gone/b",
    "new.txt",
    "staged-new.txt",
    "untracked/ü.txt",
    "web/a.js",
    "web/b.js",
  ]);
  repository.git("add", "--all");
  repository.git("commit", "--quiet", "--message", "all");
  expect(await filesOf(repository, repository.rev("HEAD"))).toEqual([]);
});

test("what is staged and taken back in the work tree, and what is only meant to be added", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  const base = repository.commit({ a: "1", b: "1", c: "1" });
  repository.write({ a: "2", later: "x" });
  repository.git("add", "a");
  repository.write({ a: "1" });
  repository.git("add", "--intent-to-add", "later");
  repository.git("rm", "--quiet", "--cached", "b");
  repository.git("rm", "--quiet", "c");
  expect(await filesOf(repository, base)).toEqual(["b", "c", "later"]);
});

test("a touched file is not changed, and the index stays as it is, also while somebody else has locked it", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  const base = repository.commit({ a: "1", b: "1" });
  const index = join(repository.path, ".git/index");
  const before = readFileSync(index);
  for (const name of ["a", "b"]) utimesSync(join(repository.path, name), 1, 1);
  // Of this process alone: other tests have some of their own.
  using temporaries = temporaryFolder();
  const { TMPDIR } = process.env;
  process.env.TMPDIR = temporaries.path;
  const temporary = () => readdirSync(temporaries.path);
  expect(await filesOf(repository, base)).toEqual([]);
  repository.write({ ".git/index.lock": "" });
  expect(await filesOf(repository, base)).toEqual([]);
  expect(readFileSync(index)).toEqual(before);
  expect(temporary()).toEqual([]);
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
});

test("a file that was changed in the very moment in which the index was written, to the same length", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  repository.git("config", "core.trustctime", "false");
  repository.git("config", "core.checkStat", "minimal");
  const [file, index] = [join(repository.path, "a"), join(repository.path, ".git/index")];
  repository.write({ a: "x" });
  utimesSync(file, 1_000_000, 1_000_000);
  const base = repository.commit();
  utimesSync(index, 1_000_000, 1_000_000);
  repository.write({ a: "y" });
  utimesSync(file, 1_000_000, 1_000_000);
  expect(await filesOf(repository, base)).toEqual(["a"]);
});

test("before the first commit, and where there is nothing to compare with, everything that is there", async () => {
  using lab = openLab();
  for (const format of ["sha1", "sha256"]) {
    const repository = lab.init(format, `--object-format=${format}`);
    expect(await filesOf(repository, undefined)).toEqual([]);
    repository.write({ a: "", "b/c": "" });
    repository.git("add", "a");
    expect((await repository.history()).head).toBeUndefined();
    expect(await filesOf(repository, undefined)).toEqual(["a", "b/c"]);
    const first = repository.commit();
    repository.write({ a: null, d: "" });
    expect(await filesOf(repository, undefined)).toEqual(["b/c", "d"]);
    expect(await filesOf(repository, first)).toEqual(["a", "d"]);
  }
});

test("a folder that got another name", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  const long = "the same lines in both, so that git would call it a rename\n".repeat(20);
  const base = repository.commit({ "old/a": long, "old/sub/b": `${long}b`, other: long });
  renameSync(join(repository.path, "old"), join(repository.path, "new"));
  const expected = ["new/a", "new/sub/b", "old/a", "old/sub/b"];
  expect(await filesOf(repository, base)).toEqual(expected);
  repository.commit();
  expect(await filesOf(repository, base)).toEqual(expected);
});

test("modes, symlinks, and folders in the place of files", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  const base = repository.commit({ "run.sh": "x", link: "target", folder: "file", file: "same", "was/a": "", "was/b": "" });
  chmodSync(join(repository.path, "run.sh"), 0o755);
  repository.write({ link: null, folder: null, was: null });
  symlinkSync("target", join(repository.path, "link"));
  repository.write({ "folder/inside": "", was: "a file" });
  const expected = ["folder", "folder/inside", "link", "run.sh", "was", "was/a", "was/b"];
  expect(await filesOf(repository, base)).toEqual(expected);
  repository.commit();
  expect(await filesOf(repository, base)).toEqual(expected);
});

test("names of all kinds", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  const names = [
    "-x",
    "--help",
    ":(top)a",
    "a b ",
    "line\nbreak",
    "tab\t",
    'quo"te',
    "it's",
    "back\\slash",
    "ü",
    "u\u0308",
    "日本/語",
    "*",
    "$(x)",
    "#a",
    "%s",
  ];
  const base = repository.commit(Object.fromEntries(names.map((name) => [`tracked ${name}/${name}`, "1"])));
  repository.commit(Object.fromEntries(names.slice(0, 8).map((name) => [`tracked ${name}/${name}`, "2"])));
  repository.write(Object.fromEntries(names.slice(8).map((name) => [`tracked ${name}/${name}`, "3"])));
  repository.write(Object.fromEntries(names.map((name) => [name.includes("/") ? `untracked/${name}` : name, "new"])));
  const expected = names.flatMap((name) => [`tracked ${name}/${name}`, name.includes("/") ? `untracked/${name}` : name]);
  expect(await filesOf(repository, base)).toEqual(expected.sort());
});

test("during a conflict", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  const base = repository.commit({ a: "1", b: "1", "removed here": "1" });
  repository.git("switch", "--quiet", "--create", "other");
  repository.commit({ a: "other", "removed here": "other", "from other": "" });
  repository.git("switch", "--quiet", "main");
  repository.commit({ a: "main", "removed here": null });
  expect(() => repository.merge("other")).toThrow();
  expect(await filesOf(repository, base)).toEqual(["a", "from other", "removed here"]);
});

test("what a sparse checkout leaves out, or the index hides, is not removed", async () => {
  using lab = openLab();
  for (const sparseIndex of ["--no-sparse-index", "--sparse-index"]) {
    const repository = lab.init(`r${sparseIndex}`);
    const base = repository.commit({ "in/a": "1", "in/b": "1", "out/a": "1", "out/deep/b": "1", top: "1" });
    repository.git("sparse-checkout", "set", "--cone", sparseIndex, "in");
    expect(existsSync(join(repository.path, "out"))).toBe(false);
    expect(await filesOf(repository, base)).toEqual([]);
    repository.write({ "in/a": "2", "in/new": "" });
    expect(await filesOf(repository, base)).toEqual(["in/a", "in/new"]);
    repository.git("commit", "--quiet", "--all", "--message", "in");
    repository.git("sparse-checkout", "disable");
    const changed = repository.commit({ "out/deep/b": "2" });
    repository.git("sparse-checkout", "set", "--cone", sparseIndex, "in");
    expect(await filesOf(repository, base)).toEqual(["in/a", "in/new", "out/deep/b"]);
    expect(await filesOf(repository, changed)).toEqual([]);
  }
  const repository = lab.init("hidden");
  const base = repository.commit({ a: "1", b: "1", c: "1" });
  repository.git("update-index", "--assume-unchanged", "a");
  repository.git("update-index", "--skip-worktree", "b");
  repository.write({ a: null, b: null, c: "2" });
  expect(await filesOf(repository, base)).toEqual(["c"]);
});

test("a linked work tree, a folder below the top, and a path with a symlink and a line break", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  const base = repository.commit({ "sub/a": "1", b: "1" });
  const linked = join(lab.path, "lin\nked");
  repository.git("worktree", "add", "--quiet", "-b", "other", linked);
  lab.at(linked).write({ "sub/a": "2", new: "" });
  symlinkSync(linked, join(lab.path, "symlink"));
  for (const path of [linked, join(linked, "sub"), join(lab.path, "symlink/sub")]) {
    const history = await lab.at(path).history();
    expect(history.workTree).toBe(linked);
    expect(must(await history.branch())).toBe("other");
    expect(must(await history.changedFiles(base)).files).toEqual(["new", "sub/a"]);
  }
  expect(await filesOf(repository, base)).toEqual([]);
});

test("another repository that git does not track is a folder of which nobody knows", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  const base = repository.commit({ a: "1" });
  lab.init("r/nested").commit({ b: "1" });
  expect(await changesOf(repository, base)).toEqual({ files: ["nested"], folders: ["nested"] });
});

test("settings and variables that lead astray change nothing, and run nothing", async () => {
  using lab = openLab();
  const elsewhere = lab.init("elsewhere");
  elsewhere.commit({ "not mine": "1" });
  const repository = lab.init("r");
  const base = repository.commit({
    a: "1",
    "sub/b": "1",
    ü: "1",
    "c.bin": "1",
    gone: "the same\n".repeat(30),
    ".gitattributes": "* diff=evil\n",
  });
  const ran = join(lab.path, "ran");
  lab.at(lab.path).write({ evil: { content: `#!/bin/sh\necho "$0 $*" >> ${ran}\nexit 0\n`, mode: 0o755 } });
  const evil = join(lab.path, "evil");
  const settings: Record<string, string> = {
    "diff.external": evil,
    "diff.evil.command": evil,
    "diff.evil.textconv": evil,
    "core.fsmonitor": evil,
    "core.pager": evil,
    "pager.diff": "true",
    "core.hooksPath": lab.path,
    "diff.noprefix": "true",
    "diff.mnemonicPrefix": "true",
    "diff.relative": "true",
    "diff.renames": "copies",
    "diff.orderFile": join(lab.path, "not there"),
    "diff.ignoreSubmodules": "all",
    "diff.autoRefreshIndex": "false",
    "diff.submodule": "log",
    "diff.statGraphWidth": "3",
    "color.ui": "always",
    "color.diff": "always",
    "core.quotePath": "true",
    "core.splitIndex": "true",
    "core.untrackedCache": "true",
    "log.showSignature": "true",
    "status.showUntrackedFiles": "no",
    "status.relativePaths": "true",
    "submodule.recurse": "true",
    "advice.statusHints": "true",
  };
  for (const [key, value] of Object.entries(settings)) repository.git("config", key, value);
  repository.git("update-index", "--split-index");
  rmSync(ran, { force: true });
  repository.write({ "sub/b": "2", ü: "2", "neu ü": "", gone: null, gone2: "the same\n".repeat(30) });
  utimesSync(join(repository.path, "a"), 1, 1);
  const variables = {
    GIT_DIR: join(elsewhere.path, ".git"),
    GIT_WORK_TREE: elsewhere.path,
    GIT_INDEX_FILE: join(elsewhere.path, ".git/index"),
    GIT_OBJECT_DIRECTORY: "/nowhere",
    GIT_NAMESPACE: "x",
    GIT_PREFIX: "sub/",
    GIT_EXTERNAL_DIFF: evil,
    GIT_DIFF_OPTS: "--unified=1",
    GIT_PAGER: evil,
    GIT_TRACE: "1",
    GIT_LITERAL_PATHSPECS: "0",
    GIT_ICASE_PATHSPECS: "1",
    GIT_CONFIG_PARAMETERS: `'color.ui'='always' 'core.fsmonitor'='${evil}'`,
    LC_ALL: "de_DE.UTF-8",
    LANGUAGE: "de",
  };
  const history = await lab.at(join(repository.path, "sub")).history(variables);
  expect(history.workTree).toBe(repository.path);
  expect(history.head).toBe(base);
  expect(must(await history.changedFiles(base))).toEqual({ files: ["gone", "gone2", "neu ü", "sub/b", "ü"], folders: [] });
  expect(must(await history.stagedFiles())).toEqual({ files: [], partly: [] });
  expect(must(await history.compareWith({ rev: "HEAD", name: "HEAD", source: "flag", because: "" })).commit).toBe(base);
  expect(existsSync(ran) ? readFileSync(ran, "utf8") : "").toBe("");
});

test("line ends that git converts, and modes that the settings ignore, are as git sees them", async () => {
  using lab = openLab();
  const repository = lab.init("r");
  const base = repository.commit({ ".gitattributes": "*.txt text eol=crlf\n", "a.txt": "1\n2\n", "run.sh": "" });
  repository.git("config", "core.fileMode", "false");
  rmSync(join(repository.path, "a.txt"));
  repository.git("checkout", "--quiet", "a.txt");
  expect(readFileSync(join(repository.path, "a.txt"), "utf8")).toBe("1\r\n2\r\n");
  chmodSync(join(repository.path, "run.sh"), 0o755);
  expect(await filesOf(repository, base)).toEqual([]);
});
