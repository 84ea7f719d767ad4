import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { temporaryFolder } from "@nix-repo/testkit";
import { findProgram, isBareScript } from "../src/find-program.ts";

test("a program is found as a shell would", () => {
  using folder = temporaryFolder({
    "one/tool": { content: "#!/bin/sh\n", mode: 0o755 },
    "two/tool": { content: "#!/bin/sh\n", mode: 0o755 },
    "two/data": "not executable",
    here: { content: "echo\n", mode: 0o755 },
  });
  mkdirSync(join(folder.path, "one/folder"));
  const cwd = folder.path;
  const path = `/no/such:${cwd}/one:${cwd}/two`;
  expect(findProgram("tool", { path, cwd })).toBe(join(cwd, "one/tool"));
  expect(findProgram("tool", { path: "two", cwd })).toBe(join(cwd, "two/tool"));
  expect(findProgram("folder", { path, cwd })).toBeUndefined();
  expect(findProgram("data", { path, cwd })).toBeUndefined();
  expect(findProgram("here", { path, cwd })).toBeUndefined();
  expect(findProgram("here", { path: `${path}:`, cwd })).toBe(join(cwd, "here"));
  expect(findProgram("./here", { path: undefined, cwd })).toBe(join(cwd, "here"));
  expect(findProgram("two/data", { path, cwd })).toBe(join(cwd, "two/data"));
  expect(findProgram("tool", { path: undefined, cwd })).toBeUndefined();
  expect(findProgram("", { path, cwd })).toBeUndefined();
  expect(isBareScript(join(cwd, "here"))).toBe(true);
  expect(isBareScript(join(cwd, "one/tool"))).toBe(false);
  expect(isBareScript(process.execPath)).toBe(false);
});
