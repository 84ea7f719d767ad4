import { describe, expect, test } from "@jest/globals";
import { openGlobs } from "../src/index.ts";

const FOLDERS = { folder: "/w[1]/web", root: "/w[1]" };

describe("which paths globs mean", () => {
  test.each<[readonly string[], readonly string[]]>([
    [["**"], ["web/a.ts", "web/src/b.ts", "web/src/.hidden/c.ts", "web/dist/d.js", "web/[x]/e"]],
    [["src/**"], ["web/src/b.ts", "web/src/.hidden/c.ts"]],
    [["src"], ["web/src/b.ts", "web/src/.hidden/c.ts"]],
    [["./src//"], ["web/src/b.ts", "web/src/.hidden/c.ts"]],
    [["*.ts"], ["web/a.ts"]],
    [
      ["**/*.ts", "!src/.hidden"],
      ["web/a.ts", "web/src/b.ts"],
    ],
    [["!src/**", "**/*.ts"], ["web/a.ts"]],
    [["{src,dist}/*"], ["web/src/b.ts", "web/src/.hidden/c.ts", "web/dist/d.js"]],
    [
      ["../libs/*.txt", "//root.json"],
      ["libs/f.txt", "root.json"],
    ],
    [["//**/*.t*"], ["web/a.ts", "web/src/b.ts", "web/src/.hidden/c.ts", "libs/f.txt"]],
    [["\\[x\\]/*"], ["web/[x]/e"]],
    [["//"], ["web/a.ts", "web/src/b.ts", "web/src/.hidden/c.ts", "web/dist/d.js", "web/[x]/e", "libs/f.txt", "root.json"]],
    [[], []],
  ])("%j", async (globs, expected) => {
    const { matches } = await openGlobs(globs, FOLDERS);
    expect(PATHS.filter((path) => matches(`/w[1]/${path}`))).toEqual(expected);
  });

  const PATHS = ["web/a.ts", "web/src/b.ts", "web/src/.hidden/c.ts", "web/dist/d.js", "web/[x]/e", "libs/f.txt", "root.json"];
});

test("what holds all that is meant", async () => {
  const { bases } = await openGlobs(["src/**/*.ts", "src/*.js", "!x/**", "package.json", "//nix/*.nix", "//root.json", "@a/b/*"], FOLDERS);
  expect(bases).toEqual(["web/src", "web/package.json", "nix", "root.json", "web/@a/b"].map((path) => `/w[1]/${path}`));
});

describe("which folders may hold something that is meant", () => {
  test.each<[readonly string[], readonly string[]]>([
    [["src/*.ts"], ["web", "web/src"]],
    [["*/x/*.ts"], ["web", "web/src", "web/src/x", "web/src/x/y.ts", "web/lib"]],
    [["*/x.ts"], ["web", "web/src", "web/lib"]],
    [["//*.json"], []],
    [["src/**/x"], ["web", "web/src", "web/src/deep", "web/src/x", "web/src/x/y.ts"]],
    [["{src,lib}/x/*"], ["web", "web/src", "web/src/deep", "web/src/x", "web/src/x/y.ts", "web/lib"]],
    [
      ["src", "!src/x"],
      ["web", "web/src", "web/src/deep"],
    ],
  ])("%j", async (globs, expected) => {
    const { mayHold } = await openGlobs(globs, FOLDERS);
    expect(FOUND.filter((path) => mayHold(`/w[1]/${path}`))).toEqual(expected);
  });

  const FOUND = ["web", "web/src", "web/src/deep", "web/src/x", "web/src/x/y.ts", "web/lib", "other"];
});

test("a folder that is left out takes all in it along", async () => {
  const { leavesOut } = await openGlobs(["**", "!**/*.d", "!dist/**"], FOLDERS);
  const paths = ["web/src", "web/a.d", "web/a.d/x/y", "web/dist", "web/dist/x"];
  expect(paths.filter((path) => leavesOut(`/w[1]/${path}`))).toEqual(paths.slice(1));
});
