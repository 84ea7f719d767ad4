import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, runRepo, type TemporaryFolder } from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

/** Leaves a trace where it runs. */
const traced = (name: string) => `echo ${name} >>"$PWD/../ran"`;

const registry = {
  services: {
    lib: { path: "lib", verbs: { build: traced("lib"), lint: traced("lint") } },
    api: {
      path: "api",
      shell: "backend-api",
      dependsOn: ["lib"],
      verbs: {
        build: {
          run: ["make", "all the things"],
          dependsOn: ["^build"],
          weight: 2,
          mutex: "disk",
          retries: 1,
          timeout: "90s",
          allowFailure: true,
        },
        dev: { run: traced("dev"), readyWhen: { tcp: 1 } },
      },
    },
    web: {
      path: "web",
      dependsOn: ["api"],
      verbs: { build: { run: traced("web"), dependsOn: ["^build"] }, e2e: { run: traced("e2e"), dependsOn: ["api:dev", "build"] } },
    },
  },
};

/** A `nix` that tells whether it was started. */
const NIX = { "bin/nix": { content: '#!/bin/sh\ntouch "$(dirname "$0")/started"\nexit 1\n', mode: 0o755 } };

function plan(workspace: TemporaryFolder, args: readonly string[]) {
  const env = cleanEnvironment({ PATH: `${join(workspace.path, "bin")}:/usr/bin:/bin` });
  return runRepo([...args, "--dry-run"], { cwd: workspace.path, env });
}

describe("--dry-run", () => {
  test("shows what would run in its order, what each waits for, its command and its devShell", async () => {
    using workspace = workspaceOf(registry, NIX);
    expect(await plan(workspace, ["run", "web:e2e", "--concurrency", "3"])).toEqual({
      exitCode: 0,
      signal: null,
      stderr: "",
      stdout: `task        command                    devShell      waits for
lib:build   echo lib >>"$PWD/../ran"   lib?
api:build   make 'all the things'      backend-api   lib:build
api:dev     echo dev >>"$PWD/../ran"   backend-api
web:build   echo web >>"$PWD/../ran"   web?          api:build
web:e2e     echo e2e >>"$PWD/../ran"   web?          api:dev, web:build

5 tasks, 3 at once; nothing was started
`,
    });
  });

  test.each([
    ["a verb", ["build", "web"], ""],
    ["a verb on the terminal", ["dev", "api"], ""],
    ["tasks by name", ["run", "web:build", "api:dev"], ""],
    ["ci", ["ci"], "everything, because there is no git repository to compare with (3 services)\n\n"],
    ["ci as JSON", ["ci", "--json"], ""],
  ])("starts nothing, not even Nix, and writes nothing: %s", async (_what, args, stderr) => {
    using workspace = workspaceOf(registry, NIX);
    const run = await plan(workspace, args);
    expect({ exitCode: run.exitCode, stderr: run.stderr }).toEqual({ exitCode: 0, stderr });
    for (const trace of ["ran", "bin/started", ".repo/runs", ".repo/durations.json"])
      expect([trace, existsSync(join(workspace.path, trace))]).toEqual([trace, false]);
    expect(readdirSync(join(workspace.path, "api"))).toEqual([".keep"]);
  });

  test("as JSON: with a version, and with what decides when and how often a task runs", async () => {
    using workspace = workspaceOf(registry);
    const run = await runRepo(["ci", "--dry-run", "--json", "--fail-fast", "--concurrency", "4", ...ON_HOST], { cwd: workspace.path });
    expect(JSON.parse(run.stdout)).toMatchObject({
      version: 1,
      kind: "plan",
      concurrency: 4,
      policy: "fail-fast",
      unasked: [],
      tasks: [
        {
          task: "lib:lint",
          stage: "lint",
          waitsFor: [],
          requested: true,
          terminal: false,
          shell: { name: "host", certain: true },
          options: {},
        },
        { task: "lib:build", stage: "build" },
        {
          task: "api:build",
          command: "make 'all the things'",
          stage: "build",
          waitsFor: ["lib:build"],
          options: { weight: 2, mutex: "disk", retries: 1, timeoutMs: 90_000, allowFailure: true },
        },
        { task: "web:build", stage: "build", waitsFor: ["api:build"] },
      ],
    });
    const dev = JSON.parse((await runRepo(["dev", "api", "--dry-run", "--json", ...ON_HOST, "--", "a b"], { cwd: workspace.path })).stdout);
    expect(dev.tasks).toMatchObject([
      { task: "api:dev", command: `${traced("dev")} 'a b'`, terminal: true, options: { persistent: true } },
    ]);
  });

  test("says where a task file was not asked yet, as only that could tell", async () => {
    using workspace = workspaceOf(registry, { "lib/justfile": "build:\n  true\n" });
    const unasked = await runRepo(["build", "lib", "--dry-run", ...ON_HOST], { cwd: workspace.path });
    expect(unasked.stdout).toMatch(
      /^lib:build {3}echo lib .*\n\nlib\/justfile was not asked yet: its recipes would win \(repo list --ask asks it\)\n1 task; nothing was started\n$/m,
    );
    await runRepo(["list", "--ask", ...ON_HOST], { cwd: workspace.path });
    expect((await runRepo(["build", "lib", "--dry-run", ...ON_HOST], { cwd: workspace.path })).stdout).toMatch(
      /^lib:build {3}just build .*\n\n1 task; nothing was started\n$/m,
    );
  });

  test("fails as the run would", async () => {
    const verbs = { a: { run: "true", dependsOn: ["b"] }, b: { run: "true", dependsOn: ["a"] } };
    using workspace = workspaceOf({ services: { web: { path: "web", verbs } } });
    expect(await runRepo(["a", "web", "--dry-run", ...ON_HOST], { cwd: workspace.path })).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: `repo: these tasks wait for each other: web:a -> web:b -> web:a
  services.config.json:9:13: web:a needs web:b
  services.config.json:15:13: web:b needs web:a
  remove one of these dependencies
`,
    });
    // Only the override makes the circle, and both files are named.
    const build = { build: { run: "true", dependsOn: ["^build"] } };
    using overridden = workspaceOf(
      { services: { a: { path: "a", dependsOn: ["b"], verbs: build }, b: { path: "b", verbs: build } } },
      { "b/repo.config.yaml": "tags: []\ndependsOn:\n  - a\n" },
    );
    expect(await runRepo(["build", "a", ...ON_HOST], { cwd: overridden.path })).toMatchObject({
      exitCode: 2,
      stderr: `repo: these tasks wait for each other: a:build -> b:build -> a:build
  services.config.json:12:13: services.config.json:6:9: a:build needs b:build
  services.config.json:23:13: b/repo.config.yaml:3:5: b:build needs a:build
  remove one of these dependencies
`,
    });
    expect(await runRepo(["c", "web", "--dry-run", ...ON_HOST], { cwd: workspace.path })).toMatchObject({ exitCode: 2 });
  });
});
