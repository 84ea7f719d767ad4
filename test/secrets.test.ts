import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, runRepo } from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

const SECRET = "hunter2-hunter2-hunter2";
const registry = {
  services: { web: { path: "web", verbs: { test: 'echo "token is $API_TOKEN"; echo "again $API_TOKEN" >&2; exit 3' } } },
};

describe("values of variables whose name says secret", () => {
  test.each([
    ["as text", []],
    ["as JSON", ["--json"]],
  ])("appear neither in our output nor in our files: %s", async (_form, flags) => {
    using workspace = workspaceOf(registry, { ".env.local": `API_TOKEN=${SECRET}\n` });
    const run = await runRepo(["test", "web", ...ON_HOST, "--verbose", ...flags], { cwd: workspace.path });
    expect(run.exitCode).toBe(3);
    expect(run.stdout + run.stderr).not.toContain(SECRET);
    expect(allFiles(join(workspace.path, ".repo")).filter((file) => readFileSync(file, "utf8").includes(SECRET))).toEqual([]);
  });

  test("reach a command that has the terminal untouched: its output is its own", async () => {
    using workspace = workspaceOf(registry);
    const env = cleanEnvironment({ API_TOKEN: SECRET });
    const run = await runRepo(["exec", ...ON_HOST, "web", "--", "printenv", "API_TOKEN"], { cwd: workspace.path, env });
    expect(run.stdout).toBe(`${SECRET}\n`);
  });

  test("explain and config print name them without their values", async () => {
    using workspace = workspaceOf(registry, { ".env.local": `API_TOKEN=${SECRET}\n` });
    for (const command of [["explain", "web:test"], ["explain", "web:test", "--json"], ["config", "print"], ["list"]]) {
      const run = await runRepo(command, { cwd: workspace.path });
      expect({ command, leaked: (run.stdout + run.stderr).includes(SECRET) }).toEqual({ command, leaked: false });
    }
  });
});

function allFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
