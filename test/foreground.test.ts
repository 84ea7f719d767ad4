import { once } from "node:events";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, openTerminal, repoCommand, startRepo, startSteering, until } from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

// A command that has the terminal is the process that was `repo`: whatever is done to one is done to the other. Ctrl-C is in interrupt.test.ts.

function commandsFor(argv: readonly string[]) {
  return [
    ["a verb that has the terminal", ["dev", ...ON_HOST, "web"]],
    ["exec", ["exec", ...ON_HOST, "web", "--", ...argv]],
  ] as const;
}

describe.each([0, 1])("a command that has the terminal", (index) => {
  test.each(["SIGTERM", "SIGHUP", "SIGINT"] as const)(`gets %s itself (${["dev", "exec"][index]})`, async (signal) => {
    await using steering = await startSteering();
    const { argv } = steering.command("web");
    using workspace = workspaceOf({ services: { web: { path: "web", verbs: { dev: [...argv] } } } });
    const [, command] = commandsFor(argv)[index] ?? ["", []];
    const repo = startRepo(command, { cwd: workspace.path });
    const web = await steering.started("web");
    expect(web.pid).toBe(repo.pid);
    await web.ask(`trap 'exit 7' ${signal.slice(3)}`);
    repo.kill(signal);
    expect(await once(repo, "exit")).toEqual([7, null]);

    const again = startRepo(command, { cwd: workspace.path });
    await steering.started("web");
    again.kill(signal);
    expect(await once(again, "exit")).toEqual([null, signal]);
  });

  test(`is stopped by Ctrl-Z and goes on with fg (${["dev", "exec"][index]})`, async () => {
    await using steering = await startSteering();
    const { argv } = steering.command("web");
    using workspace = workspaceOf({ services: { web: { path: "web", verbs: { dev: [...argv] } } } });
    const program = `${workspace.path}/program`;
    workspace.write({
      program: { content: `#!/bin/sh\nexec ${argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ")}\n`, mode: 0o755 },
    });
    const [, command] = commandsFor([program])[index] ?? ["", []];
    using terminal = openTerminal({ command: ["bash", "--norc", "-i"], cwd: workspace.path, env: cleanEnvironment() });
    terminal.type([...repoCommand(), ...command].join(" "));
    terminal.press("Enter");
    const web = await steering.started("web");
    terminal.press("C-z");
    await terminal.waitFor(/Stopped/);
    await until(() => stateOf(web.pid) === "T");
    terminal.type("fg");
    terminal.press("Enter");
    await until(() => stateOf(web.pid) !== "T");
    await web.ask("echo it goes on >/dev/tty");
    await terminal.waitFor("it goes on");
    web.tell("exit 5");
    await web.gone;
    terminal.type("echo code $?");
    terminal.press("Enter");
    await terminal.waitFor(/^code 5$/m);
  });
});

describe("a run of captured tasks", () => {
  test("that is stopped by Ctrl-Z lets its tasks go on, and ends as ever after fg", async () => {
    await using steering = await startSteering();
    const verb = (name: string) => ({ path: name, verbs: { test: [...steering.command(name).argv] } });
    using workspace = workspaceOf({ services: { one: verb("one"), two: verb("two") } });
    using terminal = openTerminal({ command: ["bash", "--norc", "-i"], cwd: workspace.path, env: cleanEnvironment() });
    terminal.type([...repoCommand(), "test", "--all", ...ON_HOST].join(" "));
    terminal.press("Enter");
    const tasks = await Promise.all(["one", "two"].map((name) => steering.started(name)));
    terminal.press("C-z");
    await terminal.waitFor(/Stopped/);
    for (const task of tasks) await task.ask("echo meanwhile");
    for (const task of tasks) task.tell("exit 0");
    await Promise.all(tasks.map(({ gone }) => gone));
    terminal.type("fg");
    terminal.press("Enter");
    await terminal.waitFor("2 passed");
    terminal.type("echo code $?");
    terminal.press("Enter");
    await terminal.waitFor(/^code 0$/m);
  });
});

/** The letter of the kernel: T is stopped. */
function stateOf(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  return stat.slice(stat.lastIndexOf(")") + 2)[0];
}
