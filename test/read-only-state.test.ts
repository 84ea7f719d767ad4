import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, repoCommand, runRepo } from "@nix-repo/testkit";
import { inNamespace } from "./in-namespace.ts";
import { ON_HOST, workspaceOf } from "./workspace.ts";

const registry = {
  services: {
    a: { path: "a", verbs: { test: "echo a ran", long: "seq 200000" } },
    b: { path: "b", verbs: { test: "echo b ran" } },
    make: { path: "make" },
  },
};
const files = { "make/Makefile": ".PHONY: who\nwho:\n\t@echo make ran\n" };

describe("where .repo cannot be written", () => {
  test("a file stands in its place: everything runs, with one warning", async () => {
    using workspace = workspaceOf(registry, { ...files, ".repo": "in the way" });
    const run = await runRepo(["test", "--all", ...ON_HOST], { cwd: workspace.path });
    expect(run.exitCode).toBe(0);
    expect(run.stdout.split("\n").sort()).toEqual(["", "a:test | a ran", "b:test | b ran"]);
    expect(warnings(run.stderr)).toEqual([expect.stringMatching(/^repo: this run's record cannot be written: /)]);
    expect(run.stderr).toMatch(/^2 passed {3}\S+$/m);
  });

  test("a task file is asked each time", async () => {
    using workspace = workspaceOf(registry, { ...files, ".repo": "in the way" });
    for (let time = 0; time < 2; time += 1) {
      const run = await runRepo(["who", "make", ...ON_HOST], { cwd: workspace.path });
      expect(run).toMatchObject({ stdout: "make ran\n", exitCode: 0 });
      expect(warnings(run.stderr)).toHaveLength(1);
    }
  });

  test.each([
    ["exec", ["exec", "a", "--", "echo", "ran"]],
    ["list", ["list"]],
    ["explain", ["explain", "a:test"]],
    ["config print", ["config", "print"]],
  ])("%s says nothing of it", async (_name, command) => {
    using workspace = workspaceOf(registry, { ".repo": "in the way" });
    const run = await runRepo(["-C", workspace.path, ...(command[0] === "exec" ? ON_HOST : []), ...command], { cwd: "/" });
    expect(run.exitCode).toBe(0);
    expect(warnings(run.stderr)).toEqual([]);
  });

  // As a user without rights would meet it. Only root may mount, and tests of another user meet the real thing.
  test("a read-only file system", async () => {
    using workspace = workspaceOf(registry, files);
    mkdirSync(join(workspace.path, ".repo"));
    const run = await onMount(workspace.path, "mount -t tmpfs -o ro none .repo", ["test", "--all"]);
    expect(run.exitCode).toBe(0);
    expect(run.stdout.split("\n").sort()).toEqual(["", "a:test | a ran", "b:test | b ran"]);
    expect(warnings(run.stderr)).toEqual([expect.stringMatching(/^repo: this run's record cannot be written: .*(EROFS|read-only)/i)]);
  });

  test("a disk that fills up while a task writes: its output arrives whole", async () => {
    using workspace = workspaceOf(registry, files);
    mkdirSync(join(workspace.path, ".repo"));
    const run = await onMount(workspace.path, "mount -t tmpfs -o size=64k none .repo", ["long", "a"]);
    expect(run.exitCode).toBe(0);
    expect(run.stdout.trimEnd().split("\n")).toHaveLength(200_000);
    expect(warnings(run.stderr)).toEqual([expect.stringMatching(/^repo: this run's logs cannot be written: .*(ENOSPC|no space)/i)]);
  });

  test("a disk that is full from the start", async () => {
    using workspace = workspaceOf(registry, files);
    mkdirSync(join(workspace.path, ".repo"));
    const full = "mount -t tmpfs -o size=16k none .repo && { head -c 1M /dev/zero >.repo/filler || true; }";
    const run = await onMount(workspace.path, full, ["who", "make"]);
    expect(run).toMatchObject({ stdout: "make ran\n", exitCode: 0 });
    expect(warnings(run.stderr)).toHaveLength(1);
  });
});

async function onMount(cwd: string, mount: string, args: readonly string[]) {
  return await inNamespace({ cwd, env: cleanEnvironment(), mount, command: [...repoCommand(), ...args, ...ON_HOST] });
}

function warnings(stderr: string): string[] {
  return stderr.split("\n").filter((line) => line.startsWith("repo: ") && !line.includes("host provider"));
}
