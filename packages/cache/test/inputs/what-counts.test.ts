import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { git, type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import { type Reading, readingOf } from "./reading.ts";

const FILES = {
  ".gitignore": "node_modules/\n*.log\ndist/\n",
  "package.json": "{}",
  "libs/one.txt": "one",
  "a/main.ts": "main",
  "a/src/one.ts": "one",
  "a/src/two.md": "two",
  "a/run.sh": { content: "#!/bin/sh\n", mode: 0o755 },
  "a/debug.log": "log",
  "a/dist/out.js": "out",
  "a/dist/types/out.d.ts": "types",
  "a/node_modules/dep/index.js": "dep",
  "b/main.ts": "b",
};

let folder: TemporaryFolder;
let outside: TemporaryFolder;
let reading: Reading;

beforeEach(() => {
  folder = temporaryFolder(FILES);
  outside = temporaryFolder();
  reading = readingOf(folder.path, outside.path);
  git(folder.path, "init", "--quiet");
  git(folder.path, "add", "--all");
});

afterEach(() => {
  folder[Symbol.dispose]();
  outside[Symbol.dispose]();
});

const OWN = ["a/main.ts", "a/run.sh", "a/src/one.ts", "a/src/two.md"];

describe("a service's own files", () => {
  test("what git tracks, and what it neither tracks nor ignores", async () => {
    folder.write({ "a/new.ts": "new" });
    expect(await reading.paths()).toEqual([...OWN, "a/new.ts"].sort());
  });

  test("with what they are", async () => {
    symlinkSync("../b", join(folder.path, "a/link"));
    const entries = (await reading.read()).entries();
    expect(entries.find(({ path }) => path === "a/run.sh")).toMatchObject({ isExecutable: true, digest: { sizeBytes: 10 } });
    expect(entries.find(({ path }) => path === "a/main.ts")).toMatchObject({
      isExecutable: false,
      digest: { hash: execFileSync("sha256sum", [join(folder.path, "a/main.ts")], { encoding: "utf8" }).slice(0, 64), sizeBytes: 4 },
    });
    expect(entries.find(({ path }) => path === "a/link")).toEqual({ path: "a/link", target: "../b" });
  });

  test("large ones too, to their last byte", async () => {
    const content = Buffer.alloc(3_500_000, "large");
    writeFileSync(join(folder.path, "a/large"), content);
    const sum = () => execFileSync("sha256sum", [join(folder.path, "a/large")], { encoding: "utf8" }).slice(0, 64);
    const read = async () => (await reading.read()).entries().find(({ path }) => path === "a/large");
    expect(await read()).toMatchObject({ digest: { hash: sum(), sizeBytes: 3_500_000 } });
    content[3_499_999] = 0;
    writeFileSync(join(folder.path, "a/large"), content);
    expect(await read()).toMatchObject({ digest: { hash: sum(), sizeBytes: 3_500_000 } });
  });

  test("without what the task writes, though git would have it", async () => {
    folder.write({ "a/out/x": "x", "a/out/keep": "keep" });
    expect(await reading.paths({ outputs: ["out/**"] })).toEqual(OWN);
    expect(await reading.paths({ outputs: ["out/**", "!out/keep"] })).toEqual([...OWN, "a/out/keep"].sort());
  });

  test("what is ignored and tracked all the same, alone in its folder, until it is tracked no more", async () => {
    git(folder.path, "add", "--force", "a/dist/types/out.d.ts", "a/debug.log");
    expect(await reading.paths()).toEqual(["a/debug.log", "a/dist/types/out.d.ts", ...OWN]);
    folder.write({ "a/dist/types/more.d.ts": "more" });
    expect(await reading.paths()).toEqual(["a/debug.log", "a/dist/types/out.d.ts", ...OWN]);
    git(folder.path, "rm", "--quiet", "-r", "--cached", "a/dist", "a/debug.log");
    expect(await reading.paths()).toEqual(OWN);
  });

  test("a tracked file that is not in the work tree does not count", async () => {
    rmSync(join(folder.path, "a/main.ts"));
    expect(await reading.paths()).toEqual(OWN.slice(1));
  });

  test("what git is told to call unchanged is read from the disk", async () => {
    const before = await reading.read();
    git(folder.path, "update-index", "--assume-unchanged", "a/main.ts");
    git(folder.path, "update-index", "--skip-worktree", "a/src/one.ts");
    folder.write({ "a/main.ts": "niam" });
    expect((await reading.read()).digest).not.toEqual(before.digest);
    rmSync(join(folder.path, "a/src/one.ts"));
    expect(await reading.paths()).not.toContain("a/src/one.ts");
  });

  test("of a repository within: its files, without its own `.git`", async () => {
    folder.write({ "a/vendor/lib/x.log": "x", "a/vendor/lib/src/y": "y", "a/vendor/lib/node_modules/z": "z" });
    git(join(folder.path, "a/vendor/lib"), "init", "--quiet");
    expect(await reading.paths()).toEqual([...OWN, "a/vendor/lib/src/y", "a/vendor/lib/x.log"].sort());
    rmSync(join(folder.path, "a/vendor/lib/.git"), { recursive: true });
    expect(await reading.paths()).toEqual([...OWN, "a/vendor/lib/src/y"].sort());
  });

  test("of a submodule too", async () => {
    using library = temporaryFolder({ "lib.ts": "lib", "lib.log": "log" });
    git(library.path, "init", "--quiet");
    git(library.path, "add", "--all");
    git(library.path, "commit", "--quiet", "--message", "lib");
    git(folder.path, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.path, "a/lib");
    expect(await reading.paths()).toEqual([...OWN, "a/lib/lib.log", "a/lib/lib.ts"].sort());
  });

  test("a service that is a symlink is what it leads to", async () => {
    renameSync(join(folder.path, "a"), join(folder.path, "elsewhere"));
    symlinkSync("elsewhere", join(folder.path, "a"));
    const paths = await reading.paths();
    expect(paths).toContain("a/src/one.ts");
    rmSync(join(folder.path, "a"));
    renameSync(join(folder.path, "elsewhere"), join(folder.path, "a"));
    expect(await reading.paths()).toEqual(OWN);
  });

  test("pipes are passed over", async () => {
    execFileSync("mkfifo", [join(folder.path, "a/pipe")]);
    expect(await reading.paths()).toEqual(OWN);
    rmSync(join(folder.path, "a/pipe"));
    folder.write({ "a/pipe": "a file by now" });
    expect(await reading.paths()).toContain("a/pipe");
  });

  test("of a service that git ignores as a whole: what is there, without `node_modules`", async () => {
    folder.write({ ".gitignore": "/a/\n" });
    expect(await reading.paths()).toEqual(["a/debug.log", "a/dist/out.js", "a/dist/types/out.d.ts", ...OWN]);
  });

  test("of a service that is not there: nothing, until it is", async () => {
    const request = { folder: join(folder.path, "later") };
    expect(await reading.paths(request)).toEqual([]);
    folder.write({ "later/x": "x" });
    expect(await reading.paths(request)).toEqual(["later/x"]);
  });

  test("names that mean something to git or to globs", async () => {
    folder.write({ "a/:(top)x": "1", "a/!y": "2", "a/[z]*": "3", "a/ü \n.ts": "4", "a/:": "5" });
    expect(await reading.paths()).toEqual(["a/!y", "a/:", "a/:(top)x", "a/[z]*", ...OWN, "a/ü \n.ts"]);
  });
});

describe("what globs choose", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["files by their names", ["src/*.ts"], ["a/src/one.ts"]],
    ["a folder with all in it, less what `!` takes out", ["src", "!**/*.md"], ["a/src/one.ts"]],
    ["files of the workspace", ["//libs/*.txt", "//package.json", "../b/main.ts"], ["b/main.ts", "libs/one.txt", "package.json"]],
    ["not what git ignores", ["**/*.js", "*.log"], []],
    ["what git ignores, where that is what it begins with", ["dist/**/*.ts", "debug.log"], ["a/debug.log", "a/dist/types/out.d.ts"]],
    ["… or lies in what git ignores", ["node_modules/dep/**", "**/*.ts"], ["a/main.ts", "a/node_modules/dep/index.js", "a/src/one.ts"]],
    ["never git's own, or our state", ["//.git/HEAD", "//.git/**", "//.repo/**", "//.repo/inputs/rules.json", "main.ts"], ["a/main.ts"]],
    ["nothing", [], []],
    ["what is not there", ["lib/**", "x.txt"], []],
  ])("%s", async (_, globs, expected) => {
    expect(await reading.paths({ globs })).toEqual(expected);
    expect(await reading.paths({ globs })).toEqual(expected);
  });

  test("what comes to be there", async () => {
    const globs = ["lib/**", "x.txt", "build/**"];
    await reading.paths({ globs });
    folder.write({ "a/lib/y": "y", "a/x.txt": "x", "a/build/z.log": "z" });
    expect(await reading.paths({ globs })).toEqual(["a/lib/y", "a/x.txt"]);
    folder.write({ ".gitignore": "build\n" });
    expect(await reading.paths({ globs })).toEqual(["a/build/z.log", "a/lib/y", "a/x.txt"]);
  });

  test("a glob at the workspace's root does not go into folders that it cannot mean", async () => {
    await reading.paths({ globs: ["//*.json", "//libs/*"] });
    reading.git.starts();
    folder.write({ "b/deep/x.json": "x" });
    expect(await reading.paths({ globs: ["//*.json", "//libs/*"] })).toEqual(["libs/one.txt", "package.json"]);
    expect(reading.git.starts()).toEqual([]);
  });

  test("globs for all tasks stand beside those of one", async () => {
    expect(await reading.paths({ globs: ["main.ts"], globalGlobs: ["package.json", "libs/**", "a/main.ts"] })).toEqual([
      "a/main.ts",
      "libs/one.txt",
      "package.json",
    ]);
  });
});

