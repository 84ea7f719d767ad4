import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, git, runRepo, type TemporaryFolder } from "@nix-repo/testkit";
import { ON_HOST, type Registry, workspaceOf } from "./workspace.ts";

const verbs = { lint: "echo lint", test: "echo test", build: "echo build" };
const SERVICES = { lib: { path: "lib", verbs }, api: { path: "api", dependsOn: ["lib"], verbs }, web: { path: "web", verbs } };

/** On `main`, committed. */
function repositoryOf(registry: Registry): TemporaryFolder {
  const folder = workspaceOf(registry, { ".gitignore": ".repo\n" });
  folder.track();
  commit(folder);
  return folder;
}

function commit({ path }: TemporaryFolder): void {
  git(path, "add", "--all");
  git(path, "commit", "--quiet", "--allow-empty", "--message=change");
}

/** The tasks that ran, in the order in which they began, and what was said before. */
async function ci(folder: TemporaryFolder, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const run = await runRepo(["ci", ...ON_HOST, "--concurrency", "1", "--output", "prefixed", ...args], {
    cwd: folder.path,
    env: cleanEnvironment(env),
  });
  const tasks = run.stdout.split("\n").flatMap((line) => /^(\S+) +\|/.exec(line)?.[1] ?? []);
  return { tasks, scope: run.stderr.split("\n")[0], stderr: run.stderr, exitCode: run.exitCode };
}

describe("what is in scope", () => {
  test("on the default branch everything", async () => {
    using folder = repositoryOf({ services: SERVICES });
    const { tasks, scope } = await ci(folder);
    expect(scope).toBe("everything, because main is the default branch (3 services)");
    expect(tasks).toHaveLength(9);
  });

  test("on another branch what it affects, in the order of the stages", async () => {
    using folder = repositoryOf({ services: SERVICES });
    git(folder.path, "checkout", "--quiet", "-b", "feature");
    folder.write({ "lib/a": "1" });
    const { tasks, scope, exitCode } = await ci(folder);
    expect(scope).toBe("affected since main: lib, api (2 of 3 services)");
    expect(tasks).toEqual(["lib:lint", "api:lint", "lib:test", "api:test", "lib:build", "api:build"]);
    expect(exitCode).toBe(0);
  });

  test("--all and --affected say it otherwise, and not both at once", async () => {
    using folder = repositoryOf({ services: SERVICES });
    folder.write({ "web/a": "1" });
    expect((await ci(folder, ["--affected"])).tasks).toEqual(["web:lint", "web:test", "web:build"]);
    commit(folder);
    expect((await ci(folder, ["--affected=HEAD~1"])).scope).toBe("affected since HEAD~1: web (1 of 3 services)");
    git(folder.path, "checkout", "--quiet", "-b", "feature");
    expect((await ci(folder, ["--all"])).scope).toBe("everything, because --all (3 services)");
    const both = await ci(folder, ["--all", "--affected"]);
    expect(both).toMatchObject({ exitCode: 2, stderr: "repo: --all and --affected contradict each other\n" });
  });

  test("nothing is well", async () => {
    using folder = repositoryOf({ services: { ...SERVICES, docs: { path: "docs" } } });
    git(folder.path, "checkout", "--quiet", "-b", "feature");
    expect(await ci(folder)).toMatchObject({ exitCode: 0, tasks: [], stderr: "nothing is affected since main (4 services)\n\n" });
    folder.write({ "docs/a": "1" });
    expect(await ci(folder)).toMatchObject({
      exitCode: 0,
      tasks: [],
      stderr: "affected since main: docs (1 of 4 services)\n\nnone of them has lint, test, build\n",
    });
  });

  test("what was asked for reports says that it was nothing", async () => {
    using folder = repositoryOf({ services: { ...SERVICES, docs: { path: "docs" } } });
    git(folder.path, "checkout", "--quiet", "-b", "feature");
    const run = async (...args: readonly string[]) => {
      // Of an earlier run.
      folder.write({ "junit.xml": "old" });
      const { exitCode, stdout } = await runRepo([...args, ...ON_HOST], { cwd: folder.path, env: cleanEnvironment() });
      const { counts, kind, tasks } = stdout === "" ? {} : JSON.parse(stdout);
      return { exitCode, kind, tasks, counts, junit: readFileSync(join(folder.path, "junit.xml"), "utf8") };
    };
    const nothing = { exitCode: 0, kind: "run", tasks: [], counts: { passed: 0, failed: 0 } };
    folder.write({ ".git/info/exclude": "junit.xml\n" });
    expect(await run("ci", "--json", "--junit", "junit.xml")).toMatchObject({ ...nothing, junit: expect.stringContaining("<testsuites") });
    expect(await run("test", "--affected", "--json")).toMatchObject({ ...nothing, junit: "old" });
    expect(await run("ci", "--dry-run", "--json")).toMatchObject({ exitCode: 0, kind: "plan", tasks: [] });
    // Of what is affected, nothing has the verb.
    folder.write({ "docs/a": "1" });
    expect(await run("ci", "--json", "--junit", "junit.xml")).toMatchObject({ ...nothing, junit: expect.stringContaining("<testsuites") });
    expect(await run("ci", "--dry-run", "--json")).toMatchObject({ exitCode: 0, kind: "plan", tasks: [] });
  });

  test("on a detached head, a tag, or by hand: everything, and why", async () => {
    using folder = repositoryOf({ services: SERVICES });
    git(folder.path, "checkout", "--quiet", "--detach");
    expect((await ci(folder)).scope).toBe("everything, because no branch is checked out (3 services)");
    const GITHUB = { GITHUB_ACTIONS: "true", CI: "true" };
    const scopeOf = async (env: Readonly<Record<string, string>>) => (await ci(folder, [], { ...GITHUB, ...env })).scope;
    expect(await scopeOf({ GITHUB_EVENT_NAME: "schedule" })).toBe("everything, because this run is a scheduled one (3 services)");
    expect(await scopeOf({ GITHUB_EVENT_NAME: "workflow_dispatch" })).toBe("everything, because this run was started by hand (3 services)");
    expect(await scopeOf({ GITHUB_EVENT_NAME: "push", GITHUB_REF: "refs/tags/v1" })).toBe("everything, because this is a tag (3 services)");
  });
});

