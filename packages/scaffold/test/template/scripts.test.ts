import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { temporaryFolder } from "@nix-repo/testkit";
import { contentOf, laidOut, onDisk } from "./laid-out.ts";

test("shellcheck has nothing to say of any script", async () => {
  const files = await laidOut();
  const scripts = files.filter(({ path }) => path.endsWith(".sh")).map(({ path }) => path);
  expect(scripts.length).toBeGreaterThan(1);
  using folder = onDisk(files);
  expect(spawnSync("shellcheck", scripts, { cwd: folder.path, encoding: "utf8" })).toMatchObject({ status: 0, stdout: "", stderr: "" });
});

describe("check-text", () => {
  test.each([
    ["what ends well", "a line\nanother\n", 0, ""],
    ["an empty file", "", 0, ""],
    ["a blank at the end of a line", "a line \n", 1, "file: blanks at the end of a line\n"],
    ["a tab there", "a line\t\nanother\n", 1, "file: blanks at the end of a line\n"],
    ["no newline at the end", "a line", 1, "file: no newline at the end\n"],
    ["a merge that was not finished", `${"<".repeat(7)} HEAD\n`, 1, "file: marks of a merge\n"],
  ])("%s", async (_what, content, status, stderr) => {
    using folder = temporaryFolder({ "check-text": contentOf(await laidOut(), "nix/pkgs/check-text/check-text.sh"), file: content });
    const told = spawnSync("bash", [join(folder.path, "check-text"), "file"], { cwd: folder.path, encoding: "utf8" });
    expect(told).toMatchObject({ status, stdout: "", stderr });
  });
});
