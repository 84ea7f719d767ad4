import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, repoCommand, runRepo, startRepo, type TemporaryFolder } from "@nix-repo/testkit";
import { ON_HOST, withoutDurations, workspaceOf } from "./workspace.ts";

const registry = {
  services: {
    api: { path: "api", verbs: { test: "printf 'from api\\n\\033[1m\\377'", lint: "echo lint api" } },
    web: { path: "web", verbs: { test: { run: "echo 'from web'; exit 3", dependsOn: ["api:test"] } } },
    docs: { path: "docs", verbs: { test: { run: "true", dependsOn: ["web:test"] } } },
  },
};

const repo = (workspace: TemporaryFolder, ...args: readonly string[]) => runRepo(args, { cwd: workspace.path });

/** Two runs: 1 of api:lint alone, 2 of three tasks of which one failed. */
async function workspaceWithRuns(): Promise<TemporaryFolder> {
  const workspace = workspaceOf(registry);
  await repo(workspace, "lint", "api", ...ON_HOST);
  await repo(workspace, "test", "--all", ...ON_HOST);
  return workspace;
}

const withoutTimes = (text: string) => withoutDurations(text).replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, "WHEN");

describe("repo runs", () => {
  test("lists what was run, the latest first", async () => {
    using workspace = await workspaceWithRuns();
    const { stdout, stderr, exitCode } = await repo(workspace, "runs");
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(
      withoutTimes(stdout)
        .trimEnd()
        .split("\n")
        .map((line) => line.split(/ {2,}/)),
    ).toEqual([
      ["run", "started", "what", "result", "took"],
      ["2", "WHEN", "test --all --provider host", "1 failed, 1 not started, 1 passed", "TIME"],
      ["1", "WHEN", "lint api --provider host", "1 passed", "TIME"],
    ]);
    const json = JSON.parse((await repo(workspace, "runs", "--json")).stdout);
    expect(json).toMatchObject({
      version: 1,
      kind: "runs",
      runs: [
        { run: 2, state: "finished", command: ["test", "--all", ...ON_HOST], counts: { failed: 1, notStarted: 1, passed: 1, kept: 0 } },
        { run: 1, state: "finished", counts: { passed: 1 } },
      ],
    });
  });

  test("shows the latest run, or the one that is named, with the outcome of each task", async () => {
    using workspace = await workspaceWithRuns();
    const shown = withoutTimes((await repo(workspace, "runs", "show")).stdout);
    expect(shown).toBe(
      [
        "run 2   test --all --provider host   WHEN",
        "",
        "✓ api:test    TIME",
        "✗ web:test    TIME   exit 3",
        "– docs:test   not started: web:test failed",
        "",
        "1 failed, 1 not started, 1 passed   TIME   repo logs --run 2 web:test",
        "",
      ].join("\n"),
    );
    expect(withoutTimes((await repo(workspace, "runs", "show", "1")).stdout)).toContain(
      "\n✓ api:lint   TIME\n\n1 passed   TIME   logs: .repo/runs/1\n",
    );
    expect(JSON.parse((await repo(workspace, "runs", "show", "--json")).stdout)).toMatchObject({
      version: 1,
      kind: "kept-run",
      run: 2,
      tasks: [
        { task: "api:test", outcome: "passed", exitCode: 0, log: join(workspace.path, ".repo/runs/2/api-test.log") },
        { task: "web:test", outcome: "failed", exitCode: 3, command: "echo 'from web'; exit 3", shell: "host" },
        { task: "docs:test", outcome: "not-started", because: { kind: "dependency-failed", task: "web:test" } },
      ],
    });
  });

  test("shows a run that is going on, and says of one that was killed that it was", async () => {
    const verbs = { test: { run: "echo so far; echo $$ >../started; read -r _ <../go", dependsOn: ["api:lint"] } };
    using workspace = workspaceOf({ services: { ...registry.services, web: { path: "web", verbs }, docs: { path: "docs", verbs: {} } } });
    execFileSync("mkfifo", [join(workspace.path, "go")]);
    const child = startRepo(["test", "web", ...ON_HOST], { cwd: workspace.path });
    child.stdout?.resume();
    child.stderr?.resume();
    const group = await until(() => Number(readIfThere(join(workspace.path, "started"))) || undefined);
    expect((await repo(workspace, "runs")).stdout).toMatch(/ running, 1 of 2 done/);
    const going = withoutDurations((await repo(workspace, "runs", "show")).stdout);
    expect(going).toMatch(
      /\n> web:test +running\n✓ api:lint +TIME\n\nrunning, 1 of 2 done\n$|\n✓ api:lint +TIME\n> web:test +running\n\nrunning, 1 of 2 done\n$/,
    );
    expect((await repo(workspace, "logs", "web:test")).stdout).toBe("so far\n");

    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    expect((await repo(workspace, "runs")).stdout).toMatch(/ killed, 1 of 2 done +\d/);
    const killed = (await repo(workspace, "runs", "show")).stdout;
    expect(killed).toMatch(/✗ web:test +was running when repo was killed\n/);
    expect(JSON.parse((await repo(workspace, "runs", "show", "--json")).stdout)).toMatchObject({ state: "killed", counts: { passed: 1 } });
    // What a killed repo leaves running is ours to end here.
    process.kill(-group, "SIGKILL");
  });

  test("is calm where nothing was run", async () => {
    using workspace = workspaceOf(registry);
    expect(await repo(workspace, "runs")).toMatchObject({ stdout: "nothing has been run yet\n", exitCode: 0 });
    expect(await repo(workspace, "runs", "show")).toMatchObject({ stderr: "repo: nothing has been run yet\n", exitCode: 2 });
    expect(await repo(workspace, "logs", "api:test")).toMatchObject({
      stderr: 'repo: no run that is kept has a log of "api:test"\n  try: repo runs\n',
      exitCode: 2,
    });
  });
});

