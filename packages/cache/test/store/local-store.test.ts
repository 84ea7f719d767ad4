import { execFileSync } from "node:child_process";
import { appendFileSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { digestOf } from "../../src/digest.ts";
import { actionOf, keep, type OpenedStore, openStore, resultWith } from "./open-store.ts";
import { askForTask, keepTask, taskOf } from "./tasks-of-a-store.ts";

const SMALL = Buffer.from("hello");
const TEXT = Buffer.from("all work and no play makes jack a dull boy\n".repeat(1000));
const LARGE = Buffer.from("the quick brown fox jumps over the lazy dog, again and again\n".repeat(60_000));
const NOISE = taskOf(1).files[2] ?? SMALL;

const CONTENT = [
  ["nothing", Buffer.alloc(0)],
  ["little", SMALL],
  ["text", TEXT],
  ["noise", NOISE],
  ["more than a piece", LARGE],
  ["exactly a piece", Buffer.alloc(1 << 20, "ab")],
  ["more noise than a piece", Buffer.concat(Array.from({ length: 20 }, (_, number) => taskOf(number).files[2] ?? SMALL))],
] as const;

describe.each(CONTENT)("content: %s", (_, content) => {
  test("from memory: comes back as it was, read and placed, and a file of it is not kept twice", async () => {
    using opened = openStore();
    expect(await opened.store.addBlob(content)).toEqual(digestOf(content));
    const before = storedFiles(opened);
    writeFileSync(join(opened.tree, "made"), content);
    expect(await opened.store.addFile(join(opened.tree, "made"))).toEqual(digestOf(content));
    expect(storedFiles(opened)).toEqual(before);
    await expectContent(opened, content);
  });

  test("from a file: comes back as it was, read and placed", async () => {
    using opened = openStore();
    writeFileSync(join(opened.tree, "made"), content);
    expect(await opened.store.addFile(join(opened.tree, "made"))).toEqual(digestOf(content));
    await expectContent(opened, content);
  });
});

async function expectContent(opened: OpenedStore, content: Buffer): Promise<void> {
  const store = opened.again();
  expect((await store.readBlob(digestOf(content)))?.equals(content)).toBe(true);
  const path = join(opened.tree, "placed");
  expect(await store.placeBlob(digestOf(content), { path, isExecutable: false })).toBe(true);
  expect(readFileSync(path).equals(content)).toBe(true);
  for (const folder of [opened.scratch, join(opened.folder, "tmp")]) expect(readdirSync(folder)).toEqual([]);
  expect(opened.troubles).toEqual([]);
}

test("content is compressed where that saves a tenth, and more than a block", async () => {
  using opened = openStore();
  for (const [, content] of CONTENT) await opened.store.addBlob(content);
  const stored = new Map(storedFiles(opened).map(({ name, size }) => [name, size]));
  const sizes = CONTENT.map(([what, content]) => {
    const { hash } = digestOf(content);
    const packed = stored.get(`${hash}.z`);
    return [what, packed === undefined ? stored.get(hash) === content.length : packed < content.length / 10];
  });
  expect(sizes).toEqual(CONTENT.map(([what]) => [what, true]));
  const isPacked = CONTENT.map(([what, content]) => (stored.has(`${digestOf(content).hash}.z`) ? what : ""));
  expect(isPacked.filter(Boolean)).toEqual(["text", "more than a piece", "exactly a piece"]);
});

describe("a file that is added", () => {
  test.each([
    ["is not there", () => undefined],
    ["is a link", (path: string) => symlinkSync("made", path)],
    ["is a folder", (path: string) => mkdirSync(path)],
    ["is a pipe", (path: string) => execFileSync("mkfifo", [path])],
  ])("and %s is not kept, which is no trouble", async (_, make) => {
    using opened = openStore();
    writeFileSync(join(opened.tree, "made"), "made");
    make(join(opened.tree, "other"));
    expect(await opened.store.addFile(join(opened.tree, "other"))).toBeUndefined();
    expect(await opened.store.addFile(join(opened.tree, "made"))).toEqual(digestOf(Buffer.from("made")));
    expect(opened.troubles).toEqual([]);
  });

  test("and grows meanwhile is kept as what was read", async () => {
    using opened = openStore();
    const file = join(opened.tree, "growing");
    writeFileSync(file, LARGE);
    const adding = opened.store.addFile(file);
    // It has been read for a piece.
    appendFileSync(file, "more");
    const digest = await adding;
    expect(digest).toEqual(digestOf(Buffer.concat([LARGE, Buffer.from("more")])));
    expect((await opened.store.readBlob(digest ?? digestOf(SMALL)))?.equals(readFileSync(file))).toBe(true);
  });
});

describe("a file that is placed", () => {
  test("is a copy of its own, with the mode that any program's file would have", async () => {
    using opened = openStore();
    for (const content of [SMALL, NOISE]) {
      const digest = digestOf(content);
      await opened.store.addBlob(content);
      for (const [umask, isExecutable, mode] of [
        [0o022, false, 0o644],
        [0o022, true, 0o755],
        [0o077, false, 0o600],
        [0o077, true, 0o700],
      ] as const) {
        const path = join(opened.tree, `${digest.hash}-${mode}`);
        const before = process.umask(umask);
        expect(await opened.store.placeBlob(digest, { path, isExecutable })).toBe(true);
        process.umask(before);
        const stat = statSync(path);
        expect({ mode: stat.mode & 0o7777, links: stat.nlink }).toEqual({ mode, links: 1 });
        appendFileSync(path, "changed");
      }
      expect((await opened.again().readBlob(digest))?.equals(content)).toBe(true);
    }
  });

  test("never replaces what is there, nor goes through a link", async () => {
    using opened = openStore();
    const digest = (await opened.store.addBlob(SMALL)) ?? digestOf(SMALL);
    const place = (name: string) => opened.store.placeBlob(digest, { path: join(opened.tree, name), isExecutable: false });
    writeFileSync(join(opened.tree, "file"), "mine");
    mkdirSync(join(opened.tree, "folder"));
    symlinkSync("elsewhere", join(opened.tree, "link"));
    expect([await place("file"), await place("folder"), await place("link"), await place("no/folder")]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(readFileSync(join(opened.tree, "file"), "utf8")).toBe("mine");
    expect(readdirSync(opened.tree).sort()).toEqual([".repo", "file", "folder", "link"]);
    expect(await place("other")).toBe(true);
    expect(readdirSync(opened.scratch)).toEqual([]);
  });

  test("is prepared beside its place where the scratch folder cannot be made", async () => {
    using opened = openStore();
    const store = opened.again({ scratch: join(opened.tree, "file/placing") });
    writeFileSync(join(opened.tree, "file"), "");
    await keepTask(store, 1, opened);
    expect(await askForTask(store, 1, opened)).toBe("hit");
    expect(readdirSync(opened.tree).filter((name) => name.startsWith(".repo"))).toEqual([]);
    expect(opened.troubles).toEqual([]);
  });

  test("is prepared beside its place where the scratch folder is on another disk", async () => {
    using opened = openStore();
    const scratch = join("/dev/shm", `repo-test-${process.pid}`);
    expect(statSync("/dev/shm").dev).not.toBe(statSync(opened.tree).dev);
    const store = opened.again({ scratch });
    await keepTask(store, 1, opened);
    expect(await askForTask(store, 1, opened)).toBe("hit");
    expect(readdirSync(scratch)).toEqual([]);
    execFileSync("rmdir", [scratch]);
    expect(readdirSync(opened.tree).filter((name) => name.startsWith(".repo"))).toEqual([]);
  });
});

describe("a result", () => {
  test("comes back as it was, for its action alone, and a later one takes its place", async () => {
    using opened = openStore();
    const digest = await keep(opened.store, "made", SMALL);
    const other = opened.again();
    expect(await other.findResult(actionOf("made"))).toEqual(resultWith({ made: digest }));
    expect(await other.findResult(actionOf("other"))).toBeUndefined();
    const later = resultWith({ made: digest }, { exitCode: -1, stdoutRaw: Buffer.from("said") });
    expect(await other.saveResult(actionOf("made"), later)).toBe(true);
    expect(await opened.store.findResult(actionOf("made"))).toEqual(later);
  });

  test("under another action's name is none", async () => {
    using opened = openStore();
    await keep(opened.store, "made", SMALL);
    const [made, other] = ["made", "other"].map((name) => join(opened.folder, "ac", actionOf(name).hash.slice(0, 1), actionOf(name).hash));
    mkdirSync(join(other ?? "", ".."), { recursive: true });
    writeFileSync(other ?? "", readFileSync(made ?? ""));
    expect(await opened.store.findResult(actionOf("other"))).toBeUndefined();
    expect(opened.troubles).toEqual([{ kind: "damaged", folder: opened.folder, file: other }]);
  });
});

test("all of it is its owner's alone", async () => {
  using opened = openStore();
  const before = process.umask(0);
  for (let number = 0; number < 3; number++) await keepTask(opened.store, number, opened);
  await opened.store.gc({ maxBytes: 1e9 });
  process.umask(before);
  const modes = readdirSync(opened.folder, { recursive: true }).map((name) => lstatSync(join(opened.folder, String(name))).mode & 0o777);
  modes.push(lstatSync(opened.folder).mode & 0o777);
  expect(new Set(modes)).toEqual(new Set([0o600, 0o700]));
});

function storedFiles({ folder }: OpenedStore) {
  const entries = readdirSync(join(folder, "cas"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map(({ parentPath, name }) => {
    const { ino, size } = statSync(join(parentPath, name));
    return { name, ino, size };
  });
}
