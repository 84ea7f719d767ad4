import { lstatSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Digest, digestOf } from "../../src/digest.ts";
import { restoreOutputs } from "../../src/outputs/restore-outputs.ts";
import type { OutputsOf } from "../../src/outputs/wanted-outputs.ts";
import { encodeDirectory, encodeTree } from "../../src/reapi/encode.ts";
import type { Directory } from "../../src/reapi/messages.ts";
import { type OutputsFolder, outputsFolder } from "./outputs-folder.ts";
import { snapshot } from "./snapshot.ts";

const NOTHING: OutputsOf = { outputFiles: [], outputDirectories: [], outputSymlinks: [] };
const EMPTY: Directory = { files: [], directories: [], symlinks: [] };

async function file(folder: OutputsFolder, path: string, content = "x") {
  const digest = (await folder.store.addBlob(Buffer.from(content))) as Digest;
  return { path, name: path, digest, isExecutable: false };
}

async function tree(folder: OutputsFolder, path: string, root: Directory, children: readonly Directory[] = []) {
  const treeDigest = (await folder.store.addBlob(encodeTree({ root, children }))) as Digest;
  return { path, treeDigest };
}

function directoryNode(name: string, directory: Directory) {
  return { name, digest: digestOf(encodeDirectory(directory)) };
}

