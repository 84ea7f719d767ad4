import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, openTerminal, repoCommand, runRepo, startRepo, startSteering, type TemporaryFolder } from "@nix-repo/testkit";
import { nodeFolder } from "./example.ts";
import { ON_HOST, withoutDurations, workspaceOf } from "./workspace.ts";

/** Runs until it is interrupted or terminated, and writes down which; leaves a child that would outlive it. */
const server = (name: string) => `
trap 'echo ${name} interrupted >>../log; exit 130' INT
trap 'echo ${name} terminated >>../log; exit 143' TERM
sleep 300 & echo "$$ $!" >>../pids; echo ${name} listens; wait`;

const NODE_SERVER = (listen: string) =>
  `require("http").createServer((q, a) => a.writeHead(q.url === "/up" ? 200 : 404).end()).listen(${listen})`;

async function freePort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  await new Promise((resolve) => listener.close(resolve));
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

function logOf(workspace: TemporaryFolder): string[] {
  const file = join(workspace.path, "log");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").sort() : [];
}

function livingOf(workspace: TemporaryFolder): number[] {
  const pids = readFileSync(join(workspace.path, "pids"), "utf8").trim().split(/\s+/).map(Number);
  return pids.filter((pid) => {
    try {
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
    } catch {
      return false;
    }
  });
}

function openRepo(workspace: TemporaryFolder, args: readonly string[]) {
  return openTerminal({
    command: [...repoCommand(), ...args, ...ON_HOST],
    cwd: workspace.path,
    env: cleanEnvironment({ TERM: "screen-256color" }),
  });
}

describe("a server that tests need", () => {
  test.each<[string, (port: number) => object]>([
    ["a line", () => ({ line: "^up$" })],
    ["a port", (port) => ({ tcp: port })],
    ["an answer", (port) => ({ http: `http://localhost:${port}/up` })],
    ["a command", (port) => ({ command: `exec 3<>/dev/tcp/127.0.0.1/${port}` })],
  ])("is ready by %s, lives as long as they do, and is gone afterwards", async (_what, readyWhen) => {
    const port = await freePort();
    const script = `${NODE_SERVER(`${port}, "127.0.0.1", () => console.log("up")`)}; require("fs").writeFileSync("../pids", String(process.pid))`;
    const e2e = `require("http").get("http://127.0.0.1:${port}/up", (answer) => { console.log("answer", answer.statusCode); answer.resume() })`;
    using workspace = workspaceOf({
      services: {
        api: { path: "api", verbs: { dev: { run: ["node", "-e", script], readyWhen: readyWhen(port) } } },
        web: { path: "web", verbs: { e2e: { run: ["node", "-e", e2e], dependsOn: ["api:dev"] } } },
      },
    });
    const env = cleanEnvironment({ PATH: `${nodeFolder}:/usr/bin:/bin` });
    const run = await runRepo(["e2e", "web", ...ON_HOST], { cwd: workspace.path, env });
    expect(run.stdout).toContain("web:e2e | answer 200\n");
    expect(withoutDurations(run.stderr)).toMatch(/– api:dev {3}TIME {3}stopped: nothing needs it any more\n✓ web:e2e {3}TIME\n/);
    expect([run.exitCode, livingOf(workspace)]).toEqual([0, []]);
  });

  test("that is never ready fails them", async () => {
    const dev = { run: "sleep 1000", readyWhen: { line: "up", timeout: "50ms" } };
    using workspace = workspaceOf({ services: { api: { path: "api", verbs: { dev, e2e: { run: "true", dependsOn: ["dev"] } } } } });
    const run = await runRepo(["e2e", "api", ...ON_HOST, "--json"], { cwd: workspace.path });
    expect([run.exitCode, JSON.parse(run.stdout).tasks]).toMatchObject([
      1,
      [
        { task: "api:dev", outcome: "failed" },
        { task: "api:e2e", outcome: "not-started" },
      ],
    ]);
  });

  test("and that ends on its own while they run has failed", async () => {
    await using steering = await startSteering();
    const dev = steering.command("dev").argv;
    const e2e = { run: steering.command("e2e").argv, dependsOn: ["dev"] };
    using workspace = workspaceOf({ services: { api: { path: "api", verbs: { dev, e2e } } } });
    const ended = runRepo(["e2e", "api", ...ON_HOST, "--json"], { cwd: workspace.path });
    const [server, client] = await Promise.all([steering.started("dev"), steering.started("e2e")]);
    server.tell("exit 0");
    await server.gone;
    client.tell("exit 0");
    const run = await ended;
    expect([run.exitCode, JSON.parse(run.stdout).tasks]).toMatchObject([
      1,
      [
        { task: "api:dev", outcome: "failed", exitCode: 0 },
        { task: "api:e2e", outcome: "passed" },
      ],
    ]);
  });
});