describe("the registry's ci", () => {
  test("names stages of one or several verbs, and single tasks", async () => {
    using folder = repositoryOf({
      services: SERVICES,
      workspace: { verbs: { check: { run: "echo check", inputs: ["flake.*"] } } },
      ci: { stages: [["//:check", "lint"], "api:build", "test"] },
    });
    const { tasks } = await ci(folder);
    expect(tasks).toEqual(["//:check", "lib:lint", "api:lint", "web:lint", "api:build", "lib:test", "api:test", "web:test"]);
  });

  test("of a change only the tasks that it concerns, those of the workspace by what they read", async () => {
    using folder = repositoryOf({
      services: SERVICES,
      workspace: { verbs: { check: { run: "echo check", inputs: ["flake.*"] }, all: "echo all" } },
      ci: { stages: [["//:check", "//:all"], "web:build", "api:build"] },
    });
    git(folder.path, "checkout", "--quiet", "-b", "feature");
    folder.write({ "web/a": "1" });
    expect((await ci(folder)).tasks).toEqual(["//:all", "web:build"]);
    folder.write({ "flake.nix": "{ }" });
    expect((await ci(folder)).tasks).toContain("//:check");
  });

  test("as tasks has no stages: what depends on nothing starts at once, and a failure stops only what needs it", async () => {
    using folder = repositoryOf({
      services: { a: { path: "a", verbs: { ...verbs, lint: "exit 1" } }, b: { path: "b", verbs } },
      ci: { tasks: ["lint", "build"] },
    });
    const { tasks, exitCode } = await ci(folder);
    expect(new Set(tasks)).toEqual(new Set(["b:lint", "a:build", "b:build"]));
    expect(exitCode).toBe(1);
  });

  test("names what changes are compared with", async () => {
    using folder = repositoryOf({ services: SERVICES, ci: { base: "stable" } });
    git(folder.path, "branch", "stable");
    git(folder.path, "checkout", "--quiet", "-b", "feature");
    expect((await ci(folder)).scope).toBe("nothing is affected since stable (3 services)");
  });
});

