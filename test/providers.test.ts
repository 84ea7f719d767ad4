import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, runRepo } from "@nix-repo/testkit";
import { workspaceOf } from "./workspace.ts";

const registry = { services: { web: { path: "web", verbs: { test: "echo ran" } } } };
/** Debian's own folders: no Nix in them. */
const WITHOUT_NIX = { PATH: "/usr/bin:/bin" };
const NOTICE =
  "repo: tools come from this machine's PATH, not from the flake (host provider): results may differ elsewhere, and none are kept\n";

describe("without Nix on the machine", () => {
  test("the host provider runs the verb, and says so", async () => {
    using workspace = workspaceOf(registry);
    const run = await runRepo(["test", "web"], { cwd: workspace.path, env: cleanEnvironment(WITHOUT_NIX) });
    expect(run).toMatchObject({ stdout: "ran\n", exitCode: 0 });
    expect(run.stderr).toContain(NOTICE);
  });

  test.each(["true", "1", "woodpecker"])("in CI (CI=%s) it is refused", async (value) => {
    using workspace = workspaceOf(registry);
    const run = await runRepo(["test", "web"], { cwd: workspace.path, env: cleanEnvironment({ ...WITHOUT_NIX, CI: value }) });
    expect(run.exitCode).toBe(3);
    expect(run.stdout).toBe("");
    expect(run.stderr).toContain("--provider host");
  });

  test.each(["", "false"])("CI=%p is not CI", async (value) => {
    using workspace = workspaceOf(registry);
    const run = await runRepo(["test", "web"], { cwd: workspace.path, env: cleanEnvironment({ ...WITHOUT_NIX, CI: value }) });
    expect(run).toMatchObject({ stdout: "ran\n", exitCode: 0 });
  });

  test.each([
    ["--provider host", ["--provider", "host"], {}],
    ["REPO_PROVIDER=host", [], { REPO_PROVIDER: "host" }],
  ])("in CI it runs where it was asked for by name: %s", async (_how, flags, env) => {
    using workspace = workspaceOf(registry);
    const run = await runRepo(["test", "web", ...flags], {
      cwd: workspace.path,
      env: cleanEnvironment({ ...WITHOUT_NIX, CI: "true", ...env }),
    });
    expect(run).toMatchObject({ stdout: "ran\n", exitCode: 0 });
    expect(run.stderr).toContain(NOTICE);
  });

  test("an unknown provider is a usage error", async () => {
    using workspace = workspaceOf(registry);
    const run = await runRepo(["test", "web", "--provider", "docker"], { cwd: workspace.path });
    expect(run).toMatchObject({ exitCode: 2, stderr: 'repo: --provider is "docker", and takes nix or host\n' });
  });
});
