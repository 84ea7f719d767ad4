import { chmodSync, readdirSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { describe, expect, test } from "@jest/globals";
import { isRunning, until } from "@nix-repo/testkit";
import { bringUp, inBackground, type SupervisedWorkspace, type WorkspaceStatus } from "./supervised-workspace.ts";
import { ON_HOST } from "./workspace.ts";

/** PostgreSQL refuses to run as root. */
const AS_ITS_USER = process.getuid?.() === 0 ? "setpriv --reuid=postgres --regid=postgres --clear-groups" : "";

/** Answers with what both databases say, and says that it is healthy when both do. */
const API = `
const { execFileSync } = require("node:child_process");
const { createServer } = require("node:http");
const { CACHE_PORT, DB_SQL_PORT, PORT } = process.env;
const run = (file, ...args) => execFileSync(file, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
const sql = (query) => run("psql", "-h", "127.0.0.1", "-p", DB_SQL_PORT, "-U", "postgres", "-Atc", query);
sql("create table if not exists visits (page text)");
createServer((request, response) => {
  if (request.url === "/health") return response.writeHead(204).end();
  if (request.url !== "/visit") return response.writeHead(503).end();
  sql("insert into visits values ('home')");
  response.end([run("redis-cli", "-p", CACHE_PORT, "incr", "visits"), sql("select count(*) from visits")].join(" "));
}).listen(Number(PORT), "127.0.0.1");
`;

async function withDatabases(): Promise<SupervisedWorkspace & { readonly port: number }> {
  const port = await freePort();
  const registry = {
    services: {
      db: {
        path: "db",
        processes: {
          init: {
            run: `mkdir data && { test -z "$AS_ITS_USER" || chown postgres data; } && $AS_ITS_USER initdb --pgdata data --username postgres --auth trust --no-sync`,
            restart: "never",
          },
          dev: {
            run: 'exec $AS_ITS_USER postgres -D "$PWD/data" -h 127.0.0.1 -p "$PORT" -k "$PWD/data" -c fsync=off',
            dependsOn: [{ unit: "init", until: "completed" }],
            ports: { sql: "auto" },
            ready: { command: 'pg_isready --quiet -h 127.0.0.1 -p "$PORT"' },
            restart: { backoff: "10ms" },
            stop: { signal: "SIGINT" },
          },
        },
      },
      cache: {
        path: "cache",
        processes: {
          dev: {
            run: `exec redis-server --bind 127.0.0.1 --port "$PORT" --save ''`,
            ports: { redis: "auto" },
            ready: { command: 'redis-cli -p "$PORT" ping | grep --quiet PONG' },
          },
        },
      },
      api: {
        path: "api",
        dependsOn: ["db", "cache"],
        verbs: { dev: ["node", "server.cjs"] },
        processes: { dev: { ports: { http: port }, ready: { http: `http://127.0.0.1:${port}/health`, status: 204 } } },
      },
    },
  };
  const there = inBackground(registry, { files: { "api/server.cjs": API }, variables: { PATH: pathWithPostgres(), AS_ITS_USER } });
  // Its user has to get to its data.
  chmodSync(there.folder.path, 0o711);
  return Object.assign(there, { port });
}

/** Debian keeps the server's programs off everybody's PATH. */
function pathWithPostgres(): string {
  const versions = readdirSync("/usr/lib/postgresql").sort((a, b) => Number(a) - Number(b));
  return `/usr/lib/postgresql/${versions.at(-1)}/bin:${process.env.PATH}`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A connection of its own, so that nobody is kept waiting for this one to be closed. */
async function visit(port: number): Promise<string> {
  return await new Promise((resolve, reject) => {
    get({ port, host: "127.0.0.1", path: "/visit", agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on("end", () => resolve(text));
    }).on("error", reject);
  });
}

function states({ units }: WorkspaceStatus): Record<string, string> {
  return Object.fromEntries(units.map(({ unit, state }) => [unit, state]));
}

const ALL_READY = { "db:init": "completed", db: "ready", cache: "ready", api: "ready" };

describe("PostgreSQL, Redis and a server that needs both", () => {
  test("in the background: ready in their order, again after a crash and a restart, with their data, and nothing is left", async () => {
    using there = await withDatabases();
    const up = await there.repo("up", "api", "--detach", ...ON_HOST);
    expect(up).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^(db:init, db, cache|db:init, cache, db|cache, db:init, db), api in/),
    });
    const ready = await there.status("--wait-ready", "--timeout", "2m");
    expect(ready.exitCode).toBe(0);
    expect(states(ready)).toEqual(ALL_READY);
    const startedAt = ["db", "cache"].map((unit) => ready.unit(unit).since ?? Number.NaN);
    expect(ready.unit("api").startedAt).toBeGreaterThanOrEqual(Math.max(...startedAt));
    expect(await visit(there.port)).toBe("1 1");

    // All that it has started ends with it, before it is started again over the same data.
    process.kill(ready.unit("db").pid ?? 0, "SIGKILL");
    const again = await there.statusOnce((now) => now.unit("db").restarts === 1 && now.unit("db").state === "ready");
    expect(again.unit("db").pid).not.toBe(ready.unit("db").pid);
    expect(await visit(there.port)).toBe("2 2");
    expect(again.unit("api").pid).toBe(ready.unit("api").pid);
    expect((await there.repo("logs", "db")).stdout).toContain("database system was not properly shut down; automatic recovery in progress");

    await there.repo("restart", "cache");
    expect((await there.status("--wait-ready")).unit("cache")).toMatchObject({ state: "ready", restarts: 1, exitCode: 0 });
    // It was kept in memory.
    expect(await visit(there.port)).toBe("1 3");

    expect((await there.repo("stop", "db")).stdout).toBe("stopped: db\n");
    const stopped = await there.status();
    expect(states(stopped)).toEqual({ ...ALL_READY, db: "ended", api: "ended" });
    expect(stopped.unit("db")).toMatchObject({ exitCode: 0 });
    expect((await there.repo("logs", "db")).stdout).toContain("received fast shutdown request");
    expect((await there.repo("down")).stdout).toBe("ended: cache\n");
    expect(there.processes()).toEqual([]);
  });

  test("in the foreground: others see them become ready, and Ctrl-C ends the databases behind what needs them", async () => {
    using there = await withDatabases();
    using up = bringUp(there.folder, ["api"], there.env);
    await up.says("db:init");
    const ready = await there.status("--wait-ready", "--timeout", "2m");
    expect(states(ready)).toEqual(ALL_READY);
    expect(await visit(there.port)).toBe("1 1");
    const pids = ready.units.flatMap(({ pid }) => pid ?? []);
    expect(pids).toHaveLength(3);
    up.child.kill("SIGINT");
    expect(await up.exit).toEqual([130, null]);
    const ends = ["api stopped", "db stopped"].map((text) => up.said.indexOf(text));
    expect(ends[0]).toBeGreaterThan(0);
    expect(ends[1]).toBeGreaterThan(ends[0] ?? 0);
    expect(up.said).toContain("database system is shut down");
    expect(pids.filter(isRunning)).toEqual([]);
    expect(up.processes()).toEqual([]);
  });

  test("killed with its supervisor: repo down ends the database of another user too", async () => {
    using there = await withDatabases();
    await there.repo("up", "db", "--detach", ...ON_HOST);
    const ready = await there.status("--wait-ready", "--timeout", "2m");
    const before = there.processes();
    process.kill(there.supervisor(), "SIGKILL");
    await until(() => there.processes().length < before.length, "the end of the supervisor");
    const left = await there.status();
    expect(left).toMatchObject({ running: false, units: [] });
    expect(left.left).toMatchObject([{ unit: "db" }]);
    // Its workers are named as well.
    expect(left.left[0]?.pids[0]).toBe(ready.unit("db").pid);
    expect(left.left[0]?.pids.length).toBeGreaterThan(3);
    expect((await there.repo("up", "db", ...ON_HOST)).stderr).toContain("has left running what it had started");
    expect(await there.repo("down")).toMatchObject({ exitCode: 0, stdout: "ended: db\n" });
    expect(there.processes()).toEqual([]);
  });
});
