import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, runRepo, startSteering, type TemporaryFolder } from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

interface RunView {
  readonly counts: object;
  readonly tasks: readonly { readonly task: string; readonly outcome: string }[];
}

async function run(workspace: TemporaryFolder, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { exitCode, stdout, stderr } = await runRepo([...args, ...ON_HOST, "--json"], { cwd: workspace.path, env: cleanEnvironment(env) });
  const { tasks } = JSON.parse(stdout || '{ "tasks": [] }') as RunView;
  return { exitCode, stderr, outcomes: Object.fromEntries(tasks.map(({ task, outcome }) => [task, outcome])) };
}

describe("when a task fails", () => {
  const registry = {
    services: {
      a: { path: "a", verbs: { lint: "exit 3", after: { run: "true", dependsOn: ["lint"] }, build: "true" } },
      b: { path: "b", verbs: { lint: { run: "exit 4", allowFailure: true }, after: { run: "true", dependsOn: ["lint"] }, test: "true" } },
    },
  };

  test.each<[string, readonly string[], number, object]>([
    ["by itself", ["after", "--all"], 1, { "a:lint": "failed", "a:after": "not-started", "b:lint": "failed", "b:after": "passed" }],
    [
      "--keep-going",
      ["after", "--all", "--keep-going"],
      1,
      { "a:lint": "failed", "a:after": "passed", "b:lint": "failed", "b:after": "passed" },
    ],
    ["ci", ["ci"], 1, { "a:lint": "failed", "b:lint": "failed", "b:test": "not-started", "a:build": "not-started" }],
    ["ci --keep-going", ["ci", "--keep-going"], 1, { "a:lint": "failed", "b:lint": "failed", "b:test": "passed", "a:build": "passed" }],
    ["that may", ["after", "b"], 0, { "b:lint": "failed", "b:after": "passed" }],
    ["that may, alone", ["lint", "b"], 0, { "b:lint": "failed" }],
  ])("%s", async (_what, args, exitCode, outcomes) => {
    using workspace = workspaceOf(registry);
    expect(await run(workspace, args)).toEqual({ exitCode, stderr: "", outcomes });
  });

  test("--fail-fast: the others are stopped", async () => {
    await using steering = await startSteering();
    const { argv } = steering.command("long");
    const services = {
      a: { path: "a", verbs: { test: { run: argv }, after: { run: "true", dependsOn: ["test"] } } },
      b: { path: "b", verbs: { after: steering.command("bad").argv } },
    };
    using workspace = workspaceOf({ services });
    const ended = run(workspace, ["after", "--all", "--fail-fast", "--concurrency", "2"]);
    const [long, bad] = await Promise.all([steering.started("long"), steering.started("bad")]);
    bad.tell("exit 3");
    await long.gone;
    expect(await ended).toEqual({
      exitCode: 1,
      stderr: "",
      outcomes: { "a:test": "stopped", "a:after": "not-started", "b:after": "failed" },
    });
  });

  test("the two contradict each other", async () => {
    using workspace = workspaceOf(registry);
    expect(await runRepo(["ci", "--keep-going", "--fail-fast", ...ON_HOST], { cwd: workspace.path })).toEqual({
      exitCode: 2,
      signal: null,
      stdout: "",
      stderr:
        "repo: --keep-going and --fail-fast contradict each other\n  try: with neither, what depends on a failure is not started, and all else is finished\n",
    });
  });
});

describe("how often and how long", () => {
  test("a task is tried again, and has a time limit each time", async () => {
    const again = { run: 'echo >>../tries; [ "$(wc -l <../tries)" = 2 ]', retries: 1 };
    using workspace = workspaceOf({
      services: {
        a: {
          path: "a",
          verbs: {
            again,
            late: { run: "sleep 1000", timeout: "50ms" },
            calm: { run: "trap 'exit 0' TERM; sleep 1000 & wait", timeout: "50ms" },
          },
        },
      },
    });
    expect(await run(workspace, ["again", "a"])).toMatchObject({ exitCode: 0, outcomes: { "a:again": "passed" } });
    expect(readFileSync(join(workspace.path, "tries"), "utf8")).toBe("\n\n");
    expect(await run(workspace, ["late", "a"])).toMatchObject({ exitCode: 143, outcomes: { "a:late": "failed" } });
    expect(await run(workspace, ["calm", "a"])).toMatchObject({ exitCode: 1, outcomes: { "a:calm": "failed" } });
  });
});

describe("how many at once", () => {
  /** The most that ran at once. */
  async function most(options: object, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<number> {
    await using steering = await startSteering();
    const services = Object.fromEntries(
      ["a", "b", "c", "d"].map((name) => [name, { path: name, verbs: { x: { run: steering.command("x").argv, ...options } } }]),
    );
    using workspace = workspaceOf({ services });
    const ended = run(workspace, ["x", "--all", ...args], env);
    let most = 0;
    for (let left = 4; left > 0; ) {
      const running = [await steering.started("x")];
      // As many as fit have been started in one go: each reports before any of them has ended.
      while (running.length < Math.min(left, Number(env.EXPECTED ?? 1))) running.push(await steering.started("x"));
      most = Math.max(most, running.length);
      expect(steering.startedSoFar.length).toBe(4 - left + running.length);
      left -= running.length;
      for (const each of running) each.tell("exit 0");
    }
    expect((await ended).exitCode).toBe(0);
    return most;
  }

  test.each<[string, object, readonly string[], Record<string, string>, number]>([
    ["--concurrency", {}, ["--concurrency", "1"], {}, 1],
    ["REPO_CONCURRENCY", {}, [], { REPO_CONCURRENCY: "1" }, 1],
    ["the flag wins over the variable", {}, ["--concurrency", "2"], { REPO_CONCURRENCY: "1" }, 2],
    ["a mutex", { mutex: "port" }, ["--concurrency", "4"], {}, 1],
    ["weights", { weight: 2 }, ["--concurrency", "5"], {}, 2],
  ])("%s", async (_what, options, args, env, expected) => {
    expect(await most(options, args, { ...env, EXPECTED: String(expected) })).toBe(expected);
  });

  test.each(["0", "x", "150x", "-1", "0%"])("REPO_CONCURRENCY=%s is a mistake", async (text) => {
    using workspace = workspaceOf({ services: { a: { path: "a", verbs: { x: "true" } } } });
    const { stderr } = await runRepo(["x", "a", ...ON_HOST], { cwd: workspace.path, env: cleanEnvironment({ REPO_CONCURRENCY: text }) });
    expect(stderr).toBe(
      `repo: REPO_CONCURRENCY is "${text}"\n  try: it takes a number such as 4, or a share of the processors such as 50%\n`,
    );
  });
});
