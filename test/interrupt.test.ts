import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, openTerminal, repoCommand, startRepo } from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

/** Reports that it runs, counts the interrupts that reach it, and waits; a child of its own waits too. */
const WAITING = `
trap 'echo interrupted >>"$LOG"; exit 130' INT
trap 'echo terminated >>"$LOG"; exit 143' TERM
sleep 300 & echo "$$ $!" >>"$LOG.pids"; echo started; wait`;

const registry = {
  services: {
    a: { path: "a", verbs: { dev: WAITING, test: WAITING, after: { run: 'echo ran >>"$LOG"', dependsOn: ["test"] } } },
    b: { path: "b", verbs: { test: WAITING } },
  },
};

describe("Ctrl-C in a terminal", () => {
  test.each([
    ["a verb that has the terminal", ["dev", "a"], 1, false],
    ["exec", ["exec", "a", "--", "bash", "-c", WAITING], 1, false],
    ["one captured task", ["test", "a"], 1, true],
    ["several tasks in the live view", ["test", "a", "b"], 2, true],
    ["what waits for a task never starts", ["after", "a"], 1, true],
  ])("%s: it reaches each child once, and nothing is left", async (_what, command, count, captured) => {
    using workspace = workspaceOf(registry);
    const log = join(workspace.path, "log");
    const [name = "", ...rest] = command;
    using terminal = openTerminal({
      command: [...repoCommand(), name, ...ON_HOST, ...rest],
      cwd: workspace.path,
      env: cleanEnvironment({ LOG: log, TERM: "screen-256color" }),
    });
    await waitForLines(`${log}.pids`, count);
    terminal.press("C-c");
    expect(await terminal.exitCode()).toBe(130);
    expect(readFileSync(log, "utf8")).toBe("interrupted\n".repeat(count));
    if (captured) expect(alive(pidsIn(`${log}.pids`))).toEqual([]);
    else for (const pid of alive(pidsIn(`${log}.pids`))) process.kill(pid);
  });
});

describe("signals without a terminal", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s ends the tree, and the exit code says so", async (signal) => {
    using workspace = workspaceOf(registry);
    const log = join(workspace.path, "log");
    const child = startRepo(["test", "a", "b", ...ON_HOST], { cwd: workspace.path, env: cleanEnvironment({ LOG: log }) });
    child.stdout?.resume();
    child.stderr?.resume();
    await waitForLines(`${log}.pids`, 2);
    child.kill(signal);
    const code = await new Promise((resolve) => child.on("exit", resolve));
    expect(code).toBe({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal]);
    expect(alive(pidsIn(`${log}.pids`))).toEqual([]);
  });

  test("a task that ignores both is killed at the second signal", async () => {
    const stubborn = "trap '' INT TERM; echo $$ >>\"$LOG.pids\"; while true; do sleep 300; done";
    using workspace = workspaceOf({ services: { a: { path: "a", verbs: { test: stubborn } } } });
    const log = join(workspace.path, "log");
    const child = startRepo(["test", "a", ...ON_HOST], { cwd: workspace.path, env: cleanEnvironment({ LOG: log }) });
    let said = "";
    child.stderr?.on("data", (chunk) => (said += chunk));
    child.stdout?.resume();
    await waitForLines(`${log}.pids`, 1);
    child.kill("SIGINT");
    await until(() => said.includes("stopping"));
    child.kill("SIGINT");
    expect(await new Promise((resolve) => child.on("exit", resolve))).toBe(130);
    expect(alive(pidsIn(`${log}.pids`))).toEqual([]);
  });
});

async function waitForLines(file: string, count: number): Promise<void> {
  await until(() => existsSync(file) && readFileSync(file, "utf8").trim().split("\n").length >= count);
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !condition(); ) {
    if (Date.now() > end) throw new Error("it did not happen within 20 s");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function pidsIn(file: string): number[] {
  return readFileSync(file, "utf8").trim().split(/\s+/).map(Number);
}

/** Those that still run. A zombie has ended: it only waits for the system's first process to look. */
function alive(pids: readonly number[]): number[] {
  return pids.filter((pid) => {
    try {
      return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
    } catch {
      return false;
    }
  });
}
