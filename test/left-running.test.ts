import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import {
  cleanEnvironment,
  isRunning,
  markProcesses,
  openTerminal,
  type ProcessMark,
  repoCommand,
  runRepo,
  type SteeredProcess,
  type Steering,
  startRepo,
  startSteering,
  steeredProgram,
  type TemporaryFolder,
  until,
} from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

let mark: ProcessMark | undefined;
afterEach(() => {
  for (const { pid } of mark?.processes() ?? []) process.kill(pid, "SIGKILL");
});

interface Killed {
  readonly workspace: TemporaryFolder;
  readonly env: Record<string, string | undefined>;
  readonly tasks: readonly SteeredProcess[];
}

/** A run of two tasks whose `repo` was killed with SIGKILL. */
async function killedRun(steering: Steering): Promise<Killed & Disposable> {
  const verbs = (name: string) => ({ test: [`../${name}`] });
  const workspace = workspaceOf({
    services: { api: { path: "api", verbs: verbs("start-api") }, web: { path: "web", verbs: verbs("start-web") } },
  });
  for (const name of ["start-api", "start-web"]) steeredProgram(steering, { name, folder: workspace });
  mark = markProcesses();
  const env = cleanEnvironment(mark.env);
  const repo = startRepo(["test", "--all", ...ON_HOST], { cwd: workspace.path, env });
  repo.stdout?.resume();
  repo.stderr?.resume();
  const tasks = await Promise.all(["start-api", "start-web"].map((name) => steering.started(name)));
  await kill(repo, workspace, 2);
  return { workspace, env, tasks, [Symbol.dispose]: () => workspace[Symbol.dispose]() };
}

/** A task may say that it has started before `repo` has noted it: it is killed when it has. */
async function kill(repo: { readonly pid?: number | undefined }, workspace: TemporaryFolder, tasks: number): Promise<void> {
  const file = join(workspace.path, ".repo/runs/1/processes.ndjson");
  await until(() => existsSync(file) && readFileSync(file, "utf8").split("\n").length === tasks + 2);
  process.kill(repo.pid ?? 0, "SIGKILL");
  await until(() => !isRunning(repo.pid ?? 0));
}

/** With `PID` and `TIME` for what differs from run to run, and the columns as wide as these. */
function plain(stdout: string): string {
  return stdout
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, "TIME")
    .replaceAll(/(?<=test +1 +)\d+/g, "PID")
    .replaceAll(/ {3,}/g, "   ");
}

const FOUND = `left running by runs that were killed:

task   run   process   since   command
api:test   1   PID   TIME   ../start-api
web:test   1   PID   TIME   ../start-web
`;

