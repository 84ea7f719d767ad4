import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { temporaryFolder } from "@nix-repo/testkit";
import { clearOutputs } from "../../src/outputs/clear-outputs.ts";
import { collectOutputs } from "../../src/outputs/collect-outputs.ts";
import { areInPlace, areThere } from "../../src/outputs/placed-outputs.ts";
import { restoreOutputs } from "../../src/outputs/restore-outputs.ts";
import { standingOutputs, untouchedMessage } from "../../src/outputs/untouched-outputs.ts";
import { type OutputsFolder, outputsFolder, untilTrusted } from "./outputs-folder.ts";
import { snapshot } from "./snapshot.ts";

const BUILT = {
  "dist/index.js": "export {};",
  "dist/deep/er/data.bin": "\0\u0001",
  "dist/bin/run": { content: "#!/bin/sh\n", mode: 0o755 },
  "coverage.xml": "<coverage/>",
  "web.tsbuildinfo": "{}",
};
const GLOBS = ["dist/**", "coverage.xml", "*.tsbuildinfo"];

/** Paths of what a result holds, however it holds it. */
async function pathsIn(folder: OutputsFolder, globs: readonly string[]): Promise<readonly string[]> {
  const { placed } = await folder.collect(globs);
  return placed.entries.map(([path]) => path).sort();
}

describe("what the globs mean", () => {
  const files = { ...BUILT, "dist/cache/x": "", "src/a.gen.ts": "", "src/b.ts": "", "src/deep/c.gen.ts": "", ".hidden": "" };

  test.each<[readonly string[], readonly string[]]>([
    [["coverage.xml"], ["coverage.xml"]],
    [["./coverage.xml", "nothing.xml"], ["coverage.xml"]],
    [["dist/bin"], ["dist/bin/run"]],
    [["dist/bin/"], ["dist/bin/run"]],
    [["*.tsbuildinfo"], ["web.tsbuildinfo"]],
    [["src/**/*.gen.ts"], ["src/a.gen.ts", "src/deep/c.gen.ts"]],
    [["src/*.gen.ts"], ["src/a.gen.ts"]],
    [["**/*.{gen.ts,xml}"], ["coverage.xml", "src/a.gen.ts", "src/deep/c.gen.ts"]],
    [["{src/deep,dist/bin}/**"], ["dist/bin/run", "src/deep/c.gen.ts"]],
    [
      ["dist/**", "!dist/cache/**", "!dist/deep"],
      ["dist/bin/run", "dist/index.js"],
    ],
    [["!dist/**"], []],
    [[], []],
    [["*"], [".hidden", ...Object.keys(files).filter((path) => path !== ".hidden"), "input"].sort()],
  ])("%j", async (globs, expected) => {
    using folder = outputsFolder(files);
    expect(await pathsIn(folder, globs)).toEqual(expected);
  });

  test("whatever characters a name has", async () => {
    const names = ["src/a\nb/c.x", "src/[d]/*.x", "src/ä 🎉/-.x"];
    using folder = outputsFolder(Object.fromEntries(names.map((name) => [name, ""])));
    expect(await pathsIn(folder, ["src/**/*.x"])).toEqual([...names].sort());
    expect(await pathsIn(folder, ["src/\\[d\\]/**"])).toEqual(["src/[d]/*.x"]);
  });

  test("a folder is looked into only where something in it may match", async () => {
    using folder = outputsFolder({ ...files, "node_modules/a/index.js": "" });
    const { placed } = await folder.collect(["*.tsbuildinfo", "src/*.ts"]);
    expect(placed.folders.map(([path]) => path)).toEqual(["", "src"]);
  });
});