describe("a result is refused, and nothing touched, that", () => {
  const refusal = async (folder: OutputsFolder, result: Partial<OutputsOf>, globs: readonly string[] = ["dist/**", "report.xml"]) => {
    const before = snapshot(folder.workspace.path);
    const restored = await folder.restore(globs, { ...NOTHING, ...result });
    expect(snapshot(folder.workspace.path)).toEqual(before);
    return restored.kind === "refused" ? restored.why.kind : restored.kind;
  };

  test.each([
    "/etc/passwd",
    "dist//a",
    "dist/../input",
    "../input",
    "dist/./a",
    "",
    "dist/",
    "dist/\0",
    "dist/.git/hooks/post-checkout",
    "dist/.GIT/config",
    "dist/.g\u200cit/config",
    "dist/git~1/config",
    "dist/\ud800",
    `dist/${"a".repeat(256)}`,
  ])("has a file at %j", async (path) => {
    using folder = outputsFolder();
    expect(["bad-path", "undeclared"]).toContain(await refusal(folder, { outputFiles: [await file(folder, path)] }, ["**", "dist/**"]));
    const outputSymlinks = [{ path, target: "x" }];
    expect(["bad-path", "undeclared"]).toContain(await refusal(folder, { outputSymlinks }, ["**", "dist/**"]));
  });

  test.each(["../x", "/x", "..", ".git", "dist/..", "dist/../../x"])("has a tree at %j", async (path) => {
    using folder = outputsFolder();
    expect(await refusal(folder, { outputDirectories: [await tree(folder, path, EMPTY)] }, ["**", "dist/**"])).toBe("bad-path");
    const outputDirectories = [await tree(folder, path, { ...EMPTY, files: [await file(folder, "x")] })];
    expect(await refusal(folder, { outputDirectories }, ["**", "dist/**"])).toBe("bad-path");
  });

  test.each(["..", ".", "", "a/b", "/etc", "nul\0", ".git"])("has the name %j in a tree", async (name) => {
    using folder = outputsFolder();
    const asFile = await tree(folder, "dist", { ...EMPTY, files: [{ ...(await file(folder, name)), name }] });
    const asLink = await tree(folder, "dist", { ...EMPTY, symlinks: [{ name, target: "/etc" }] });
    const child = { ...EMPTY, files: [await file(folder, "inside")] };
    const asFolder = await tree(folder, "dist", { ...EMPTY, directories: [directoryNode(name, child)] }, [child]);
    for (const each of [asFile, asLink, asFolder]) {
      expect(["malformed", "bad-path"]).toContain(await refusal(folder, { outputDirectories: [each] }));
    }
  });

  test("has what is not declared", async () => {
    using folder = outputsFolder();
    expect(await refusal(folder, { outputFiles: [await file(folder, "input")] })).toBe("undeclared");
    expect(await refusal(folder, { outputSymlinks: [{ path: "lib", target: "/" }] })).toBe("undeclared");
    expect(await refusal(folder, { outputDirectories: [await tree(folder, "lib", EMPTY)] })).toBe("undeclared");
    const root = { ...EMPTY, files: [await file(folder, "input")] };
    expect(await refusal(folder, { outputDirectories: [await tree(folder, "", root)] })).toBe("undeclared");
    expect(await refusal(folder, { outputFiles: [await file(folder, "dist/cache/x")] }, ["dist/**", "!dist/cache/**"])).toBe("undeclared");
  });

  test("leads through a link of its own", async () => {
    using folder = outputsFolder();
    const outside = join(folder.workspace.path, "outside");
    mkdirSync(outside);
    const outputFiles = [await file(folder, "dist/link/x")];
    expect(await refusal(folder, { outputFiles, outputSymlinks: [{ path: "dist/link", target: outside }] })).toBe("same-name");
    const child = { ...EMPTY, files: [await file(folder, "x")] };
    const root: Directory = { ...EMPTY, symlinks: [{ name: "Link", target: outside }], directories: [directoryNode("link", child)] };
    expect(await refusal(folder, { outputDirectories: [await tree(folder, "dist", root, [child])] })).toBe("same-name");
  });

  test("has two things at one path", async () => {
    using folder = outputsFolder();
    const [one, other] = [await file(folder, "dist/a", "1"), await file(folder, "dist/A", "2")];
    expect(await refusal(folder, { outputFiles: [one, other] })).toBe("same-name");
    expect(await refusal(folder, { outputFiles: [one, one] })).toBe("same-name");
    expect(await refusal(folder, { outputFiles: [one, await file(folder, "dist/a/b")] })).toBe("same-name");
    const composed = [await file(folder, "dist/\u00e4"), await file(folder, "dist/a\u0308")];
    expect(await refusal(folder, { outputFiles: composed })).toBe("same-name");
  });

  test("has a tree that is none, or lacks a folder", async () => {
    using folder = outputsFolder();
    const treeDigest = (await folder.store.addBlob(Buffer.from("no tree at all"))) as Digest;
    expect(await refusal(folder, { outputDirectories: [{ path: "dist", treeDigest }] })).toBe("malformed");
    const root = { ...EMPTY, directories: [directoryNode("child", { ...EMPTY, unixMode: 0o700 })] };
    expect(await refusal(folder, { outputDirectories: [await tree(folder, "dist", root, [EMPTY])] })).toBe("malformed");
    const huge = { path: "dist", treeDigest: { ...treeDigest, sizeBytes: 2 ** 40 } };
    expect(await refusal(folder, { outputDirectories: [huge] })).toBe("too-much");
  });

  test("is small and would be more than any disk holds, or deeper than any path", async () => {
    using folder = outputsFolder();
    const grow = async (levels: number, names: readonly string[]) => {
      const children: Directory[] = [EMPTY];
      for (let level = 0; level < levels; level++) {
        const last = children.at(-1) ?? EMPTY;
        children.push({ ...EMPTY, directories: names.map((name) => directoryNode(name, last)) });
      }
      return tree(folder, "dist", children.at(-1) ?? EMPTY, children);
    };
    expect(await refusal(folder, { outputDirectories: [await grow(40, ["a", "b"])] })).toBe("too-much");
    expect(await refusal(folder, { outputDirectories: [await grow(5_000, ["a"])] })).toBe("too-much");
  });
});

test("a link above the outputs is not followed", async () => {
  using folder = outputsFolder();
  const outside = join(folder.workspace.path, "outside");
  mkdirSync(join(outside, "dist"), { recursive: true });
  symlinkSync(outside, join(folder.path, "lib"));
  const before = snapshot(folder.workspace.path);
  const result = { ...NOTHING, outputFiles: [await file(folder, "lib/dist/a")] };
  for (const globs of [["lib/dist/**"], ["lib/*/a"], ["**/a"]]) {
    const restored = await folder.restore(globs, result);
    expect(restored.kind).toBe("refused");
    expect(snapshot(folder.workspace.path)).toEqual(before);
  }
});

