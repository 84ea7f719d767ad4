import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import {
  cleanEnvironment,
  isRunning,
  markProcesses,
  membersOf,
  openTerminal,
  type ProcessMark,
  repoCommand,
  type Steering,
  startRepo,
  startSteering,
  steeredProgram,
  type TemporaryFolder,
  until,
} from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

/** Whatever a test leaves must not outlive it. */
let marks: ProcessMark[] = [];
afterEach(() => {
  for (const mark of marks) for (const { pid } of mark.processes()) process.kill(pid, "SIGKILL");
  marks = [];
});

interface Setting {
  readonly workspace: TemporaryFolder;
  readonly mark: ProcessMark;
  readonly env: Record<string, string | undefined>;
  /** What the tasks have noted, line by line. */
  readonly notes: () => readonly string[];
}

function settingOf(workspace: TemporaryFolder): Setting {
  const mark = markProcesses();
  marks.push(mark);
  const file = join(workspace.path, "notes");
  return {
    workspace,
    mark,
    env: cleanEnvironment({ ...mark.env, NOTES: file }),
    notes: () => (existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : []),
  };
}

/** A task of the steering; `setup` is bash that it executes before it is told anything. */
async function started(steering: Steering, name: string, setup = ":") {
  const process = await steering.started(name);
  await process.ask(setup);
  return process;
}

const NOTE_SIGNALS = 'for signal in INT TERM HUP QUIT; do trap "echo $signal >>\\"\\$NOTES\\"" $signal; done';

describe("Ctrl-C in a terminal", () => {
  /** Notes the interrupts that reach it, and waits; a child of its own waits too. */
  const waiting = `trap 'echo interrupted >>"$NOTES"; exit 130' INT; sleep 300 & echo "$$" >>"$NOTES.pids"; wait`;
  const registry = {
    services: {
      a: { path: "a", verbs: { dev: waiting, test: waiting, after: { run: 'echo ran >>"$NOTES"', dependsOn: ["test"] } } },
      b: { path: "b", verbs: { test: waiting } },
    },
  };

  test.each([
    ["a verb that has the terminal", ["dev", "a"], 1, false],
    ["exec", ["exec", "a", "--", "bash", "-c", waiting], 1, false],
    ["one captured task", ["test", "a"], 1, true],
    ["several tasks in the live view", ["test", "a", "b"], 2, true],
    ["what waits for a task never starts", ["after", "a"], 1, true],
  ])("%s: it reaches each child once, and nothing is left", async (_what, command, count, captured) => {
    using workspace = workspaceOf(registry);
    const { env, notes, mark } = settingOf(workspace);
    const [name = "", ...rest] = command;
    using terminal = openTerminal({ command: [...repoCommand(), name, ...ON_HOST, ...rest], cwd: workspace.path, env });
    await until(() => existsSync(`${env.NOTES}.pids`) && readFileSync(`${env.NOTES}.pids`, "utf8").trim().split("\n").length === count);
    terminal.press("C-c");
    expect(await terminal.exitCode()).toBe(130);
    expect(notes()).toEqual(new Array(count).fill("interrupted"));
    // A command that has the terminal ends as it would without us: a shell's background jobs stay.
    if (captured) expect(mark.processes()).toEqual([]);
  });

  test("held down, or handed on once more by npm run, it is one: each child hears it once, and may take its time", async () => {
    await using steering = await startSteering();
    const workspaces = [workspaceOf(steeredRegistry(steering, "held")), workspaceOf(steeredRegistry(steering, "npm"))] as const;
    using held = workspaces[0];
    using underNpm = workspaces[1];
    underNpm.write({ "package.json": JSON.stringify({ scripts: { all: [...repoCommand(), "test", "--all", ...ON_HOST].join(" ") } }) });
    const cases = [
      { name: "held", workspace: held, command: [...repoCommand(), "test", "--all", ...ON_HOST], keys: ["C-c", "C-c", "C-c"], code: 130 },
      // npm itself ends by the signal.
      { name: "npm", workspace: underNpm, command: ["npm", "run", "all"], keys: ["C-c"], code: 130 },
    ];
    for (const { name, workspace, command, keys, code } of cases) {
      const { env, notes, mark } = settingOf(workspace);
      using terminal = openTerminal({ command, cwd: workspace.path, env });
      const task = await started(steering, name, NOTE_SIGNALS);
      terminal.press(...keys);
      await until(() => notes().length > 0);
      // Had the second one been taken for a person's, the task would be killed instead of answering.
      await terminal.waitFor("stopping");
      await task.ask("echo still here >>$NOTES");
      task.tell("exit 0");
      expect(await terminal.exitCode()).toBe(code);
      expect(notes()).toEqual(["INT", "still here"]);
      expect(mark.processes()).toEqual([]);
    }
  });

  test("a second one kills the whole tree, in whatever group or session its members are", async () => {
    await using steering = await startSteering();
    using workspace = workspaceOf(steeredRegistry(steering, "root"));
    const { env, mark } = settingOf(workspace);
    using terminal = openTerminal({ command: [...repoCommand(), "test", "--all", ...ON_HOST], cwd: workspace.path, env });
    const root = await started(steering, "root", "trap '' INT TERM HUP");
    const program = (name: string) => steeredProgram(steering, { name, folder: workspace });
    await root.ask(`${program("in-group")} & setsid ${program("in-session")} & set -m; ${program("job")} & set +m`);
    const inSession = await started(steering, "in-session");
    await inSession.ask(`${program("deep")} & :`);
    await Promise.all(["in-group", "job", "deep"].map((name) => started(steering, name)));
    expect(new Set(mark.processes().map(({ group }) => group)).size).toBeGreaterThanOrEqual(3);
    terminal.press("C-c");
    await terminal.waitFor("stopping; a second signal kills what does not end");
    await pressUntilTheEnd(terminal);
    expect(await terminal.exitCode()).toBe(130);
    expect(mark.processes()).toEqual([]);
  });
});

