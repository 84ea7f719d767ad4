import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { git, type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import { BlobTable } from "../../src/inputs/blob-table.ts";
import { misleadingTable, NOT_READ, untilOld } from "./misleading-table.ts";
import { type Reading, readingOf } from "./reading.ts";

const FILES = {
  "a/main.txt": "main\nof several lines\n",
  "a/run.sh": { content: "#!/bin/sh\n", mode: 0o755 },
  "a/sub/deep.txt": "deep\n",
  "a/empty": "",
  "b/other.txt": "other\n",
};

let folder: TemporaryFolder;
let outside: TemporaryFolder;
let main: string;
/** Another work tree of it, laid by git. */
let tree: string;
let readings: { readonly main: Reading; readonly tree: Reading };

beforeEach(() => {
  folder = temporaryFolder();
  outside = temporaryFolder();
  main = join(folder.path, "main");
  tree = join(folder.path, "tree");
  readings = { main: readingOf(main, join(outside.path, "main")), tree: readingOf(tree, join(outside.path, "tree")) };
});

afterEach(() => {
  folder[Symbol.dispose]();
  outside[Symbol.dispose]();
});

const store = () => join(outside.path, "store");
const at = (path: string) => join(tree, path);

function makeMain(format = "sha1", more: Record<string, string> = {}): void {
  mkdirSync(main);
  git(main, "init", "--quiet", "--initial-branch=main", `--object-format=${format}`);
  for (const [path, content] of Object.entries({ ...FILES, ...more })) folder.write({ [join("main", path)]: content });
  git(main, "add", "--all");
  git(main, "commit", "--quiet", "--message", "all");
}

/** As if git had written the index after that; what changed with it would show. */
async function settle(root = tree): Promise<void> {
  const files = git(root, "ls-files", "-z").split("\0").filter(Boolean);
  await untilOld(...files.map((path) => join(root, path)));
  const index = git(root, "rev-parse", "--path-format=absolute", "--git-path", "index").trim();
  utimesSync(index, new Date(), new Date());
}

async function addTree(): Promise<void> {
  git(main, "worktree", "add", "--quiet", "-b", "second", tree);
  await settle();
}

/** The files of the service "a" that were not read, by a reader of which nothing is kept. */
async function notRead(reading = readings.tree, root = tree): Promise<readonly string[]> {
  const misleading = misleadingTable(root, join(outside.path, "misleading"));
  const files = await reading.read({}, reading.open({ stateFolder: join(outside.path, "state", crypto.randomUUID()), blobs: misleading }));
  return files.entries().flatMap((entry) => {
    const isTaken = "digest" in entry && entry.digest.hash === NOT_READ;
    // What was read is as it is.
    if (!isTaken && "digest" in entry) expect(entry.digest.hash).toBe(hashOf(readFileSync(join(root, entry.path))));
    return isTaken ? [entry.path] : [];
  });
}

const hashOf = (content: Uint8Array) => createHash("sha256").update(content).digest("hex");

const ALL = ["a/empty", "a/main.txt", "a/run.sh", "a/sub/deep.txt"];

describe("files that are as git laid them are not read where another work tree was", () => {
  test.each(["sha1", "sha256"])("what is kept is what they hold, named by %s", async (format) => {
    makeMain(format);
    const first = await readings.main.read({}, withTable(readings.main));
    await addTree();
    const reader = withTable(readings.tree);
    const second = await readings.tree.read({}, reader);
    expect(second.digest).toEqual(first.digest);
    await reader.close();
    const table = new BlobTable({ folder: store(), mode: "r" });
    for (const path of ALL) {
      const content = readFileSync(at(path));
      expect(table.get(git(tree, "rev-parse", `:${path}`).trim())).toEqual({ hash: hashOf(content), sizeBytes: content.length });
    }
    // Of what nobody read, nothing is known.
    expect(table.get(git(tree, "rev-parse", ":b/other.txt").trim())).toBeUndefined();
    expect(await notRead()).toEqual(ALL);
  });

  function withTable(reading: Reading) {
    const reader = reading.open({ blobs: { folder: store(), mode: "rw" } });
    return { ...reader, read: reader.read.bind(reader), close: reader.close.bind(reader), filesMayHaveChanged() {} };
  }

  test.each(["2", "3", "4"])("an index of version %s", async (version) => {
    makeMain();
    await addTree();
    git(tree, "update-index", "--index-version", version);
    await settle();
    expect(await notRead()).toEqual(ALL);
  });

  test("a clone", async () => {
    makeMain();
    git(folder.path, "clone", "--quiet", main, tree);
    await settle();
    expect(await notRead()).toEqual(ALL);
  });

  test("attributes that change no content, or line ends alone, and those of git-lfs", async () => {
    makeMain("sha1", {
      ".gitattributes": "* text=auto eol=lf\n*.png filter=lfs diff=lfs merge=lfs -text\n",
      "a/.gitattributes": "*.txt diff\n",
    });
    await addTree();
    expect(await notRead()).toEqual(["a/.gitattributes", ...ALL]);
  });

  test("what was not read is known as if it had been", async () => {
    makeMain();
    await addTree();
    const misleading = misleadingTable(tree, join(outside.path, "misleading"));
    const reader = readings.tree.open({ blobs: misleading });
    const first = await readings.tree.read({}, reader);
    await reader.close();
    const again = await readings.tree.read();
    expect(again.digest).toEqual(first.digest);
    expect(again.entries()).toContainEqual({ path: "a/run.sh", digest: { hash: NOT_READ, sizeBytes: 10 }, isExecutable: true });
    expect(existsSync(join(tree, ".repo/inputs"))).toBe(true);
  });
});

const MAIN = "a/main.txt";

describe("a file is read", () => {
  test.each<[string, () => void]>([
    ["it has other content", () => folder.write({ "tree/a/main.txt": "other" })],
    ["… of the same length, and its time is set back", () => overwriteKeepingTime(at(MAIN))],
    ["… by way of another file, whose time is set back", () => replaceKeepingTime(at(MAIN))],
    ["it was written again as it was", () => writeFileSync(at(MAIN), readFileSync(at(MAIN)))],
    ["its permissions", () => chmodSync(at(MAIN), 0o755)],
    ["… which git does not look at", () => chmodUnseen(MAIN)],
    ["git is told to assume that it is unchanged", () => git(tree, "update-index", "--assume-unchanged", MAIN)],
    ["… to leave it out of the work tree", () => git(tree, "update-index", "--skip-worktree", MAIN)],
    ["it is to be added later", () => intendToAdd(MAIN)],
    ["it is in conflict", () => makeConflict()],
    ["it is a symlink", () => makeSymlink()],
    ["it has its content from a merge", () => git(tree, "rm", "--quiet", "--cached", MAIN)],
  ])("%s", async (_, change) => {
    makeMain();
    await addTree();
    change();
    await settle();
    const left = await notRead();
    expect(left.filter((path) => path === MAIN)).toEqual([]);
    expect(left).toEqual(expect.arrayContaining(["a/empty", "a/run.sh"]));
  });

  test("it changed in the moment in which the index was written, or after", async () => {
    makeMain();
    await addTree();
    const index = git(tree, "rev-parse", "--git-path", "index").trim();
    const moment = new Date(Math.floor(lstatSync(at(MAIN)).mtimeMs));
    utimesSync(index, moment, moment);
    expect((await notRead()).filter((path) => path === MAIN)).toEqual([]);
    const earlier = new Date(moment.getTime() - 1000);
    utimesSync(index, earlier, earlier);
    expect(await notRead()).toEqual([]);
  });

  test("git laid it with other line ends, then and now, or then alone", async () => {
    makeMain();
    git(main, "config", "core.autocrlf", "true");
    await addTree();
    expect(readFileSync(at(MAIN), "latin1")).toContain("\r\n");
    expect(await notRead()).toEqual(["a/empty"]);
    git(main, "config", "core.autocrlf", "false");
    expect(await notRead()).toEqual(["a/empty"]);
  });

  describe("any may be laid as something else", () => {
    const rot = (setting: string) => git(main, "config", setting, "tr a-z n-za-m");
    test.each<[string, () => void, readonly string[]]>([
      ["a filter of the service's folder", () => folder.write({ "tree/a/.gitattributes": "*.md filter=rot\n" }), []],
      ["of one above", () => folder.write({ "tree/.gitattributes": "*.md filter=rot\n" }), []],
      ["of one below", () => folder.write({ "tree/a/sub/.gitattributes": "* filter=rot\n" }), ALL.filter((path) => !path.includes("sub"))],
      ["a keyword", () => folder.write({ "tree/.gitattributes": "*.c ident\n" }), []],
      ["an encoding", () => folder.write({ "tree/.gitattributes": "*.txt working-tree-encoding=UTF-16\n" }), []],
      ["one that begins like that of git-lfs", () => folder.write({ "tree/.gitattributes": "*.txt filter=lfs-more\n" }), []],
      ["of the repository", () => folder.write({ "main/.git/info/attributes": "* filter=rot\n" }), []],
      ["of the user", () => writeInHome(".config/git/attributes", "* filter=rot\n"), []],
      [
        "of the user, elsewhere",
        () => {
          writeInHome("my-attributes", "* ident\n");
          writeInHome(".gitconfig", "[core]\nattributesFile = ~/my-attributes\n");
        },
        [],
      ],
      ["a filter that is set up, whoever uses it", () => void rot("filter.rot.smudge"), []],
      ["that says it is git-lfs", () => void rot("filter.lfs.clean"), []],
      ["git-lfs itself", () => void git(main, "config", "filter.lfs.clean", "git-lfs clean -- %f"), ALL],
      ["a symlink for attributes", () => symlinkSync("main.txt", at("a/.gitattributes")), []],
    ])("%s", async (_, change, expected) => {
      makeMain();
      await addTree();
      change();
      expect((await notRead()).filter((path) => !path.endsWith(".gitattributes"))).toEqual(expected);
    });

    test("attributes that are gone, or are others than the index has", async () => {
      makeMain("sha1", { "a/.gitattributes": "*.md text\n" });
      await addTree();
      writeFileSync(at("a/.gitattributes"), "*.md diff\n");
      expect(await notRead()).toEqual([]);
      rmSync(at("a/.gitattributes"));
      expect(await notRead()).toEqual([]);
    });
  });

  test("what stood in its place before is not taken for what a filter made of it", async () => {
    makeMain("sha1", { ".gitattributes": "*.txt filter=rot\n" });
    for (const way of ["smudge", "clean"]) git(main, "config", `filter.rot.${way}`, "tr a-z n-za-m");
    await addTree();
    expect(readFileSync(at(MAIN), "utf8")).toMatch(/^znva/);
    // Long before the index, also for a git that counts in seconds.
    const before = new Date(Date.now() - 3_600_000);
    for (const path of [...ALL, "b/other.txt"]) utimesSync(at(path), before, before);
    git(tree, "update-index", "-q", "--refresh");
    git(tree, "rm", "--quiet", ".gitattributes");
    git(tree, "commit", "--quiet", "--message", "no filter");
    await settle();
    expect(git(tree, "status", "--porcelain")).toBe("");
    expect(await notRead()).toEqual([]);
  });
});

describe("of a blob is kept what was seen to be its content, and nothing else", () => {
  async function keptAfter(prepare: () => void): Promise<readonly string[]> {
    makeMain("sha1", { "a/id.txt": "$Id$\n", "a/pointer": "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n" });
    await addTree();
    prepare();
    const reader = readings.tree.open({ blobs: { folder: store(), mode: "rw" } });
    await readings.tree.read({}, reader);
    await reader.close();
    const table = new BlobTable({ folder: store(), mode: "r" });
    return [...ALL, "a/id.txt", "a/pointer"].filter((path) => table.get(git(main, "rev-parse", `:${path}`).trim()) !== undefined);
  }

  test("files that nobody converted; not what a keyword or git-lfs would make something else of", async () => {
    expect(await keptAfter(() => {})).toEqual(ALL);
  });

  test("of others, not", async () => {
    const kept = await keptAfter(() => {
      git(main, "config", "filter.rot.smudge", "tr a-z n-za-m");
      folder.write({ "main/.git/info/attributes": "*.txt filter=rot\n" });
      for (const path of [MAIN, "a/sub/deep.txt"]) rmSync(at(path));
      git(tree, "checkout", "--quiet", "--", "a");
      writeFileSync(at("a/run.sh"), "#!/bin/zh\n");
    });
    expect(kept).toEqual(["a/empty"]);
  });

  test("nothing, where nothing is to be kept", async () => {
    makeMain();
    await addTree();
    const reader = readings.tree.open({ blobs: { folder: store(), mode: "r" } });
    await readings.tree.read({}, reader);
    await reader.close();
    expect(existsSync(store())).toBe(false);
  });
});

test("a copy of a whole repository is read: its files are others than those that git has seen", async () => {
  makeMain();
  await settle(main);
  cpSync(main, tree, { recursive: true, preserveTimestamps: true });
  expect(await notRead()).toEqual([]);
});

function overwriteKeepingTime(path: string): void {
  keepingTime(path, () => writeFileSync(path, readFileSync(path, "utf8").toUpperCase()));
}

function replaceKeepingTime(path: string): void {
  keepingTime(path, () => {
    writeFileSync(`${path}~`, readFileSync(path, "utf8").toUpperCase());
    renameSync(`${path}~`, path);
  });
}

/** To the nanosecond. */
function keepingTime(path: string, change: () => void): void {
  const reference = join(outside.path, "reference");
  writeFileSync(reference, "");
  execFileSync("touch", ["-r", path, reference]);
  change();
  execFileSync("touch", ["-r", reference, path]);
}

function chmodUnseen(path: string): void {
  git(main, "config", "core.fileMode", "false");
  chmodSync(at(path), 0o755);
  git(tree, "update-index", "-q", "--refresh");
}

function intendToAdd(path: string): void {
  git(tree, "rm", "--quiet", "--cached", path);
  git(tree, "add", "--intent-to-add", path);
}

function makeConflict(): void {
  const blob = git(tree, "rev-parse", `:${MAIN}`).trim();
  const stages = [1, 2, 3].map((stage) => `100644 ${blob} ${stage}\t${MAIN}`);
  execFileSync("git", ["-C", tree, "update-index", "--index-info"], { input: `0 ${"0".repeat(40)}\t${MAIN}\n${stages.join("\n")}\n` });
}

function makeSymlink(): void {
  rmSync(at(MAIN));
  symlinkSync("run.sh", at(MAIN));
}

function writeInHome(path: string, content: string): void {
  const file = join(outside.path, "tree/home", path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, content);
}