test("nothing that a result says makes a file run as somebody else", async () => {
  using folder = outputsFolder();
  const root = { ...EMPTY, unixMode: 0o7755, files: [{ ...(await file(folder, "a")), unixMode: 0o6755 }] };
  expect(await folder.restore(["dist"], { ...NOTHING, outputDirectories: [await tree(folder, "dist", root)] })).toMatchObject({
    kind: "restored",
  });
  expect(lstatSync(join(folder.path, "dist/a")).mode & 0o7777).toBe(0o755);
  expect(lstatSync(join(folder.path, "dist")).mode & 0o7777).toBe(0o755);
});

test("whatever a store answers, nothing changes outside of the declared outputs", async () => {
  const part = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom("dist", "a", "link", "A", "lib") },
    { weight: 1, arbitrary: fc.constantFrom("..", ".", "", "\0", ".git", "*", "dist/**", "n\nl", "outside") },
  );
  const path = fc
    .array(part, { minLength: 1, maxLength: 4 })
    .map((parts) => ["dist", ...parts].slice(parts[0] === "lib" ? 1 : 0).join("/"));
  const target = fc.constantFrom("..", "/", "../../outside", "a", "../../../../outside", "");
  const node = fc.record({ name: part, isFolder: fc.boolean(), target: fc.option(target), unixMode: fc.constantFrom(0o7777, 0, 0o644) });
  const counts = { restored: 0, refused: 0, missing: 0, failed: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(path, { maxLength: 3 }),
      fc.array(fc.tuple(path, target), { maxLength: 2 }),
      fc.array(fc.tuple(path, fc.array(node, { maxLength: 3 })), { maxLength: 2 }),
      async (files, links, trees) => {
        using folder = outputsFolder({ "lib/kept": "", "dist/a/b": "", "dist/c": "", ".git/config": "" });
        folder.workspace.write({ "outside/a": "", "outside/x/y": "" });
        symlinkSync("../../outside", join(folder.path, "dist/link"));
        symlinkSync("../outside", join(folder.path, "link"));
        const scratch = join(folder.workspace.path, ".repo");
        mkdirSync(scratch);
        const except = ["service/dist"];
        const before = snapshot(folder.workspace.path, { except });
        const whole = snapshot(folder.workspace.path);
        const outputDirectories = [];
        for (const [at, nodes] of trees) {
          const child = { ...EMPTY, files: [await file(folder, "a")] };
          const root: Directory = {
            files: await Promise.all(
              nodes
                .filter((each) => !each.isFolder && each.target === null)
                .map(async (each) => ({ ...(await file(folder, each.name)), unixMode: each.unixMode })),
            ),
            directories: nodes.filter((each) => each.isFolder).map((each) => directoryNode(each.name, child)),
            symlinks: nodes
              .filter((each) => !each.isFolder && each.target !== null)
              .map((each) => ({ name: each.name, target: each.target ?? "" })),
          };
          outputDirectories.push(await tree(folder, at, root, [child]));
        }
        const result = {
          outputFiles: await Promise.all(files.map((each) => file(folder, each))),
          outputSymlinks: links.map(([at, to]) => ({ path: at, target: to })),
          outputDirectories,
        };
        const place = folder.place(["dist/**", "dist/../dist/x", "report.xml"]);
        const restored = await restoreOutputs({ place, result, store: folder.store, scratch });
        counts[restored.kind] += 1;
        expect(snapshot(folder.workspace.path, { except })).toEqual(before);
        if (restored.kind !== "restored") expect(snapshot(folder.workspace.path)).toEqual(whole);
      },
    ),
    { numRuns: 800 },
  );
  expect(counts.restored).toBeGreaterThan(50);
  expect(counts.refused).toBeGreaterThan(100);
  expect(counts.failed).toBe(0);
});
