import { once } from "node:events";
import { appendFileSync, readdirSync, readFileSync, statSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { isRunning, nixVersions, startRepo } from "@nix-repo/testkit";
import { nixWorkspaceOf } from "./nix-workspace.ts";
import { inBackground, type SupervisedWorkspace, supervisedIn } from "./supervised-workspace.ts";
import { ON_HOST, type Registry } from "./workspace.ts";

/**
 * A server in Node. It answers 503 on /health until somebody has asked for /warm, ends with 0 on /exit, and tells of itself on any other page; each request is a line
 * of its output.
 */
const SERVER = `
const { createServer } = require("node:http");
const { readFileSync } = require("node:fs");
let isWarm = process.argv[2] === "warm";
const said = () => { try { return readFileSync("settings", "utf8").trim() } catch { return "nothing" } };
const settings = said();
createServer((request, response) => {
  console.log(request.url);
  if (request.url === "/warm") isWarm = true;
  if (request.url === "/exit") return response.end("bye", () => process.exit(0));
  if (request.url === "/health") return response.writeHead(isWarm ? 204 : 503).end();
  const { PORT, FROM_ROOT, FROM_SERVICE, OVERRIDDEN, STORE_PORT, STORE_SQL_PORT } = process.env;
  response.end(JSON.stringify({ pid: process.pid, PORT, settings, FROM_ROOT, FROM_SERVICE, OVERRIDDEN, STORE_PORT, STORE_SQL_PORT }));
}).listen(Number(process.env.PORT), "127.0.0.1", () => console.log("listening"));
`;

const LISTENING = { line: "^listening$" };

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What a server answers. On a connection of its own: none is kept that would be in the way of the next one. */
async function ask(port: number, path: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    get({ port, host: "127.0.0.1", path, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on("end", () => resolve(text));
    }).on("error", reject);
  });
}

type About = Readonly<Record<string, string | number | undefined>>;

async function about(port: number): Promise<About> {
  return JSON.parse(await ask(port, "/")) as About;
}

/** `repo up`, in the background or in the foreground; ends everything, as one does there. */
const MODES = [
  [
    "in the background",
    async (there: SupervisedWorkspace) => {
      expect(await there.repo("up", "--detach", ...ON_HOST)).toMatchObject({ exitCode: 0 });
      const supervisor = there.supervisor();
      return { supervisor, end: async () => expect((await there.repo("down")).exitCode).toBe(0) };
    },
  ],
  [
    "in the foreground",
    async (there: SupervisedWorkspace) => {
      const child = startRepo(["up", ...ON_HOST], { cwd: there.folder.path, env: there.env });
      child.stderr?.resume();
      // By then others reach it.
      await once(child.stdout as NodeJS.ReadableStream, "data");
      child.stdout?.resume();
      const end = async () => {
        child.kill("SIGINT");
        expect(await once(child, "exit")).toEqual([130, null]);
      };
      return { supervisor: child.pid ?? 0, end };
    },
  ],
] as const;

