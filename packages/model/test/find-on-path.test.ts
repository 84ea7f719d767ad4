import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { bunPath } from "../../../scripts/bun-path.ts";
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

  test("finds nothing for an empty command, and for one that no file can be called", () => {
    expect(find("", "two")).toBeUndefined();
    expect(find("t".repeat(5000), "two")).toBeUndefined();
  });

  test("finds the same in the executable, where Bun looks", () => {
    const paths = ["missing:one:two:three", "two:three", "three", "one", "two/tool:three", ""].map((path) =>
      path
        .split(":")
        .map((name) => join(folder, name))
        .join(":"),
    );
    const asked = [...paths.flatMap((path) => [["tool", path] as const, ["folder", path] as const]), ["here", ":/nowhere"] as const];
    const script = `
      const { findOnPath } = await import(process.argv[1]);
      const [asked, cwd] = JSON.parse(process.argv[2]);
      console.log(JSON.stringify(asked.map(([command, path]) => findOnPath(command, { path, cwd }) ?? null)));
      console.log(findOnPath("t".repeat(5000), { path: "/bin", cwd }) ?? "none");
    `;
    const source = join(import.meta.dirname, "../src/find-on-path.ts");
    const printed = execFileSync(bunPath(), ["-e", script, source, JSON.stringify([asked, folder])], { encoding: "utf8", cwd: "/" });
    const [found, long] = printed.trim().split("\n");
    expect(JSON.parse(found ?? "")).toEqual(asked.map(([command, path]) => findOnPath(command, { path, cwd: folder }) ?? null));
    expect(long).toBe("none");
  });

  test("finds in the executable what its user may execute, whatever the owner may", () => {
    chmodSync(folder, 0o755);
    chmodSync(join(folder, "two/tool"), 0o744);
    const script = `
      // To whom a file of root's belongs to somebody else.
      if (process.getuid() === 0) process.setuid(65534);
      const { findOnPath } = await import(process.argv[1]);
      console.log(findOnPath("tool", { path: process.argv[2], cwd: "/" }) ?? "none");
    `;
    const source = join(import.meta.dirname, "../src/find-on-path.ts");
    const path = ["one", "two", "three"].map((name) => join(folder, name)).join(":");
    const printed = execFileSync(bunPath(), ["-e", script, source, path], { encoding: "utf8", cwd: "/" });
    expect(printed.trim()).toBe(join(folder, process.getuid?.() === 0 ? "three/tool" : "two/tool"));
    chmodSync(join(folder, "two/tool"), 0o755);
  });
});
