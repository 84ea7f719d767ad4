import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { compareFiles } from "@nix-repo/scaffold";
import { temporaryFolder } from "@nix-repo/testkit";
import { marked } from "../src/written-file.ts";

const path = ".github/workflows/ci.yml";
const textOf = (version: string) =>
  marked({ text: `name: ci\n# one\n# two\n# three\n# four\nversion: ${version}\n`, command: "repo init" });
const wanted = { path, content: textOf("2") };

describe("a file that we would write", () => {
  test.each([
    ["is not there", undefined, "create"],
    ["is there as we would write it", textOf("2"), "unchanged"],
    ["was checked out with the line ends of Windows", textOf("2").replaceAll("\n", "\r\n"), "unchanged"],
    ["is there as an older version wrote it", textOf("1"), "update"],
    ["was edited by hand", textOf("1").replace("one", "1"), "conflict"],
    ["is somebody else's", "name: theirs\n", "conflict"],
    ["is empty", "", "conflict"],
  ])("%s", (_what, before, kind) => {
    using folder = temporaryFolder(before === undefined ? {} : { [path]: before });
    expect(compareFiles([wanted], folder.path)).toMatchObject([{ kind, path }]);
  });

  test.each([
    ["a new file", undefined],
    ["another version", textOf("1")],
    ["a file without a line break at its end", "name: theirs"],
  ])("its diff is one that git applies: %s", (_what, before) => {
    using folder = temporaryFolder(before === undefined ? { "other.txt": "" } : { [path]: before });
    const [change] = compareFiles([wanted], folder.path);
    if (change === undefined || change.kind === "unchanged") throw new Error("nothing would change");
    execFileSync("git", ["apply"], { cwd: folder.path, input: change.diff });
    expect(readFileSync(join(folder.path, path), "utf8")).toBe(wanted.content);
  });
});