describe("what is collected", () => {
  test("is a file for a file where they are few, and a tree for a folder with more, or one that only a tree can tell of", async () => {
    const shape = async (change: (path: string) => void) => {
      using folder = outputsFolder(BUILT);
      change(folder.path);
      const { outputFiles, outputDirectories, outputSymlinks } = await folder.collect(["dist/**", "coverage.xml"]);
      return [outputFiles, outputDirectories, outputSymlinks].map((outputs) => outputs.map(({ path }) => path));
    };
    const alone = ["coverage.xml", "dist/bin/run", "dist/deep/er/data.bin", "dist/index.js", "dist/link"];
    expect(await shape((path) => symlinkSync("x", join(path, "dist/link")))).toEqual([alone.slice(0, -1), [], ["dist/link"]]);
    const asTree = [["coverage.xml"], ["dist"], []];
    expect(await shape((path) => mkdirSync(join(path, "dist/empty")))).toEqual(asTree);
    expect(await shape((path) => chmodSync(join(path, "dist/deep"), 0o700))).toEqual(asTree);
    expect(await shape((path) => Array.from({ length: 40 }, (_, i) => writeFileSync(join(path, `dist/${i}`), "")))).toEqual(asTree);
  });

  test.each([5, 50])("is the same whatever the order in which it is found and stored: %d files", async (count) => {
    const files = Array.from({ length: count }, (_, i) => [`dist/${i % 7}/${i % 3}/${i}`, String(i)] as const);
    const collected = [];
    for (const order of [files, files.toReversed()]) {
      using folder = outputsFolder();
      for (const [path, content] of order) folder.write({ [path]: content });
      const { addFile } = folder.store;
      let turn = 0;
      folder.store.addFile = async (file) => {
        turn += 1;
        for (let waits = order === files ? turn % 5 : 5 - (turn % 5); waits > 0; waits--) await Promise.resolve();
        return await addFile(file);
      };
      const { outputFiles, outputDirectories } = await folder.collect(["dist/**"]);
      collected.push({ outputFiles, outputDirectories });
    }
    expect(collected[1]).toEqual(collected[0]);
  });

  test("is nothing where nothing is there, which is said", async () => {
    using folder = outputsFolder();
    const { isEmpty, placed } = await folder.collect(["dist/**", "coverage.xml"]);
    expect(isEmpty).toBe(true);
    expect(placed).toEqual({ entries: [], folders: [], absent: ["coverage.xml", "dist"] });
    expect((await folder.collect([])).isEmpty).toBe(false);
  });

  test("is what is known already, of files that were not touched since", async () => {
    using folder = outputsFolder(BUILT);
    await untilTrusted(folder);
    const { placed, ...first } = await folder.collect(GLOBS);
    folder.write({ "dist/index.js": "EXPORT {};" });
    const read: string[] = [];
    const { addFile } = folder.store;
    folder.store.addFile = (file) => {
      read.push(file);
      return addFile(file);
    };
    const collectAgain = () => collectOutputs(folder.place(GLOBS), folder.store, { known: placed });
    expect(await collectAgain()).not.toMatchObject({ value: first });
    expect(read).toEqual([join(folder.path, "dist/index.js")]);
    folder.write({ "dist/index.js": BUILT["dist/index.js"] });
    expect(await collectAgain()).toMatchObject({ ok: true, value: first });
    chmodSync(join(folder.path, "coverage.xml"), 0o755);
    expect(await collectAgain()).not.toMatchObject({ value: first });
  });

  test("is not a pipe, which is said", async () => {
    using folder = outputsFolder(BUILT);
    execFileSync("mkfifo", [join(folder.path, "dist/pipe")]);
    expect((await folder.collect(GLOBS)).leftOut).toEqual(["dist/pipe"]);
  });
});