describe.each(MODES)("%s", (_, start) => {
  test("a server is ready when it answers with that status on that page, and says why it is not until then", async () => {
    const port = await freePort();
    const dev = { run: ["node", "server.cjs"], ports: [port], ready: { http: `http://127.0.0.1:${port}/health`, status: 204 } };
    const job = { run: "echo done", dependsOn: ["dev"], restart: "never" };
    using there = inBackground({ services: { web: { path: "web", processes: { dev, job } } } }, { files: { "web/server.cjs": SERVER } });
    const up = await start(there);
    const cold = await there.statusOnce(({ units }) => units.some(({ unready }) => unready?.kind === "status"));
    expect(cold.unit("web")).toMatchObject({ state: "running", unready: { kind: "status", status: 503 }, ports: [{ port }] });
    expect(cold.unit("web:job")).toMatchObject({ state: "waiting", waitingFor: [{ unit: "web", until: "ready" }] });
    const early = await there.status("--wait-ready", "--timeout", "1s");
    expect(early).toMatchObject({ exitCode: 1 });
    expect(early.unit("web").state).toBe("running");
    const waiting = there.status("--wait-ready");
    await ask(port, "/warm");
    const ready = await waiting;
    expect(ready.exitCode).toBe(0);
    expect(ready.unit("web")).toMatchObject({ state: "ready", pid: (await about(port)).pid });
    const done = await there.statusOnce((now) => now.unit("web:job").state === "completed");
    expect(done.unit("web:job")).toMatchObject({ exitCode: 0 });
    await up.end();
    expect(there.processes()).toEqual([]);
  });

  test("one crashes twice and then holds, one ignores SIGTERM, one forks and leaves: all are ready, and all ends", async () => {
    const crashing = "echo x >>starts; if (($(wc -l <starts) < 3)); then exit 7; fi; echo up; exec sleep 1000";
    // Two forks and a session of its own: nobody's child, and of nobody's group.
    const daemon = "setsid bash -c 'trap \"\" HUP; (exec -a innocent sleep 1000) & disown -a' & wait";
    const registry: Registry = {
      services: {
        crashing: { path: "crashing", processes: { dev: { run: crashing, ready: { line: "^up$" }, restart: { backoff: "10ms" } } } },
        deaf: {
          path: "deaf",
          processes: {
            dev: { run: "trap '' TERM; echo up; while :; do sleep 1; done", ready: { line: "^up$" }, stop: { grace: "300ms" } },
          },
        },
        parent: { path: "parent", processes: { dev: { run: `${daemon}; echo left; exec sleep 1000`, ready: { line: "^left$" } } } },
        daemon: { path: "daemon", processes: { dev: { run: daemon } } },
        after: { path: "after", dependsOn: ["crashing"], processes: { dev: { run: "exec sleep 1000" } } },
      },
    };
    using there = inBackground(registry);
    const up = await start(there);
    const ready = await there.status("--wait-ready");
    expect(ready.exitCode).toBe(0);
    expect(ready.unit("crashing")).toMatchObject({ state: "ready", restarts: 2, exitCode: 7 });
    // It has left its program to nobody, and with it that has ended.
    const { units } = await there.statusOnce((now) => now.unit("daemon").state === "completed");
    expect(units.map(({ state }) => state)).toEqual(["ready", "ready", "ready", "completed", "ready"]);
    const innocent = there.processes().filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith("innocent"));
    expect(innocent).toHaveLength(1);

    expect((await there.repo("stop", "parent")).stdout).toBe("stopped: parent\n");
    expect(innocent.filter(isRunning)).toEqual([]);
    const since = performance.now();
    expect((await there.repo("stop", "deaf")).stdout).toBe("stopped: deaf\n");
    expect(performance.now() - since).toBeGreaterThan(300);
    const stopped = await there.status();
    expect(stopped.unit("deaf")).toMatchObject({ state: "ended", signal: "SIGKILL" });
    expect(stopped.unit("parent")).toMatchObject({ state: "ended", signal: "SIGTERM" });
    await up.end();
    expect(there.processes()).toEqual([]);
  });

  test("one that floods its output keeps nobody waiting, its logs do not grow without end, nor does the supervisor", async () => {
    const port = await freePort();
    const registry: Registry = {
      services: {
        flood: {
          path: "flood",
          processes: { dev: { run: ["yes", "a line of the usual length that a server writes for each request again and again"] } },
        },
        web: {
          path: "web",
          processes: { dev: { run: ["node", "server.cjs"], ports: [port], ready: LISTENING } },
        },
      },
    };
    using there = inBackground(registry, { files: { "web/server.cjs": SERVER } });
    const up = await start(there);
    expect(await there.status("web", "--wait-ready")).toMatchObject({ exitCode: 0 });
    const logs = join(there.folder.path, ".repo/up/logs");
    const floodLogs = () => readdirSync(logs).filter((name) => name.startsWith("flood"));
    /** Every full file has been of ten million bytes. */
    const filesWritten = () => Math.max(0, ...floodLogs().map((name) => Number(/\d+$/.exec(name)?.[0] ?? 0)));
    const begun = performance.now();
    const waits: number[] = [];
    for (let round = 0; round < 10 || filesWritten() < 30; round += 1) {
      await ask(port, `/round-${round}`);
      const asked = performance.now();
      while (!(await there.repo("logs", "web")).stdout.includes(`| /round-${round}\n`));
      waits.push(performance.now() - asked);
    }
    const rate = (filesWritten() * 10) / ((performance.now() - begun) / 1000);
    const peakMb = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${up.supervisor}/status`, "utf8"))?.[1]) / 1024;
    const longest = Math.max(...waits);
    sayAtTheEnd(
      `a flood of ${rate.toFixed(0)} MB/s: repo logs of another showed its line after ${longest.toFixed(0)} ms at most, the supervisor had ${peakMb.toFixed(0)} MB at most`,
    );
    expect(longest).toBeLessThan(5_000);
    expect(peakMb).toBeLessThan(250);
    expect(floodLogs().length).toBeLessThanOrEqual(2);
    for (const name of floodLogs()) expect(statSync(join(logs, name)).size).toBeLessThanOrEqual(10_000_000);
    expect((await there.status()).units.map(({ state }) => state)).toEqual(["ready", "ready"]);
    await up.end();
    expect(there.processes()).toEqual([]);
  });
});

test("replicas, ports of their own, .env files, a command that stops, a file that is watched, and restart always", async () => {
  const node = ["node", "server.cjs", "warm"];
  const registry: Registry = {
    services: {
      store: { path: "store", processes: { dev: { run: node, ports: { sql: "auto" }, ready: LISTENING } } },
      pool: { path: "pool", processes: { dev: { run: node, replicas: 3, ports: { http: "auto" }, ready: LISTENING } } },
      web: {
        path: "web",
        dependsOn: ["store", "pool"],
        processes: {
          dev: { run: node, ports: { http: "auto" }, ready: LISTENING, env: { OVERRIDDEN: "registry" }, watch: ["settings"] },
          stubborn: {
            // Nothing but the command ends it.
            run: "trap 'echo ignored' TERM INT; node server.cjs & while kill -0 $!; do wait $! || true; done",
            ports: { http: "auto" },
            ready: LISTENING,
            stop: { command: ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/exit`)"], signal: "SIGWINCH", grace: "1m" },
          },
          always: { run: node, ports: { http: "auto" }, ready: LISTENING, restart: { when: "always", backoff: "10ms" } },
        },
      },
    },
  };
  const files = {
    ".env": "FROM_ROOT=root\nFROM_SERVICE=root\nOVERRIDDEN=root\n",
    "web/.env": "FROM_SERVICE=service\nOVERRIDDEN=service\n",
    "web/.env.local": "FROM_SERVICE=local\n",
    "web/settings": "first\n",
    ...Object.fromEntries(["store", "pool", "web"].map((folder) => [`${folder}/server.cjs`, SERVER])),
  };
  using there = inBackground(registry, { files });
  there.folder.track();
  await there.repo("up", "--detach", ...ON_HOST);
  const ready = await there.status("--wait-ready");
  expect(ready.exitCode).toBe(0);
  const portOf = (unit: string) => ready.unit(unit).ports?.[0]?.port ?? 0;
  const pool = ready.units.filter(({ unit }) => unit.startsWith("pool#"));
  expect(new Set(pool.map(({ unit }) => portOf(unit))).size).toBe(3);
  for (const { unit, pid } of pool) expect(await about(portOf(unit))).toMatchObject({ pid, PORT: String(portOf(unit)) });
  const sql = String(portOf("store"));
  expect(await about(portOf("web"))).toEqual({
    pid: ready.unit("web").pid,
    PORT: String(portOf("web")),
    settings: "first",
    FROM_ROOT: "root",
    FROM_SERVICE: "local",
    OVERRIDDEN: "registry",
    STORE_PORT: sql,
    STORE_SQL_PORT: sql,
  });
  expect(await about(portOf("web:always"))).toMatchObject({ OVERRIDDEN: "service" });

  there.folder.write({ "web/settings": "second\n" });
  const again = await there.statusOnce((now) => now.unit("web").restarts === 1 && now.unit("web").state === "ready");
  // It keeps its port, which others may have been told.
  expect(await about(portOf("web"))).toMatchObject({ pid: again.unit("web").pid, settings: "second" });

  expect(await ask(portOf("web:always"), "/exit")).toBe("bye");
  const once = await there.statusOnce((now) => now.unit("web:always").restarts === 1 && now.unit("web:always").state === "ready");
  expect(once.unit("web:always")).toMatchObject({ exitCode: 0 });

  const stubborn = ready.unit("web:stubborn").pid ?? 0;
  process.kill(stubborn, "SIGTERM");
  await there.repo("logs", "web:stubborn");
  expect(isRunning(stubborn)).toBe(true);
  expect((await there.repo("stop", "web:stubborn")).stdout).toBe("stopped: web:stubborn\n");
  expect((await there.status()).unit("web:stubborn")).toMatchObject({ state: "ended", exitCode: 0 });
  expect((await there.repo("logs", "web:stubborn")).stdout).toContain("| /exit\n");
  expect((await there.repo("down")).exitCode).toBe(0);
  expect(there.processes()).toEqual([]);
});