describe("several servers that were asked for", () => {
  const registry = {
    services: { api: { path: "api", verbs: { dev: server("api") } }, web: { path: "web", verbs: { dev: server("web") } } },
  };

  test("run side by side with their names in front, until a signal ends them", async () => {
    using workspace = workspaceOf(registry);
    const child = startRepo(["dev", "api", "web", ...ON_HOST], { cwd: workspace.path });
    let stdout = "";
    const both = new Promise<void>((resolve) =>
      child.stdout?.on("data", (chunk) => {
        stdout += chunk;
        if (stdout.includes("api:dev | api listens\n") && stdout.includes("web:dev | web listens\n")) resolve();
      }),
    );
    child.stderr?.resume();
    await both;
    child.kill("SIGTERM");
    expect(await new Promise((resolve) => child.on("exit", resolve))).toBe(143);
    expect([logOf(workspace), livingOf(workspace)]).toEqual([["api terminated", "web terminated"], []]);
  });

  test("in a terminal until Ctrl-C, which reaches each once", async () => {
    using workspace = workspaceOf(registry);
    using terminal = openRepo(workspace, ["dev", "api", "web"]);
    await terminal.waitFor(/api listens[\s\S]*web listens|web listens[\s\S]*api listens/);
    terminal.press("C-c");
    expect(await terminal.exitCode()).toBe(130);
    expect([logOf(workspace), livingOf(workspace)]).toEqual([["api interrupted", "web interrupted"], []]);
    for (const task of ["api", "web"]) expect(terminal.screen()).toMatch(new RegExp(`^– ${task}:dev .* stopped$`, "m"));
  });
});

describe("a server on the terminal that needs others", () => {
  const web = `read -r -p 'web asks: ' answer; echo "web heard $answer"; ${server("web")}`;
  const services = {
    api: { path: "api", verbs: { dev: { run: server("api"), readyWhen: { line: "listens" } } } },
    web: { path: "web", verbs: { dev: { run: web, dependsOn: ["api:dev"] } } },
  };

  test("has it to itself, stdin too; Ctrl-C reaches it, and then the others are ended", async () => {
    using workspace = workspaceOf({ services });
    using terminal = openRepo(workspace, ["dev", "web"]);
    await terminal.waitFor("web asks:");
    terminal.type("yes");
    terminal.press("Enter");
    await terminal.waitFor("web heard yes\nweb listens");
    terminal.press("C-c");
    expect(await terminal.exitCode()).toBe(130);
    expect(logOf(workspace)).toEqual(["api terminated", "web interrupted"]);
    const [webPids, apiPids] = readFileSync(join(workspace.path, "pids"), "utf8").trim().split("\n").toReversed();
    // The command's own child is its own affair, as anywhere on a terminal.
    for (const pid of livingOf(workspace)) {
      expect(apiPids?.split(" ")).not.toContain(String(pid));
      expect(webPids?.split(" ")[1]).toBe(String(pid));
      process.kill(pid);
    }
  });

  test("that makes something else of Ctrl-C keeps it, and its exit code is ours", async () => {
    const repl = "trap 'echo; echo cancelled' INT; echo ready; while read -r line; do [ \"$line\" = quit ] && exit 7; done; exit 8";
    using workspace = workspaceOf({
      services: { ...services, web: { path: "web", verbs: { dev: { run: repl, dependsOn: ["api:dev"] } } } },
    });
    using terminal = openRepo(workspace, ["dev", "web"]);
    await terminal.waitFor(/^ready$/m);
    terminal.press("C-c");
    await terminal.waitFor("cancelled");
    expect(logOf(workspace)).toEqual([]);
    terminal.type("quit");
    terminal.press("Enter");
    expect(await terminal.exitCode()).toBe(7);
    expect([logOf(workspace), livingOf(workspace)]).toEqual([["api terminated"], []]);
  });

  test("is ended by a signal to us, like the others", async () => {
    using workspace = workspaceOf({
      services: { ...services, web: { path: "web", verbs: { dev: { run: server("web"), dependsOn: ["api:dev"] } } } },
    });
    const child = startRepo(["dev", "web", ...ON_HOST], { cwd: workspace.path });
    child.stderr?.resume();
    await new Promise<void>((resolve) => child.stdout?.on("data", (chunk) => String(chunk).includes("web listens") && resolve()));
    child.kill("SIGTERM");
    expect(await new Promise((resolve) => child.on("exit", resolve))).toBe(143);
    expect(logOf(workspace)).toEqual(["api terminated", "web terminated"]);
    for (const pid of livingOf(workspace)) process.kill(pid);
  });

  test("an interactive task comes after what it needs, and what waits for it after it", async () => {
    const verbs = {
      build: "echo built >>../log",
      login: { run: "read -r -p 'who? ' name; echo login $name >>../log", interactive: true, dependsOn: ["build"] },
      deploy: { run: "echo deployed >>../log", dependsOn: ["login"] },
    };
    using workspace = workspaceOf({ services: { web: { path: "web", verbs } } });
    using terminal = openRepo(workspace, ["deploy", "web"]);
    await terminal.waitFor("who?");
    expect(logOf(workspace)).toEqual(["built"]);
    terminal.type("me");
    terminal.press("Enter");
    expect(await terminal.exitCode()).toBe(0);
    expect(readFileSync(join(workspace.path, "log"), "utf8")).toBe("built\nlogin me\ndeployed\n");
  });

  test("is never given to two", async () => {
    const verbs = { a: { run: "x", interactive: true }, b: { run: "x", interactive: true } };
    using workspace = workspaceOf({ services: { web: { path: "web", verbs } } });
    expect(await runRepo(["run", "web:a", "web:b", ...ON_HOST], { cwd: workspace.path })).toMatchObject({
      exitCode: 2,
      stderr: "repo: web:a and web:b both want the terminal\n  try: repo run web:a\n",
    });
  });
});