describe("what keeps a result from being kept", () => {
  const refusal = async (folder: OutputsFolder, globs: readonly string[]) => {
    const collected = await collectOutputs(folder.place(globs), folder.store);
    return collected.ok ? undefined : collected.error;
  };

  test("a link where the globs speak of what is behind it, and none elsewhere", async () => {
    using folder = outputsFolder({ "elsewhere/a.js": "" });
    symlinkSync("elsewhere", join(folder.path, "dist"));
    expect(await refusal(folder, ["dist/**"])).toEqual({ kind: "behind-symlink", path: "dist" });
    expect(await refusal(folder, ["dist/*.js"])).toEqual({ kind: "behind-symlink", path: "dist" });
    expect(await refusal(folder, ["dist/deep/a.js"])).toEqual({ kind: "behind-symlink", path: "dist" });
    expect(await refusal(folder, ["*.js", "dist/*.js"])).toEqual({ kind: "behind-symlink", path: "dist" });
    expect(await refusal(folder, ["dist"])).toBeUndefined();
    expect(await refusal(folder, ["*/*.js"])).toBeUndefined();
  });

  test("a store that takes nothing", async () => {
    using folder = outputsFolder(BUILT);
    folder.store.addFile = async () => undefined;
    expect(await refusal(folder, ["coverage.xml"])).toEqual({ kind: "not-stored", path: "coverage.xml" });
    folder.store.addBlob = async () => undefined;
    mkdirSync(join(folder.path, "empty"));
    expect(await refusal(folder, ["empty"])).toEqual({ kind: "not-stored", path: "empty" });
  });

  test("a file that changes while it is read", async () => {
    using folder = outputsFolder(BUILT);
    const { addFile } = folder.store;
    folder.store.addFile = async (file) => {
      const digest = await addFile(file);
      writeFileSync(file, "more than before, and later");
      return digest;
    };
    expect(await refusal(folder, ["coverage.xml"])).toEqual({ kind: "changing", path: "coverage.xml" });
  });

  test("names that are not text, are git's or ours, or differ by case alone", async () => {
    using folder = outputsFolder({ "dist/.git/config": "", "out/.REPO": "", "cased/a": "", "cased/A": "", "ours/x": "" });
    const name = Buffer.concat([Buffer.from(join(folder.path, "ours/")), Buffer.from([0xff])]);
    writeFileSync(name, "");
    expect(await refusal(folder, ["dist/**"])).toEqual({ kind: "unusable-name", path: "dist/.git" });
    expect(await refusal(folder, ["dist/.git/config"])).toEqual({ kind: "unusable-name", path: "dist/.git/config" });
    expect(await refusal(folder, ["out"])).toEqual({ kind: "unusable-name", path: "out/.REPO" });
    expect(await refusal(folder, ["ours"])).toEqual({ kind: "unusable-name", path: "ours/\ufffd" });
    expect(await refusal(folder, ["cased"])).toMatchObject({ kind: "same-name" });
    expect(await refusal(folder, ["**/x"])).toBeUndefined();
  });
});