/** A person who insists: once is not enough where the first press has only just been heard. */
async function pressUntilTheEnd(terminal: { press(key: string): void; exitCode(timeoutMs: number): Promise<number> }): Promise<void> {
  for (let presses = 0; presses < 100; presses += 1) {
    terminal.press("C-c");
    if ((await terminal.exitCode(100).catch(() => undefined)) !== undefined) return;
  }
}

function steeredRegistry(steering: Steering, ...names: readonly string[]) {
  return {
    services: Object.fromEntries(
      names.map((name, index) => [`s${index}`, { path: `s${index}`, verbs: { test: [...steering.command(name).argv] } }]),
    ),
  };
}

describe("closing the terminal", () => {
  test("ends the tree, though the shell and the kernel both say so, and nobody can be told any more", async () => {
    await using steering = await startSteering();
    using workspace = workspaceOf(steeredRegistry(steering, "one", "two"));
    const { env, notes, mark } = settingOf(workspace);
    using terminal = openTerminal({ command: ["bash", "--norc", "-i"], cwd: workspace.path, env, leadsSession: true });
    const status = join(workspace.path, "status");
    const repo = [...repoCommand(), "test", "--all", ...ON_HOST].join(" ");
    terminal.type(`bash -c 'trap : HUP; ${repo}; echo $? >${status}'`);
    terminal.press("Enter");
    const tasks = await Promise.all(["one", "two"].map((name) => started(steering, name, NOTE_SIGNALS)));
    terminal.close();
    await until(() => notes().length === 2);
    for (const task of tasks) {
      // A second hang-up is no reason to be killed.
      await task.ask("echo here >>$NOTES");
      task.tell("exit 0");
    }
    await until(() => existsSync(status) && readFileSync(status, "utf8") !== "");
    expect(readFileSync(status, "utf8")).toBe("129\n");
    expect(notes().toSorted()).toEqual(["HUP", "HUP", "here", "here"]);
    await until(() => mark.processes().length === 0);
  });

  test("is nothing to a run under nohup", async () => {
    await using steering = await startSteering();
    using workspace = workspaceOf(steeredRegistry(steering, "one"));
    const { env, notes, mark } = settingOf(workspace);
    const status = join(workspace.path, "status");
    const repo = [...repoCommand(), "test", "--all", ...ON_HOST].join(" ");
    using terminal = openTerminal({ command: ["bash", "--norc", "-i"], cwd: workspace.path, env, leadsSession: true });
    terminal.type(`nohup bash -c '${repo}; echo $? >${status}'`);
    terminal.press("Enter");
    const task = await started(steering, "one", NOTE_SIGNALS);
    const shell = mark.processes().find(({ words }) => words.at(-1) === "-i");
    expect(shell).toBeDefined();
    terminal.close();
    // By then everybody whom it may concern has been told.
    await until(() => !isRunning(shell?.pid ?? 0));
    await task.ask("echo still here >>$NOTES");
    task.tell("exit 0");
    await until(() => existsSync(status) && readFileSync(status, "utf8") !== "");
    // Node forgets what its caller wanted ignored, before any program can ask.
    expect(readFileSync(status, "utf8")).toBe(process.env.REPO_TEST_RUNTIME === "node" ? "129\n" : "0\n");
    expect(notes()).toContain("still here");
  });
});

