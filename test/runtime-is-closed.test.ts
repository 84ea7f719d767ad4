import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, runRepo } from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

const registry = { services: { web: { path: "web", verbs: { test: 'echo "${FROM_DOTENV:-unset} ${BUN_OPTIONS:-}"' } } } };

describe("the executable stays repo, whatever it is started in", () => {
  test("a bunfig.toml and a preload in the folder are not run", async () => {
    using workspace = workspaceOf(registry, {
      "bunfig.toml": 'preload = ["./evil.ts"]\n',
      "evil.ts": 'console.log("EVIL");\n',
      "web/bunfig.toml": 'preload = ["../evil.ts"]\n',
    });
    const run = await runRepo(["test", "web", ...ON_HOST], { cwd: workspace.path });
    expect(run.stdout).toBe("unset \n");
  });

  test("variables that turn a compiled program into Bun do nothing to it, and reach the task", async () => {
    using workspace = workspaceOf(registry, { "evil.ts": 'console.log("EVIL");\n' });
    const env = cleanEnvironment({ BUN_BE_BUN: "1", BUN_OPTIONS: "--preload ./evil.ts" });
    const run = await runRepo(["test", "web", ...ON_HOST], { cwd: workspace.path, env });
    expect(run.stdout).toBe("unset --preload ./evil.ts\n");
  });

  test("a folder's .env is a layer of the task's variables, not of our own", async () => {
    using workspace = workspaceOf(registry, { ".env": "FROM_DOTENV=layer\nREPO_PROVIDER=nonsense\n" });
    const run = await runRepo(["test", "web", ...ON_HOST], { cwd: workspace.path });
    expect(run.stdout).toBe("layer \n");
    expect(run.exitCode).toBe(0);
  });

  test("--version prints the version alone", async () => {
    using workspace = workspaceOf(registry);
    const run = await runRepo(["--version"], { cwd: workspace.path });
    expect(run.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