describe("what is restored", () => {
  test("is what was collected, with its permissions, links and empty folders", async () => {
    using folder = outputsFolder({ ...BUILT, "dist/secret": { content: "key", mode: 0o600 }, "dist/fixed": { content: "", mode: 0o444 } });
    mkdirSync(join(folder.path, "dist/empty"));
    mkdirSync(join(folder.path, "dist/private"), { mode: 0o700 });
    symlinkSync("../elsewhere", join(folder.path, "dist/link"));
    symlinkSync("/nowhere", join(folder.path, "dist/dangling"));
    chmodSync(join(folder.path, "dist/deep"), 0o555);
    const before = snapshot(folder.path);
    const collected = await folder.collect(GLOBS);
    chmodSync(join(folder.path, "dist/deep"), 0o755);
    for (const path of ["dist", "coverage.xml", "web.tsbuildinfo"]) rmSync(join(folder.path, path), { recursive: true });
    expect(await folder.restore(GLOBS, collected)).toMatchObject({ kind: "restored", written: 9, removed: 0 });
    expect(snapshot(folder.path)).toEqual(before);
    expect(readdirSync(join(folder.workspace.path, ".repo/scratch"))).toEqual([]);
  });

  test("is not written where it is in place, by a look at it or by its content", async () => {
    using folder = outputsFolder(BUILT);
    const collected = await folder.collect(GLOBS);
    const inodes = () => Object.keys(BUILT).map((path) => lstatSync(join(folder.path, path), { bigint: true }).ctimeNs);
    const before = inodes();
    const restored = await folder.restore(GLOBS, collected);
    expect(restored).toMatchObject({ kind: "restored", written: 0, removed: 0 });
    expect(inodes()).toEqual(before);
    expect(existsSync(join(folder.workspace.path, ".repo"))).toBe(false);
  });

  test("takes the place of whatever stands there", async () => {
    using folder = outputsFolder({ "dist/file": "content", "dist/folder/inside": "content" });
    symlinkSync("file", join(folder.path, "dist/link"));
    const collected = await folder.collect(["dist/**"]);
    const before = snapshot(folder.path);
    const outside = join(folder.workspace.path, "outside");
    folder.workspace.write({ "outside/inside": "untouched" });
    rmSync(join(folder.path, "dist"), { recursive: true });
    folder.write({ "dist/file/not/a/file": "", "dist/link/x": "" });
    symlinkSync(outside, join(folder.path, "dist/folder"));
    expect(await folder.restore(["dist/**"], collected)).toMatchObject({ kind: "restored", written: 3 });
    expect(snapshot(folder.path)).toEqual(before);
    rmSync(join(folder.path, "dist"), { recursive: true });
    symlinkSync(outside, join(folder.path, "dist"));
    expect(await folder.restore(["dist/**"], collected)).toMatchObject({ kind: "restored", written: 3 });
    expect(snapshot(folder.path)).toEqual(before);
    expect(snapshot(outside)).toEqual({ inside: expect.stringContaining(Buffer.from("untouched").toString("base64")) });
  });

  test("takes the place of a link, whatever is behind it", async () => {
    using folder = outputsFolder({ "dist/a/b/c": "1" });
    const collected = await folder.collect(["dist/**"]);
    const before = snapshot(folder.path);
    folder.workspace.write({ "elsewhere/b": "a file where the result has a folder", "other/b/c": "" });
    for (const target of ["a", "../../elsewhere", "../../other", "/"]) {
      rmSync(join(folder.path, "dist/a"), { recursive: true });
      symlinkSync(target, join(folder.path, "dist/a"));
      expect(await folder.restore(["dist/**"], collected)).toMatchObject({ kind: "restored", written: 1 });
      expect(snapshot(folder.path)).toEqual(before);
    }
    expect(Object.keys(snapshot(join(folder.workspace.path, "other")))).toEqual(["b/", "b/c"]);
  });

  test("removes what the action did not produce, except what git tracks or the globs take out", async () => {
    using folder = outputsFolder({ "dist/a": "1" });
    const globs = ["dist/**", "!dist/cache/**"];
    const collected = await folder.collect(globs);
    folder.write({
      "dist/b": "",
      "dist/old/deep/c": "",
      "dist/kept/tracked": "",
      "dist/kept/not": "",
      "dist/cache/d": "",
      "dist/x/cache": "",
    });
    folder.tracked.add("dist/kept/tracked");
    expect(await folder.restore(globs, collected)).toMatchObject({ kind: "restored", written: 0, removed: 4 });
    expect(Object.keys(snapshot(join(folder.path, "dist")))).toEqual(["a", "cache/", "cache/d", "kept/", "kept/tracked"]);
    // What stays is no reason to look more closely each time.
    await untilTrusted(folder);
    const again = await folder.restore(globs, collected);
    if (again.kind !== "restored") throw new Error(again.kind);
    expect(areInPlace(again.placed, folder.path)).toBe(true);
  });

  test("removes all where the action produced nothing", async () => {
    using folder = outputsFolder();
    const collected = await folder.collect(GLOBS);
    folder.write(BUILT);
    const first = await folder.restore(GLOBS, collected);
    expect(first).toMatchObject({ kind: "restored", removed: 5 });
    expect(readdirSync(folder.path)).toEqual(["input"]);
    // Nothing that stands there is not the same as nothing that could come.
    if (first.kind === "restored") expect(areInPlace(first.placed, folder.path)).toBe(false);
    await untilTrusted(folder);
    const second = await folder.restore(GLOBS, collected);
    if (second.kind !== "restored") throw new Error(second.kind);
    expect(areInPlace(second.placed, folder.path)).toBe(true);
    folder.write({ "dist/index.js": "" });
    expect(areInPlace(second.placed, folder.path)).toBe(false);
  });

  test("overwrites a tracked file that the action produced, and no tracked link with a folder", async () => {
    using folder = outputsFolder({ "dist/a": "built", "dist/b/c": "" });
    folder.tracked.add("dist/a");
    const collected = await folder.collect(["dist"]);
    folder.write({ "dist/a": "checked out" });
    expect(await folder.restore(["dist"], collected)).toMatchObject({ kind: "restored", written: 1 });
    expect(readFileSync(join(folder.path, "dist/a"), "utf8")).toBe("built");
    rmSync(join(folder.path, "dist/b"), { recursive: true });
    symlinkSync("..", join(folder.path, "dist/b"));
    folder.tracked.add("dist/b");
    const refused = await folder.restore(["dist"], collected);
    expect(refused).toEqual({ kind: "refused", why: { kind: "tracked", path: "dist/b" } });
    folder.tracked.clear();
    rmSync(join(folder.path, "dist/b"));
    mkdirSync(join(folder.path, "dist/b"));
    rmSync(join(folder.path, "dist/a"));
    folder.write({ "dist/a/tracked": "" });
    folder.tracked.add("dist/a/tracked");
    expect(await folder.restore(["dist"], collected)).toEqual({ kind: "refused", why: { kind: "tracked", path: "dist/a/tracked" } });
  });

  test("is never written over what somebody wrote into a tracked file, unless it was there when outputs were placed", async () => {
    using folder = outputsFolder({ "gen/made": "1", "gen/by-hand": "1" });
    symlinkSync("made", join(folder.path, "gen/link"));
    for (const path of ["gen/made", "gen/by-hand", "gen/link"]) folder.tracked.add(path);
    const first = await folder.collect(["gen"]);
    folder.write({ "gen/made": "2" });
    rmSync(join(folder.path, "gen/link"));
    symlinkSync("by-hand", join(folder.path, "gen/link"));
    const second = await folder.collect(["gen"]);
    for (const path of folder.tracked) folder.edited.add(path);
    expect(await folder.restore(["gen"], first)).toEqual({ kind: "refused", why: { kind: "edited", path: "gen/made" } });
    expect(await folder.restore(["gen"], first, second.placed)).toMatchObject({ kind: "restored", written: 2 });
    folder.write({ "gen/by-hand": "edited" });
    const refused = { kind: "refused", why: { kind: "edited", path: "gen/by-hand" } };
    expect(await folder.restore(["gen"], first, first.placed)).toEqual(refused);
    expect(readFileSync(join(folder.path, "gen/by-hand"), "utf8")).toBe("edited");
    folder.edited.clear();
    expect(await folder.restore(["gen"], first, first.placed)).toMatchObject({ kind: "restored", written: 1 });
  });

  test("is never what the action left as it was, and git tracks: where that is another one, the result does not hold", async () => {
    using folder = outputsFolder({ "gen/by-hand": "1", "gen/made": "1", "gen/same": "1", "gen/left": "1" });
    symlinkSync("by-hand", join(folder.path, "gen/link"));
    for (const path of ["gen/by-hand", "gen/made", "gen/same", "gen/link"]) folder.tracked.add(path);
    await untilTrusted(folder);
    const place = folder.place(["gen"]);
    const standing = await standingOutputs(place);
    folder.write({ "gen/made": "2", "gen/same": "1", "gen/new": "2" });
    const collected = await collectOutputs(place, folder.store, { standing });
    if (!collected.ok) throw new Error(JSON.stringify(collected.error));
    expect([...collected.value.untouched].sort()).toEqual(["gen/by-hand", "gen/link"]);
    const result = { ...collected.value, metadata: { auxiliary: untouchedMessage(collected.value.untouched) } };
    folder.write({ "gen/made": "3", "gen/same": "3" });
    expect(await folder.restore(["gen"], result)).toMatchObject({ kind: "restored", written: 2 });
    folder.write({ "gen/by-hand": "2", "gen/made": "3" });
    const before = snapshot(folder.path);
    for (const placed of [undefined, collected.value.placed]) {
      const restored = await folder.restore(["gen"], result, placed);
      expect(restored).toEqual({ kind: "refused", why: { kind: "not-ours", path: "gen/by-hand" } });
    }
    expect(snapshot(folder.path)).toEqual(before);
    folder.write({ "gen/by-hand": "1" });
    rmSync(join(folder.path, "gen/link"));
    expect(await folder.restore(["gen"], result)).toEqual({ kind: "refused", why: { kind: "not-ours", path: "gen/link" } });
  });

  test("is prepared elsewhere, on another file system if need be", async () => {
    using folder = outputsFolder({ ...BUILT, "dist/private": { content: "key", mode: 0o600 } });
    symlinkSync("index.js", join(folder.path, "dist/link"));
    const before = snapshot(folder.path);
    const collected = await folder.collect(GLOBS);
    rmSync(join(folder.path, "dist"), { recursive: true });
    folder.write({ "dist/index.js": "other" });
    using memory = temporaryFolder({}, { name: "../dev/shm/repo-test-" });
    expect(lstatSync(memory.path).dev).not.toBe(lstatSync(folder.path).dev);
    const place = folder.place(GLOBS);
    const restored = await restoreOutputs({ place, result: collected, store: folder.store, scratch: memory.path });
    expect(restored).toMatchObject({ kind: "restored", written: 5 });
    expect(snapshot(folder.path)).toEqual(before);
    expect(readdirSync(memory.path)).toEqual([]);
  });

  test("does not take the place of what is no output", async () => {
    using folder = outputsFolder({ "dist/a": "built", "dist/b/c": "" });
    const collected = await folder.collect(["dist"]);
    rmSync(join(folder.path, "dist"), { recursive: true });
    folder.write({ "dist/a/kept": "", "dist/other": "" });
    const before = snapshot(folder.path);
    const refused = await folder.restore(["dist", "!dist/a/kept"], collected);
    expect(refused).toEqual({ kind: "refused", why: { kind: "in-the-way", path: "dist/a" } });
    expect(snapshot(folder.path)).toEqual(before);
  });

  test("touches nothing where content is missing", async () => {
    using folder = outputsFolder(BUILT);
    const collected = await folder.collect(GLOBS);
    for (const path of Object.keys(BUILT)) rmSync(join(folder.path, path));
    folder.write({ "dist/index.js": "changed", "dist/more": "" });
    const before = snapshot(folder.workspace.path, { except: [".repo"] });
    for (const [hash, blob] of [...folder.store.blobs]) {
      folder.store.blobs.delete(hash);
      const restored = await folder.restore(GLOBS, collected);
      expect(restored).toEqual({ kind: "missing" });
      expect(snapshot(folder.workspace.path, { except: [".repo"] })).toEqual(before);
      folder.store.blobs.set(hash, blob);
    }
    expect(readdirSync(join(folder.workspace.path, ".repo/scratch"))).toEqual([]);
  });
});

