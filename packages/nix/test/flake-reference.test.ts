import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { temporaryFolder } from "@nix-repo/testkit";
import { flakeReference } from "../src/flake-reference.ts";

test("a flake whose path every Nix understands is named as it was written", () => {
  expect(flakeReference(".", "/w/my-repo")).toEqual({ reference: ".", cwd: "/w/my-repo" });
  expect(flakeReference("./nix", "/w")).toEqual({ reference: "./nix", cwd: "/w" });
  expect(flakeReference("github:o/r", "/w with space")).toEqual({ reference: "github:o/r", cwd: "/w with space" });
});

test("a path that old Nix makes an invalid URL of is spelt out", () => {
  using folder = temporaryFolder();
  const root = join(folder.path, "my wörk");
  mkdirSync(join(root, "sub/a#b"), { recursive: true });
  expect(flakeReference(".", root)).toEqual({ reference: "path:.", cwd: root });
  folder.write({ "my wörk/flake.nix": "{}" });
  expect(flakeReference("./sub", root)).toEqual({ reference: "path:.", cwd: root });
  mkdirSync(join(root, ".git"));
  const url = `git+file://${folder.path}/my%20w%C3%B6rk`;
  expect(flakeReference(".", root)).toEqual({ reference: url, cwd: root });
  folder.write({ "my wörk/sub/a#b/flake.nix": "{}", "my wörk/.git/shallow": "" });
  expect(flakeReference("./sub/a#b", root)).toEqual({ reference: `${url}?dir=sub/a%23b&shallow=1`, cwd: root });
});