describe("repo logs", () => {
  test("of a task that wrote nothing is empty", async () => {
    using workspace = workspaceOf({ services: { web: { path: "web", verbs: { quiet: "true" } } } });
    const run = await repo(workspace, "quiet", "web", ...ON_HOST);
    expect(withoutDurations(run.stderr)).toMatch(/\n✓ web:quiet {3}TIME {3}\.repo\/runs\/1\n$/);
    expect(await repo(workspace, "logs", "web:quiet")).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
    expect(JSON.parse((await repo(workspace, "logs", "web:quiet", "--json")).stdout)).toMatchObject({ task: "web:quiet", text: "" });
    const { tasks } = JSON.parse((await repo(workspace, "quiet", "web", "--json", ...ON_HOST)).stdout);
    expect(tasks).toEqual([{ task: "web:quiet", outcome: "passed", durationMs: expect.any(Number), exitCode: 0 }]);
  });

  test("gives the output as it was, byte for byte, of the latest run that has the task", async () => {
    using workspace = await workspaceWithRuns();
    await repo(workspace, "lint", "api", ...ON_HOST);
    const child = startRepo(["logs", "api:test"], { cwd: workspace.path });
    const chunks: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.resume();
    await once(child, "close");
    const log = readFileSync(join(workspace.path, ".repo/runs/2/api-test.log"));
    expect(Buffer.concat(chunks)).toEqual(log);
    expect(log.at(-1)).toBe(0xff);
    expect((await repo(workspace, "logs", "test", "web")).stdout).toBe("from web\n");
    expect((await runRepo(["logs", "test"], { cwd: join(workspace.path, "web") })).stdout).toBe("from web\n");
  });

  test("of a run that is named: the task's, the only one, or the list of them", async () => {
    using workspace = await workspaceWithRuns();
    expect((await repo(workspace, "logs", "--run", "2", "web:test")).stdout).toBe("from web\n");
    expect((await repo(workspace, "logs", "--run", "1")).stdout).toBe("lint api\n");
    expect((await repo(workspace, "logs")).stdout).toBe((await repo(workspace, "runs", "show", "2")).stdout);
    const json = JSON.parse((await repo(workspace, "logs", "api:test", "--json")).stdout);
    const log = join(workspace.path, ".repo/runs/2/api-test.log");
    expect(json).toEqual({ version: 1, kind: "log", run: 2, task: "api:test", log, text: "from api\n\u001b[1m\ufffd" });
  });

  test.each([
    [["logs", "--run", "2", "docs:test"], "docs:test wrote nothing in run 2: not started: web:test failed"],
    [["logs", "--run", "2", "wep:test"], 'run 2 has no task "wep:test"; did you mean "web:test"?\n  try: repo runs show 2'],
    [["logs", "wep:test"], 'no run that is kept has a log of "wep:test"; did you mean "web:test"?\n  try: repo runs'],
    [["logs", "--run", "9"], 'there is no run "9"\n  try: repo runs'],
    [["runs", "show", "x"], 'there is no run "x"\n  try: repo runs'],
    [["logs", "test"], '"test" is not a task: a task is written service:verb\n  try: repo logs web:test'],
  ])("%j is told what is wrong", async (args, message) => {
    using workspace = await workspaceWithRuns();
    expect(await repo(workspace, ...args)).toMatchObject({ stdout: "", stderr: `repo: ${message}\n`, exitCode: 2 });
  });

  test("may lose its reader", async () => {
    using workspace = workspaceOf({ services: { web: { path: "web", verbs: { test: "seq 200000" } } } });
    await runRepo(["test", "web", ...ON_HOST], { cwd: workspace.path, env: cleanEnvironment() });
    const words = [...repoCommand(), "logs", "web:test"].map((word) => `'${word}'`).join(" ");
    const text = execFileSync("bash", ["-c", `${words} 2>errors | head -2; cat errors`], { cwd: workspace.path, encoding: "utf8" });
    expect(text).toBe("1\n2\n");
  });
});

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

async function until<T>(attempt: () => T | undefined): Promise<T> {
  for (const end = Date.now() + 20_000; ; ) {
    const value = attempt();
    if (value !== undefined) return value;
    if (Date.now() > end) throw new Error("it did not happen within 20 s");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