test("what an earlier run left is cleared away: all that the globs match, less what git tracks, and no folder of anybody else's", async () => {
  using folder = outputsFolder({ ...BUILT, "dist/kept/tracked": "", "src/a.ts": "", "src/a.gen.ts": "" });
  mkdirSync(join(folder.path, "src/empty"));
  folder.tracked.add("dist/kept/tracked");
  await clearOutputs(folder.place([...GLOBS, "src/**/*.gen.ts"]));
  expect(Object.keys(snapshot(folder.path))).toEqual([
    "dist/",
    "dist/kept/",
    "dist/kept/tracked",
    "input",
    "src/",
    "src/a.ts",
    "src/empty/",
  ]);
});

describe("what is in place", () => {
  const ways: Record<string, (path: string) => void> = {
    "a file's content changed": (path) => writeFileSync(join(path, "dist/index.js"), "EXPORT {};"),
    "a file's permissions changed": (path) => chmodSync(join(path, "dist/index.js"), 0o755),
    "a file went": (path) => rmSync(join(path, "dist/deep/er/data.bin")),
    "a file came": (path) => writeFileSync(join(path, "dist/deep/er/new"), ""),
    "a file came that only a pattern matches": (path) => writeFileSync(join(path, "other.tsbuildinfo"), ""),
    "a folder came": (path) => mkdirSync(join(path, "dist/new")),
    "all went": (path) => rmSync(join(path, "dist"), { recursive: true }),
    "what was not there came": (path) => writeFileSync(join(path, "report.json"), ""),
    "a folder became a link that leads to itself": (path) => {
      rmSync(join(path, "dist"), { recursive: true });
      symlinkSync("dist", join(path, "dist"));
    },
    "a folder became a file": (path) => {
      rmSync(join(path, "dist"), { recursive: true });
      writeFileSync(join(path, "dist"), "");
    },
  };

  test.each(Object.keys(ways))("not when %s", async (way) => {
    using folder = outputsFolder(BUILT);
    await untilTrusted(folder);
    const { placed } = await folder.collect([...GLOBS, "report.json"]);
    const kept = JSON.parse(JSON.stringify(placed));
    expect(areInPlace(kept, folder.path)).toBe(true);
    ways[way]?.(folder.path);
    expect(areInPlace(kept, folder.path)).toBe(false);
  });

  test("not yet what was written a moment ago, as another change may leave its times as they are", async () => {
    using folder = outputsFolder(BUILT);
    const collected = await folder.collect(GLOBS);
    expect(areInPlace(collected.placed, folder.path)).toBe(false);
    await untilTrusted(folder);
    const restored = await folder.restore(GLOBS, collected, collected.placed);
    if (restored.kind !== "restored") throw new Error(restored.kind);
    expect(restored.written).toBe(0);
    expect(areInPlace(restored.placed, folder.path)).toBe(true);
  });

  test("what is there need not be in place, and what is in place is there", async () => {
    using folder = outputsFolder(BUILT);
    const { placed } = await folder.collect(GLOBS);
    folder.write({ "dist/index.js": "changed" });
    expect(areThere(placed, folder.path)).toBe(true);
    rmSync(join(folder.path, "dist/deep"), { recursive: true });
    expect(areThere(placed, folder.path)).toBe(false);
  });

  test("nothing that was just restored, and all of it after another look", async () => {
    using folder = outputsFolder(BUILT);
    const collected = await folder.collect(GLOBS);
    rmSync(join(folder.path, "dist"), { recursive: true });
    const first = await folder.restore(GLOBS, collected);
    if (first.kind !== "restored") throw new Error(first.kind);
    expect(areInPlace(first.placed, folder.path)).toBe(false);
    await untilTrusted(folder);
    const second = await folder.restore(GLOBS, collected, first.placed);
    if (second.kind !== "restored") throw new Error(second.kind);
    expect(second.written).toBe(0);
    expect(areInPlace(second.placed, folder.path)).toBe(true);
  });
});
