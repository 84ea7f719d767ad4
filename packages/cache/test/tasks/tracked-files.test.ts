import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { git, temporaryFolder } from "@nix-repo/testkit";
import { trackedFiles } from "../../src/tasks/tracked-files.ts";

test.each(["sha1", "sha256"])("a file is edited that git has not as it stands there (%s)", (format) => {
  using folder = temporaryFolder({ "code/a": "1", "code/b": "1", untracked: "" });
  const at = (path: string) => join(folder.path, path);
  symlinkSync("a", at("code/link"));
  symlinkSync("b", at("code/other"));
  git(folder.path, "init", "--quiet", `--object-format=${format}`);
  git(folder.path, "add", "code");
  folder.write({ "code/b": "2" });
  rmSync(at("code/other"));
  symlinkSync("a", at("code/other"));
  const tracked = trackedFiles(at("code"));
  const answers = ["code/a", "code/b", "code/link", "code/other", "untracked"].map((path) => [
    tracked.has(at(path)),
    tracked.isEdited(at(path)),
  ]);
  expect(answers).toEqual([
    [true, false],
    [true, true],
    [true, false],
    [true, true],
    [false, true],
  ]);
});

test("outside of git nothing is tracked", () => {
  using folder = temporaryFolder({ a: "" });
  const tracked = trackedFiles(folder.path);
  expect([tracked.has(join(folder.path, "a")), tracked.isEdited(join(folder.path, "a"))]).toEqual([false, false]);
});
