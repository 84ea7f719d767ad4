import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, runRepo, temporaryFolder } from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

const registry = {
  services: {
    a: { path: "a", verbs: { pass: "true", fail: "exit 7", missing: ["no-such-program"], killed: "kill -TERM $$", dev: "exit 9" } },
    b: { path: "b", verbs: { pass: "true", fail: "exit 8" } },
  },
};

describe("exit codes", () => {
  test.each([
    ["all well", ["pass", "a", "b"], 0],
    ["a single task's own code", ["fail", "a"], 7],
    ["that of a verb on the terminal", ["dev", "a"], 9],
    ["1 where several ran and one failed", ["fail", "a", "b"], 1],
    ["128+n where a single task was killed", ["killed", "a"], 143],
    ["127 for a program that is not there", ["missing", "a"], 127],
    ["2 for an unknown service", ["pass", "c"], 2],
    ["2 for an unknown verb", ["pas", "a"], 2],
    ["2 for an unknown option", ["pass", "a", "--al"], 2],
    ["2 for an unknown command", ["frobnicate"], 2],
    ["exec's command's own", ["exec", "a", "--", "bash", "-c", "exit 42"], 42],
    ["127 for exec of what is not there", ["exec", "a", "--", "no-such-program"], 127],
  ])("%s", async (_what, command, code) => {
    using workspace = workspaceOf(registry);
    const [name = "", ...rest] = command;
    const run = await runRepo([name, ...ON_HOST, ...rest], { cwd: workspace.path });
    expect({ code: run.exitCode, signal: run.signal }).toEqual({ code, signal: null });
  });

  test("2 outside any workspace", async () => {
    using folder = temporaryFolder();
    const run = await runRepo(["list"], { cwd: folder.path });
    expect(run.exitCode).toBe(2);
    expect(run.stdout).toBe("");
  });

  test("3 where there is no environment: Nix was asked for and is not there", async () => {
    using workspace = workspaceOf(registry);
    const run = await runRepo(["pass", "a", "--provider", "nix"], {
      cwd: workspace.path,
      env: cleanEnvironment({ PATH: "/usr/bin:/bin" }),
    });
    expect(run.exitCode).toBe(3);
  });
});