describe("repo doctor after a repo was killed", () => {
  test("says what is left, with the command that ends it, and 1; with --end it ends it", async () => {
    await using steering = await startSteering();
    using killed = await killedRun(steering);
    const { workspace, env, tasks } = killed;
    const run = (...args: string[]) => runRepo(["doctor", ...args], { cwd: workspace.path, env });

    const found = await run(...ON_HOST);
    expect(found.exitCode).toBe(1);
    const [api, web] = tasks.map(({ pid }) => pid);
    expect(found.stdout).toContain(`✗ left running  tasks of runs that were killed
                api:test   run 1   process ${api}   ../start-api
                web:test   run 1   process ${web}   ../start-web
                why  They hold ports, memory and files, and may write into outputs.
                fix  End them:
                run  repo doctor --end
`);

    const ended = await run("--end");
    expect({ ...ended, stdout: plain(ended.stdout) }).toEqual({
      exitCode: 0,
      signal: null,
      stdout: FOUND,
      stderr: "repo: ending them; what has not ended in 10 s is killed\n",
    });
    expect(mark?.processes()).toEqual([]);
    expect(await run("--end")).toMatchObject({ exitCode: 0, stdout: "nothing is left running of earlier runs\n" });
    expect(await run(...ON_HOST)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("✓ left running  nothing of earlier runs\n"),
    });
    expect(readdirSync(join(workspace.path, ".repo/runs/1"))).not.toContain("processes.ndjson");
  });

  test("--end --json ends it and says so", async () => {
    await using steering = await startSteering();
    using killed = await killedRun(steering);
    const { workspace, env, tasks } = killed;
    const ended = await runRepo(["doctor", "--end", "--json"], { cwd: workspace.path, env });
    expect(ended.exitCode).toBe(0);
    expect(JSON.parse(ended.stdout)).toEqual({
      version: 1,
      kind: "left-running",
      tasks: ["api:test", "web:test"].map((task, index) => ({
        task,
        run: 1,
        pids: [tasks[index]?.pid],
        startedAt: expect.any(Number),
        command: `../start-${task.slice(0, 3)}`,
        ended: true,
      })),
    });
    expect(mark?.processes()).toEqual([]);
  });

  test("finds a command that had the terminal too, beside others", async () => {
    await using steering = await startSteering();
    const dev = (name: string) => ({ run: [...steering.command(name).argv], persistent: true });
    using workspace = workspaceOf({
      services: {
        api: { path: "api", verbs: { dev: dev("api") } },
        web: { path: "web", verbs: { dev: { ...dev("web"), dependsOn: ["api:dev"] } } },
      },
    });
    mark = markProcesses();
    const env = cleanEnvironment(mark.env);
    using terminal = openTerminal({ command: ["bash", "--norc", "-i"], cwd: workspace.path, env, leadsSession: true });
    terminal.type([...repoCommand(), "dev", "web", ...ON_HOST].join(" "));
    terminal.press("Enter");
    const [api, web] = await Promise.all(["api", "web"].map((name) => steering.started(name)));
    await web?.ask("sleep 300 & :");
    await kill({ pid: mark.processes().find(({ pid }) => pid === web?.pid)?.parent }, workspace, 2);
    await terminal.waitFor("Killed");
    const ended = await runRepo(["doctor", "--end", "--json"], { cwd: workspace.path, env });
    expect(ended.exitCode).toBe(0);
    expect(JSON.parse(ended.stdout).tasks).toMatchObject([
      { task: "api:dev", pids: [api?.pid] },
      { task: "web:dev", pids: [web?.pid, expect.any(Number)] },
    ]);
    // The terminal's own shell is none of them.
    expect(mark.processes().map(({ words }) => words)).toEqual([["bash", "--norc", "-i"]]);
  });

  test("has nothing to say of a run that is still going", async () => {
    await using steering = await startSteering();
    using workspace = workspaceOf({ services: { web: { path: "web", verbs: { test: [...steering.command("web").argv] } } } });
    const repo = startRepo(["test", "web", ...ON_HOST], { cwd: workspace.path });
    repo.stdout?.resume();
    repo.stderr?.resume();
    const task = await steering.started("web");
    expect(await runRepo(["doctor", "--end"], { cwd: workspace.path })).toMatchObject({ exitCode: 0 });
    await task.ask(":");
    expect(existsSync(join(workspace.path, ".repo/runs/1/processes.ndjson"))).toBe(true);
    task.tell("exit 0");
    expect(await once(repo, "exit")).toEqual([0, null]);
    expect(existsSync(join(workspace.path, ".repo/runs/1/processes.ndjson"))).toBe(false);
  });

  test("names no secret that a task's command holds", async () => {
    await using steering = await startSteering();
    using workspace = workspaceOf({ services: { web: { path: "web", verbs: { test: ["../start", "hunter22"] } } } });
    steeredProgram(steering, { name: "start", folder: workspace });
    mark = markProcesses();
    const env = cleanEnvironment({ ...mark.env, API_TOKEN: "hunter22" });
    const repo = startRepo(["test", "web", ...ON_HOST], { cwd: workspace.path, env });
    await steering.started("start");
    await kill(repo, workspace, 1);
    const { stdout } = await runRepo(["doctor", "--end"], { cwd: workspace.path, env });
    expect(stdout).toContain("../start ***\n");
    for (const name of readdirSync(join(workspace.path, ".repo/runs/1")))
      expect(readFileSync(join(workspace.path, ".repo/runs/1", name), "utf8")).not.toContain("hunter22");
  });

  test("takes services only with --verify, which ends nothing", async () => {
    using workspace = workspaceOf({ services: { web: { path: "web" } } });
    expect(await runRepo(["doctor", "web"], { cwd: workspace.path })).toMatchObject({
      exitCode: 2,
      stderr: "repo: doctor takes services only to verify their environments\n  try: repo doctor --verify web\n",
    });
    expect(await runRepo(["doctor", "--end", "--verify"], { cwd: workspace.path })).toMatchObject({
      exitCode: 2,
      stderr: "repo: --end and --verify do not go together\n  try: repo doctor --end\n",
    });
  });
});
