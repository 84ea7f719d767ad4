import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { temporaryFolder } from "@nix-repo/testkit";
import { stateFiles } from "../src/state-files.ts";

test("a state folder hides itself from git, and keeps only so many files", () => {
  using folder = temporaryFolder();
  const root = join(folder.path, ".repo");
  const state = stateFiles(root);
  for (const name of ["a", "b", "c"]) {
    const file = state.write({ folder: "logs", name, text: name, keep: 2 });
    expect(file).toBe(join(root, "logs", name));
    const age = { a: 1, b: 2, c: 3 }[name] ?? 0;
    if (existsSync(file ?? "")) utimesSync(file ?? "", age, age);
  }
  expect(readdirSync(join(root, "logs")).sort()).toEqual(["b", "c"]);
  expect(readFileSync(join(root, ".gitignore"), "utf8")).toBe("*\n");
});

test("a folder that cannot be made is no failure", () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, "file"), "");
  expect(stateFiles(join(folder.path, "file/.repo")).write({ folder: "logs", name: "a", text: "a", keep: 2 })).toBeUndefined();
});