describe("what counts in any case", () => {
  test("files, there or not, ignored or not", async () => {
    const always = ["a/debug.log", "b/main.ts", "a/later"].map((path) => join(folder.path, path));
    expect(await reading.paths({ globs: [], always })).toEqual(["a/debug.log", "b/main.ts"]);
    folder.write({ "a/later": "later" });
    expect(await reading.paths({ globs: [], always })).toEqual(["a/debug.log", "a/later", "b/main.ts"]);
  });

  test("outside of the workspace", async () => {
    const file = join(outside.path, "shared.just");
    writeFileSync(file, "shared");
    const before = await reading.read({ globs: [], always: [file] });
    expect(before.entries().map(({ path }) => path)).toEqual([`.repo/outside${file}`]);
    writeFileSync(file, "SHARED");
    expect((await reading.read({ globs: [], always: [file] })).digest).not.toEqual(before.digest);
  });

  test("what a symlink leads to, over several", async () => {
    mkdirSync(join(folder.path, "shared"));
    symlinkSync("../shared/justfile", join(folder.path, "a/justfile"));
    symlinkSync("real", join(folder.path, "shared/justfile"));
    folder.write({ "shared/real": "1", "shared/other": "2" });
    const request = { globs: [], always: [join(folder.path, "a/justfile")] };
    expect(await reading.paths(request)).toEqual(["a/justfile", "shared/justfile", "shared/real"]);
    rmSync(join(folder.path, "shared/justfile"));
    symlinkSync("other", join(folder.path, "shared/justfile"));
    expect(await reading.paths(request)).toEqual(["a/justfile", "shared/justfile", "shared/other"]);
  });
});

describe("without git", () => {
  const all = ["a/debug.log", "a/dist/out.js", "a/dist/types/out.d.ts", ...OWN];

  test("where there is no repository: all but `node_modules`; and from when on there is one", async () => {
    rmSync(join(folder.path, ".git"), { recursive: true });
    expect(await reading.paths()).toEqual(all);
    expect(await reading.paths({ globs: ["node_modules/dep/**"] })).toEqual(["a/node_modules/dep/index.js"]);
    git(folder.path, "init", "--quiet");
    expect(await reading.paths()).toEqual(OWN);
  });

  test("where git is missing; and from when on it is there", async () => {
    const reader = reading.open({ callerEnv: { HOME: outside.path, PATH: "/nowhere" } });
    expect((await reading.read({}, reader)).entries().map(({ path }) => path)).toEqual(all);
    expect(await reading.paths()).toEqual(OWN);
  });

  test("a workspace that git ignores", async () => {
    folder.write({ ".gitignore": "/inner\n", "inner/a/x.log": "x", "inner/a/main.ts": "main" });
    const inner = readingOf(join(folder.path, "inner"), outside.path);
    expect(await inner.paths()).toEqual(["a/main.ts", "a/x.log"]);
  });
});