describe("signals without a terminal", () => {
  const start = ({ workspace, env }: Setting, ...flags: readonly string[]) => {
    const child = startRepo(["test", "--all", ...ON_HOST, ...flags], { cwd: workspace.path, env });
    child.stdout?.resume();
    child.stderr?.resume();
    return { child, exit: once(child, "exit").then(([code]) => code as number) };
  };

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
    ["SIGQUIT", 131],
  ] as const)("%s is handed on to each task once, and the exit code says so", async (signal, code) => {
    await using steering = await startSteering();
    using workspace = workspaceOf(steeredRegistry(steering, "one", "two"));
    const setting = settingOf(workspace);
    const { child, exit } = start(setting);
    const tasks = await Promise.all(["one", "two"].map((name) => started(steering, name, NOTE_SIGNALS)));
    child.kill(signal);
    await until(() => setting.notes().length === 2);
    for (const task of tasks) {
      await task.ask(":");
      task.tell("exit 0");
    }
    expect(await exit).toBe(code);
    expect(setting.notes()).toEqual(new Array(2).fill(signal.slice(3)));
    expect(setting.mark.processes()).toEqual([]);
  });

  test("one SIGTERM that arrives twice, as from timeout, is one", async () => {
    await using steering = await startSteering();
    using workspace = workspaceOf(steeredRegistry(steering, "one"));
    const { env, notes, mark } = settingOf(workspace);
    const child = spawn("timeout", ["600", ...repoCommand(), "test", "--all", ...ON_HOST], {
      cwd: workspace.path,
      env: env as NodeJS.ProcessEnv,
      stdio: "ignore",
    });
    const exit = once(child, "exit");
    const task = await started(steering, "one", NOTE_SIGNALS);
    child.kill("SIGTERM");
    await until(() => notes().length > 0);
    await task.ask("echo still here >>$NOTES");
    task.tell("exit 0");
    await exit;
    expect(notes()).toEqual(["TERM", "still here"]);
    await until(() => mark.processes().length === 0);
  });

  test("a tree three deep ends, with a member that ignores everything and one that left the group", async () => {
    await using steering = await startSteering();
    using workspace = workspaceOf(steeredRegistry(steering, "root"));
    const setting = settingOf(workspace);
    const { child, exit } = start(setting);
    const root = await started(steering, "root");
    const program = (name: string) => steeredProgram(steering, { name, folder: workspace });
    await root.ask(`${program("middle")} & :`);
    const middle = await started(steering, "middle");
    await middle.ask(`${program("stubborn")} & setsid ${program("elsewhere")} & :`);
    await started(steering, "stubborn", "trap '' INT TERM HUP QUIT");
    await started(steering, "elsewhere");
    child.kill("SIGTERM");
    expect(await exit).toBe(143);
    expect(membersOf(root.pid)).toEqual([]);
    expect(setting.mark.processes()).toEqual([]);
  });

  test("nothing starts after it, neither what waits for a place nor what waits for a task", async () => {
    await using steering = await startSteering();
    using workspace = workspaceOf({
      services: {
        ...steeredRegistry(steering, "first", "second", "third").services,
        after: { path: "after", verbs: { test: { run: [...steering.command("after").argv], dependsOn: ["s0:test"] } } },
      },
    });
    const setting = settingOf(workspace);
    const { child, exit } = start(setting, "--concurrency", "1");
    const first = await started(steering, "first", NOTE_SIGNALS);
    child.kill("SIGTERM");
    await until(() => setting.notes().length > 0);
    // It has passed, and made a place free, after the signal.
    first.tell("exit 0");
    expect(await exit).toBe(143);
    expect(steering.startedSoFar).toEqual(["first"]);
  });

  test("a task that ignores them is killed at the second", async () => {
    await using steering = await startSteering();
    using workspace = workspaceOf(steeredRegistry(steering, "stubborn"));
    const setting = settingOf(workspace);
    const { child, exit } = start(setting);
    await started(steering, "stubborn", "trap '' INT TERM; sleep 300 & :");
    while (setting.mark.processes().some(({ pid }) => pid !== child.pid)) {
      child.kill("SIGINT");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await exit).toBe(130);
    expect(setting.mark.processes()).toEqual([]);
  });
});

describe("output that has nowhere to go any more", () => {
  test("ends the run as SIGPIPE would, and nothing is left", async () => {
    using workspace = workspaceOf({ services: { a: { path: "a", verbs: { test: "sleep 300 & while echo more; do :; done" } } } });
    const { env, mark } = settingOf(workspace);
    const script = `${[...repoCommand(), "test", "a", ...ON_HOST].join(" ")} 2>errors | head -1; echo "\${PIPESTATUS[0]}"`;
    const said = execFileSync("bash", ["-c", script], { cwd: workspace.path, encoding: "utf8", env: env as NodeJS.ProcessEnv });
    expect(said).toBe("more\n141\n");
    expect(readFileSync(join(workspace.path, "errors"), "utf8")).toContain("stopping: the output has nowhere to go any more\n");
    expect(mark.processes()).toEqual([]);
  });

  test("a full disk is said in a word", async () => {
    using workspace = workspaceOf({ services: { a: { path: "a", verbs: { test: "sleep 300 & while echo more; do :; done" } } } });
    const { env, mark } = settingOf(workspace);
    const run = (words: readonly string[]) => {
      const script = `${[...repoCommand(), ...words].join(" ")} 2>&1 >/dev/full; echo "code $?"`;
      return execFileSync("bash", ["-c", script], { cwd: workspace.path, encoding: "utf8", env: env as NodeJS.ProcessEnv });
    };
    const sentence = "repo: the output cannot be written: ENOSPC: no space left on device, write\n";
    expect(run(["list"])).toBe(`${sentence}code 1\n`);
    expect(run(["test", "a", ...ON_HOST])).toContain(sentence);
    expect(mark.processes()).toEqual([]);
  });
});
