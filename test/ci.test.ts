import { describe, expect, test } from "@jest/globals";
import { runRepo } from "@nix-repo/testkit";
import { ON_HOST, withoutDurations, workspaceOf } from "./workspace.ts";

const ok = (name: string) => `echo ${name}`;

describe("repo ci", () => {
  test("lints, then tests, then builds; services without a verb are passed over", async () => {
    const services = {
      a: { path: "a", verbs: { lint: ok("lint"), test: ok("test"), build: ok("build"), deploy: "exit 1" } },
      b: { path: "b", verbs: { test: ok("test") } },
      docs: { path: "docs", verbs: { dev: "exit 1" } },
      c: { path: "c", verbs: { build: ok("build") } },
    };
    using workspace = workspaceOf({ services });
    const run = await runRepo(["ci", ...ON_HOST], { cwd: workspace.path });
    expect(run.exitCode).toBe(0);
    const order = run.stdout.split("\n").flatMap((line) => line.split("| ")[1] ?? []);
    expect(order).toEqual(["lint", "test", "test", "build", "build"]);
    expect(summaryOf(run.stderr)).toEqual([
      "✓ a:lint    TIME",
      "✓ a:test    TIME",
      "✓ b:test    TIME",
      "✓ a:build   TIME",
      "✓ c:build   TIME",
      "",
      "5 passed   TIME   logs: .repo/runs/1",
    ]);
  });

  test("stops after the first stage that fails, and shows all failures of that stage", async () => {
    const services = {
      a: { path: "a", verbs: { lint: ok("lint"), test: "echo a says why >&2; exit 3", build: ok("build") } },
      b: { path: "b", verbs: { lint: ok("lint"), test: "echo b says why >&2; exit 4", build: ok("build") } },
      c: { path: "c", verbs: { test: ok("test") } },
    };
    using workspace = workspaceOf({ services });
    const run = await runRepo(["ci", ...ON_HOST, "--concurrency", "1"], { cwd: workspace.path });
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain("a:test  | a says why\n");
    expect(run.stderr).toContain("b:test  | b says why\n");
    expect(summaryOf(run.stderr)).toEqual([
      "✓ a:lint    TIME",
      "✓ b:lint    TIME",
      "✗ a:test    TIME   exit 3",
      "✗ b:test    TIME   exit 4",
      "✓ c:test    TIME",
      "– a:build   not started: test failed",
      "– b:build   not started: test failed",
      "",
      "2 failed, 2 not started, 3 passed   TIME   repo logs --run 1 a:test",
    ]);
  });

  test("a dependency of an earlier stage's task runs before it, whatever its own stage", async () => {
    const services = {
      lib: { path: "lib", verbs: { build: ok("lib-build") } },
      app: { path: "app", dependsOn: ["lib"], verbs: { test: { run: ok("app-test"), dependsOn: ["^build"] }, build: ok("app-build") } },
    };
    using workspace = workspaceOf({ services });
    const run = await runRepo(["ci", ...ON_HOST], { cwd: workspace.path });
    expect(run.stdout.split("\n").flatMap((line) => line.split("| ")[1] ?? [])).toEqual(["lib-build", "app-test", "app-build"]);
    expect(run.exitCode).toBe(0);
  });

  test("--json", async () => {
    using workspace = workspaceOf({ services: { a: { path: "a", verbs: { lint: "true", test: "exit 2", build: "true" } } } });
    const run = await runRepo(["ci", ...ON_HOST, "--json"], { cwd: workspace.path });
    expect(run.exitCode).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({
      version: 1,
      kind: "run",
      provider: "host",
      counts: { failed: 1, notStarted: 1, passed: 1, kept: 0 },
      tasks: [
        { task: "a:lint", outcome: "passed" },
        { task: "a:test", outcome: "failed", exitCode: 2 },
        { task: "a:build", outcome: "not-started", because: { kind: "stage-failed", stage: "test" } },
      ],
    });
  });

  test("where no service has any of the verbs", async () => {
    using workspace = workspaceOf({ services: { docs: { path: "docs", verbs: { dev: "true" } } } });
    expect(await runRepo(["ci", ...ON_HOST], { cwd: workspace.path })).toMatchObject({
      exitCode: 2,
      stderr:
        "everything, because there is no git repository to compare with (1 service)\n\nrepo: lint, test, build selects nothing (repo list shows what there is)\n",
    });
  });
});

/** The lines behind the tasks' output. */
function summaryOf(stderr: string): string[] {
  const lines = withoutDurations(stderr).trimEnd().split("\n");
  return lines.slice(lines.findIndex((line) => /^[✓✗–] /.test(line)));
}
