import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { findOnPath } from "../src/index.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "find-on-path-"));
  for (const [file, mode] of [
    ["one/tool", 0o644],
    ["two/tool", 0o755],
    ["three/tool", 0o755],
    ["three/sp ace", 0o755],
    ["here", 0o755],
  ] as const) {
    mkdirSync(join(folder, file, ".."), { recursive: true });
    writeFileSync(join(folder, file), "#!/bin/sh\n");
    chmodSync(join(folder, file), mode);
  }
  mkdirSync(join(folder, "two/folder"));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("findOnPath", () => {
  const find = (command: string, ...folders: string[]) => findOnPath(command, { path: folders.join(":"), cwd: folder });

  test("takes the first folder in which the file may be executed", () => {
    expect(find("tool", "missing", "one", "two", "three")).toBe(join(folder, "two/tool"));
  });

  test("passes over folders of that name", () => {
    expect(find("folder", "two")).toBeUndefined();
  });

  test("resolves a command with a slash against the working folder, not the PATH", () => {
    expect(find("./two/tool", "three")).toBe(join(folder, "two/tool"));
    expect(find("./tool", "two")).toBeUndefined();
    expect(find(join(folder, "three/sp ace"))).toBe(join(folder, "three/sp ace"));
  });

  test("reads an empty entry as the working folder", () => {
    expect(find("here", "one", "")).toBe(join(folder, "here"));
  });

  test("falls back to the system's folders where no PATH is set", () => {
    expect(findOnPath("sh", { path: undefined, cwd: folder })).toBe("/bin/sh");
  });

  test("finds nothing for an empty command", () => {
    expect(find("", "two")).toBeUndefined();
  });
});