test("each process is in the devShell of its service", async () => {
  const nix = nixVersions().at(-1);
  if (nix === undefined) throw new Error("there is no Nix");
  const tool = (name: string) => `#!/bin/sh\necho "${name}"\n`;
  const tells = { run: "which-database; command -v own-tool || echo none of its own; exec sleep 1000", ready: { line: "." } };
  using workspace = nixWorkspaceOf(nix, {
    registry: {
      services: {
        api: { path: "api", shell: "old", processes: { dev: tells } },
        web: {
          path: "web",
          shell: "new",
          dependsOn: ["api"],
          processes: { dev: tells, host: { ...tells, run: "command -v which-database || echo host; exec sleep 1000", shell: false } },
        },
      },
    },
    flake: {
      shells: {
        old: { programs: { "which-database": tool("postgres 14") } },
        new: { programs: { "which-database": tool("postgres 15"), "own-tool": tool("own") } },
      },
    },
  });
  using there = supervisedIn(workspace.folder, { variables: workspace.env, dispose: () => undefined });
  expect(await there.repo("up", "--detach")).toMatchObject({ exitCode: 0 });
  const status = await there.status("--wait-ready", "--timeout", "2m");
  expect(status.units.map(({ state }) => state)).toEqual(["ready", "ready", "ready"]);
  const lines = async (unit: string) => (await there.repo("logs", unit)).stdout.replaceAll(/^.*? \| /gm, "");
  expect(await lines("api")).toBe("postgres 14\nnone of its own\n");
  expect(await lines("web")).toMatch(/^postgres 15\n\/.*\/own-tool\n$/);
  expect(await lines("web:host")).toBe("host\n");
  expect((await there.repo("down")).exitCode).toBe(0);
  expect(there.processes()).toEqual([]);
});

/** Among the closing lines of the whole run. */
function sayAtTheEnd(line: string): void {
  const file = process.env.REPO_CLOSING_LINES;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ line, sum: {} })}\n`);
}