test("the engine is told what is affected", async () => {
  using folder = repositoryOf({ services: SERVICES });
  git(folder.path, "checkout", "--quiet", "-b", "feature");
  folder.write({ "lib/a": "1" });
  const output = join(folder.path, ".repo-output");
  writeFileSync(output, "before=1\n");
  await ci(folder, ["--dotenv", ".repo-dotenv"], { GITHUB_OUTPUT: output });
  expect(readFileSync(output, "utf8")).toBe('before=1\naffected=["lib","api"]\nany=true\n');
  expect(readFileSync(join(folder.path, ".repo-dotenv"), "utf8")).toBe("AFFECTED=lib api\nANY=true\n");
});

describe("any verb", () => {
  test("--affected: of those that are named, or of all", async () => {
    using folder = repositoryOf({ services: SERVICES });
    folder.write({ "lib/a": "1" });
    const run = async (...args: readonly string[]) => {
      const { stdout, stderr, exitCode } = await runRepo(["test", ...ON_HOST, "--concurrency", "1", ...args], { cwd: folder.path });
      return { tasks: stdout.split("\n").flatMap((line) => /^(\S+) +\|/.exec(line)?.[1] ?? []), scope: stderr.split("\n")[0], exitCode };
    };
    expect(await run("--affected")).toEqual({
      tasks: ["lib:test", "api:test"],
      scope: "affected since main: lib, api (2 of 3 services)",
      exitCode: 0,
    });
    expect((await run("web", "--affected")).scope).toBe("nothing is affected since main (3 services)");
    expect((await run("api", "web", "--affected")).scope).toBe("affected since main: api (1 of 3 services)");
  });

  test("--affected of list and run", async () => {
    using folder = repositoryOf({ services: SERVICES });
    folder.write({ "lib/a": "1" });
    const list = await runRepo(["list", "--affected", "--json"], { cwd: folder.path });
    expect((JSON.parse(list.stdout) as { services: { name: string }[] }).services.map(({ name }) => name)).toEqual(["lib", "api"]);
    const tasks = ["web:test", "api:test"];
    const run = await runRepo(["run", ...ON_HOST, ...tasks, "--affected", "--json"], { cwd: folder.path });
    expect((JSON.parse(run.stdout) as { tasks: { task: string }[] }).tasks.map(({ task }) => task)).toEqual(["api:test"]);
    expect(await runRepo(["run", ...ON_HOST, "web:test", "--affected"], { cwd: folder.path })).toMatchObject({ exitCode: 0, stdout: "" });
  });

  test("--staged: what is staged for the next commit, without what depends on it; part of it in the work tree is told", async () => {
    using folder = repositoryOf({ services: SERVICES });
    const lint = async () => await runRepo(["lint", "--staged", ...ON_HOST], { cwd: folder.path });
    expect(await lint()).toMatchObject({ exitCode: 0, stdout: "", stderr: "nothing staged concerns a service\n\n" });
    folder.write({ "lib/a": "1", "web/a": "1" });
    git(folder.path, "add", "lib");
    folder.write({ "lib/a": "2" });
    const run = await lint();
    expect(run).toMatchObject({ exitCode: 0, stdout: "lint\n" });
    expect(run.stderr).toContain("staged: lib (1 of 3 services)\n");
    expect(run.stderr).toContain("repo: what is looked at is the work tree, and not all of these is staged: lib/a\n");
  });
});
