import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, isRunning, markProcesses, openTerminal, repoCommand, runRepo, startRepo } from "@nix-repo/testkit";
import { bringUp, inBackground, kill } from "./supervised-workspace.ts";
import { ON_HOST, workspaceOf } from "./workspace.ts";

/** Says that it is there and runs on; what else it prints stands in `LINE`. */
const SERVE = 'echo "${LINE:-serving}"; exec sleep 1000';

const SERVICES = {
  db: { path: "db", processes: { dev: { run: "echo listening; exec sleep 1000", ready: { line: "listening" } } } },
  lib: { path: "lib", dependsOn: ["db"] },
  api: { path: "api", dependsOn: ["lib"], verbs: { dev: SERVE }, processes: { dev: { ports: { http: "auto" } } } },
  web: { path: "web", dependsOn: ["api"], verbs: { dev: 'echo "api at $API_HTTP_PORT"; exec sleep 1000' } },
  docs: { path: "docs", verbs: { build: "true" } },
};

describe("repo up", () => {
  test("starts a service and what it needs, each when what it waits for is ready, and ends them in reverse order", async () => {
    using folder = workspaceOf({ services: SERVICES });
    using up = bringUp(folder, ["web"]);
    await Promise.all([up.says("web ready"), up.says("| api at")]);
    const order = ["db ready", "api ready", "web ready"].map((text) => up.said.indexOf(text));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(up.said).toMatch(/web +\| api at \d+\n/);
    up.child.kill("SIGINT");
    expect(await up.exit).toEqual([130, null]);
    const ends = ["web stopped", "api stopped", "db stopped"].map((text) => up.said.indexOf(text));
    expect(ends.every((at) => at > 0)).toBe(true);
    expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    expect(up.processes()).toEqual([]);
    expect(readdirSync(join(folder.path, ".repo/up"))).toEqual(["logs"]);
  });

  test("starts again what fails, as often as it says, and ends with 1 when all is over", async () => {
    const worker = { run: "echo tried; exit 3", restart: { limit: 2, backoff: "10ms" } };
    using folder = workspaceOf({ services: { web: { path: "web", processes: { worker } } } });
    using up = bringUp(folder, ["web:worker"]);
    expect(await up.exit).toEqual([1, null]);
    expect(up.said.match(/\| tried$/gm)).toHaveLength(3);
    expect(up.said).toContain("✗ web:worker ended with 3, not started again\n");
  });

  test("what needs something that fails is not started, and says why", async () => {
    const services = {
      db: { path: "db", processes: { dev: { run: "exit 4", restart: "never", ready: { line: "never" } } } },
      web: { path: "web", dependsOn: ["db"], verbs: { dev: SERVE } },
    };
    using folder = workspaceOf({ services });
    using up = bringUp(folder, ["web"]);
    expect(await up.exit).toEqual([1, null]);
    expect(up.said).toContain("web not started: db failed");
    expect(up.said).not.toContain("serving");
  });

  test("on a terminal it is a screen with keys: restart, stop, and the end", async () => {
    using folder = workspaceOf({ services: SERVICES });
    const command = [...repoCommand(), "up", "web", ...ON_HOST];
    using terminal = openTerminal({ command, cwd: folder.path, env: cleanEnvironment({ TERM: "screen-256color" }), columns: 80, rows: 24 });
    await terminal.waitFor(/^3 ready /m);
    terminal.press("j", "r");
    await terminal.waitFor(/> ✓ api +\d+s +1 .*ready/);
    terminal.press("s");
    await terminal.waitFor(/> . api .*stopped/);
    terminal.press("q");
    expect(await terminal.exitCode()).toBe(0);
  });

  test("lines of a Procfile are processes of their service", async () => {
    using folder = workspaceOf(
      { services: { web: { path: "web" } } },
      { "web/Procfile": "# two\nserver: echo one; exec sleep 1000\nclock: echo two; exec sleep 1000\n" },
    );
    using up = bringUp(folder);
    await Promise.all([up.says("| one"), up.says("| two")]);
    up.child.kill("SIGTERM");
    expect(await up.exit).toEqual([143, null]);
  });

  test("--dry-run shows the order and why, and starts nothing", async () => {
    using folder = workspaceOf({ services: SERVICES });
    const run = await runRepo(["up", "web", "--dry-run", ...ON_HOST], { cwd: folder.path });
    expect(run.stdout).toBe(
      ["db    at once   needed by api", "api   when db is ready   needed by web", "web   when api is ready", ""].join("\n"),
    );
    const json = await runRepo(["up", "--dry-run", "--json", ...ON_HOST], { cwd: folder.path });
    expect((JSON.parse(json.stdout) as { units: { id: string }[] }).units.map(({ id }) => id)).toEqual(["db", "api", "web"]);
    expect(existsSync(join(folder.path, ".repo/up"))).toBe(false);
  });

  test("a port that is taken is told before anything starts, and by whom", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const dev = { run: "echo started", ports: [port] };
    using folder = workspaceOf({
      services: { a: { path: "a", processes: { dev } }, b: { path: "b", processes: { dev: { ...dev, ports: [port + 1] } } } },
    });
    const run = await runRepo(["up", ...ON_HOST], { cwd: folder.path });
    server.close();
    expect(run).toMatchObject({ exitCode: 2, stdout: "" });
    expect(run.stderr).toContain(`repo: a wants port ${port}, which `);
    expect(run.stderr).toContain(`(pid ${process.pid}) has\n`);
  });

  test("two that want one port are told, with both places and the ways out", async () => {
    const dev = { run: "echo started", ports: [45_671] };
    using folder = workspaceOf({ services: { a: { path: "a", processes: { dev } }, b: { path: "b", processes: { dev } } } });
    const run = await runRepo(["up", ...ON_HOST], { cwd: folder.path });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toMatch(
      /^services\.config\.json:\d+:\d+ {2}b: wants port 45671, which a wants as well \(services\.config\.json:\d+:\d+\); give b another port, or "auto", or start a and b one at a time$/m,
    );
    const alone = await runRepo(["up", "a", ...ON_HOST], { cwd: folder.path });
    expect(alone.stdout).toContain("| started");
  });

  test("one variable that would have two values for one service is told", async () => {
    const dev = (port: number) => ({ processes: { dev: { run: "true", ports: [port] } } });
    using folder = workspaceOf({
      services: {
        "x-y": { path: "a", ...dev(45_672) },
        x_y: { path: "b", ...dev(45_673) },
        web: { path: "web", dependsOn: ["x-y", "x_y"], verbs: { dev: "true" } },
      },
    });
    const run = await runRepo(["up", ...ON_HOST], { cwd: folder.path });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain("x_y: gives web the variable X_Y_PORT 45673, and x-y gives it 45672 (");
    expect(run.stderr).toContain("); rename x-y or x_y, or one of their ports\n");
  });

  test("names that there are not", async () => {
    using folder = workspaceOf({ services: SERVICES });
    const run = async (name: string) => (await runRepo(["up", name, ...ON_HOST], { cwd: folder.path })).stderr;
    expect(await run("wep")).toContain('repo: there is no process or container "wep"; did you mean "web"?\n');
    expect(await run("docs")).toContain("repo: docs has no process: neither a verb dev nor one under processes, nor a compose file\n");
  });

  test("what each prints is kept in a log of its own", async () => {
    using folder = workspaceOf({ services: SERVICES });
    using up = bringUp(folder, ["api"]);
    await up.says("| serving");
    up.child.kill("SIGINT");
    await up.exit;
    expect(readFileSync(join(folder.path, ".repo/up/logs/api.log"), "utf8")).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z api \| serving\n$/);
  });

  test("after a kill -9 the next one finds what was left, and repo down ends it", async () => {
    using folder = workspaceOf({ services: SERVICES });
    using up = bringUp(folder, ["api"]);
    // Both have written what they have to say: nobody will read it any more.
    await Promise.all([up.says("| listening"), up.says("| serving"), up.says("api ready")]);
    up.child.kill("SIGKILL");
    await up.exit;
    const left = up.processes();
    expect(left.length).toBeGreaterThan(0);
    const refused = await runRepo(["up", "api", ...ON_HOST], { cwd: folder.path });
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stderr).toContain("repo: a supervisor of this workspace was killed, and has left running what it had started\n");
    expect(refused.stderr).toMatch(/db: process(es)? \d+.*\n +api: process(es)? \d+.*\n +repo down ends them\n/);
    const doctor = await runRepo(["doctor", ...ON_HOST], { cwd: folder.path });
    expect(doctor.exitCode).toBe(1);
    expect(doctor.stdout).toMatch(/^✗ left running {2}units of a repo up that was killed\n +db {3}process \d+.*\n +api {3}process \d+/m);
    const down = await runRepo(["down"], { cwd: folder.path });
    expect(down).toMatchObject({ exitCode: 0, stdout: "ended: db, api\n" });
    expect(left.filter(isRunning)).toEqual([]);
    expect((await runRepo(["down"], { cwd: folder.path })).stdout).toBe("nothing was left running\n");
  });
});

describe("a verb that needs company", () => {
  const db = { run: "echo listening; exec sleep 1000", ready: { line: "listening" }, ports: { sql: "auto" } };
  const e2e = { run: 'echo "db at $WEB_DB_SQL_PORT"', needs: ["db"] };

  test("runs when what it needs is ready, knows its ports, and leaves nothing behind", async () => {
    using folder = workspaceOf({ services: { web: { path: "web", processes: { db }, verbs: { e2e } } } });
    const mark = markProcesses();
    const run = await runRepo(["e2e", "web", ...ON_HOST], { cwd: folder.path, env: cleanEnvironment(mark.env) });
    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^db at \d+\n$/) });
    expect(run.stderr).toContain("repo: starting what is needed: web:db\n");
    expect(mark.processes()).toEqual([]);
  });

  test("is not run where that does not get ready, and says why", async () => {
    const broken = { ...db, run: "exit 3", restart: "never" };
    using folder = workspaceOf({ services: { web: { path: "web", processes: { db: broken }, verbs: { e2e } } } });
    const run = await runRepo(["e2e", "web", ...ON_HOST], { cwd: folder.path });
    expect(run).toMatchObject({ exitCode: 1, stdout: "" });
    expect(run.stderr).toContain("repo: what is needed did not get ready\n  web:db: ended with 3 before it was ready\n");
  });
});

test("a port that is chosen can be asked whether it is ready: by its variable, of each replica its own", async () => {
  const { execPath } = process;
  const answers = "(request, response) => response.writeHead(request.url === '/health?a=$PORT' ? 204 : 500).end()";
  // Of two the second one listens nowhere.
  const web = `if (process.env.REPO_REPLICA !== "2") require("node:http").createServer(${answers}).listen(process.env.HTTP_PORT); setInterval(() => 0, 1e6)`;
  const sql = "require('node:net').createServer().listen(process.env.SQL_PORT)";
  const http = { ready: { http: "http://localhost:$HTTP_PORT/health?a=$PORT", status: 204 }, ports: { other: "auto", http: "auto" } };
  const services = {
    api: { path: "api", dependsOn: ["db"], processes: { dev: { run: [execPath, "-e", web], ...http } } },
    db: { path: "db", processes: { dev: { run: [execPath, "-e", sql], ready: { tcp: "localhost:$SQL_PORT" }, ports: { sql: "auto" } } } },
    pool: {
      path: "pool",
      processes: { dev: { run: [execPath, "-e", web], ...http, ready: { ...http.ready, timeout: "3s" }, replicas: 2, restart: "never" } },
    },
  };
  using workspace = inBackground({ services });
  expect((await workspace.repo("up", "api", "--detach", ...ON_HOST)).exitCode).toBe(0);
  expect((await workspace.status("--wait-ready")).exitCode).toBe(0);
  await workspace.repo("up", "pool", "--detach", ...ON_HOST);
  const { unit } = await workspace.status("--wait-ready");
  expect([unit("pool#1").state, unit("pool#2").state]).toEqual(["ready", "failed"]);
  await workspace.repo("down");
});

test("replicas have a port each", async () => {
  const worker = { run: "echo on $PORT; exec sleep 1000", replicas: 2, ports: { http: "auto" } };
  using folder = workspaceOf({ services: { web: { path: "web", processes: { worker } } } });
  using up = bringUp(folder);
  await Promise.all([up.says("web:worker#1 | on "), up.says("web:worker#2 | on ")]);
  const ports = [...up.said.matchAll(/\| on (\d+)/g)].map(([, port]) => port);
  expect(new Set(ports).size).toBe(2);
  up.child.kill("SIGTERM");
  await up.exit;
});

test("a process starts again when a file changes that it watches", async () => {
  const dev = { run: "cat said; exec sleep 1000", watch: ["said"] };
  using folder = workspaceOf({ services: { web: { path: "web", processes: { dev } } } }, { "web/said": "first\n" });
  folder.track();
  using up = bringUp(folder);
  await up.says("| first");
  folder.write({ "web/said": "second\n" });
  await up.says("| second");
  up.child.kill("SIGINT");
  expect(await up.exit).toEqual([130, null]);
});

describe("in the background", () => {
  test("it stays when repo has ended, tells how it stands, starts again, stops, and goes", async () => {
    using there = inBackground({ services: SERVICES });
    const up = await there.repo("up", "web", "--detach", ...ON_HOST);
    expect(up).toMatchObject({ exitCode: 0, stdout: "db, api, web in the background   repo status, repo logs -f, repo down\n" });
    const ready = await there.repo("status", "--wait-ready", "--json");
    expect(ready.exitCode).toBe(0);
    const states = (text: string) =>
      (JSON.parse(text) as { units: { unit: string; state: string }[] }).units.map(({ unit, state }) => [unit, state]);
    expect(states(ready.stdout)).toEqual([
      ["db", "ready"],
      ["api", "ready"],
      ["web", "ready"],
    ]);
    expect((await there.repo("logs", "db")).stdout).toMatch(/^\S+Z db \| listening\n$/);
    expect((await there.repo("restart", "web")).stdout).toBe("starting again: web\n");
    expect((await there.repo("status", "--wait-ready")).exitCode).toBe(0);
    expect((await there.repo("stop", "api")).stdout).toBe("stopped: api\n");
    expect(states((await there.repo("status", "--json")).stdout)).toEqual([
      ["db", "ready"],
      ["api", "ended"],
      ["web", "ended"],
    ]);
    expect(await there.repo("up", "web", "-d", ...ON_HOST)).toMatchObject({ stdout: expect.stringContaining("which was there") });
    expect((await there.repo("down")).stdout).toBe("ended: db, api, web\n");
    expect((await there.repo("status")).stdout).toBe("nothing runs; repo up starts it\n");
    expect(there.processes()).toEqual([]);
  });

  test("a second repo up joins it, starts what is missing, and leaves it running", async () => {
    using there = inBackground({ services: SERVICES });
    await there.repo("up", "db", "--detach", ...ON_HOST);
    const child = startRepo(["up", "api", ...ON_HOST], { cwd: there.folder.path, env: there.env });
    let said = "";
    const ready = new Promise<void>((resolve) => {
      for (const stream of [child.stdout, child.stderr])
        stream?.on("data", (chunk: Buffer) => {
          said += chunk.toString();
          if (said.includes("| serving")) resolve();
        });
    });
    await ready;
    expect(said).toContain("repo: this joins what runs already; Ctrl-C leaves it running, repo down ends it\n");
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([130, null]);
    expect((await there.repo("status", "api", "--wait-ready")).exitCode).toBe(0);
    await there.repo("down");
    expect(there.processes()).toEqual([]);
  });

  test("one that was killed: the next command finds what it left, and repo down ends it", async () => {
    using there = inBackground({ services: SERVICES });
    await there.repo("up", "db", "--detach", ...ON_HOST);
    await there.repo("status", "--wait-ready");
    const { stdout } = await there.repo("status", "--json");
    const left = (JSON.parse(stdout) as { units: { pid: number }[] }).units.map(({ pid }) => pid).filter((pid) => pid !== undefined);
    for (const pid of there.processes()) if (!left.includes(pid)) kill(pid);
    const status = await there.repo("status");
    expect(status).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/^repo: what ran here was killed .*:\n {2}db .*\nrepo down ends them\n$/),
    });
    expect((await there.repo("down")).stdout).toBe("ended: db\n");
    expect(there.processes()).toEqual([]);
  });
});

describe("a repo up in the foreground is reached by the others", () => {
  test("status with its ports, stop, restart, one more service, and the end by repo down", async () => {
    using folder = workspaceOf({ services: SERVICES });
    using up = bringUp(folder, ["api"]);
    await up.says("api ready");
    const repo = async (...args: readonly string[]) => await runRepo(args, { cwd: folder.path });
    const status = JSON.parse((await repo("status", "--json")).stdout) as { units: { unit: string; state: string; ports?: unknown }[] };
    expect(status.units.map(({ unit, state }) => [unit, state])).toEqual([
      ["db", "ready"],
      ["api", "ready"],
      ["web", "idle"],
    ]);
    expect(status.units[1]?.ports).toEqual([{ name: "http", port: expect.any(Number) }]);
    const text = (await repo("status")).stdout;
    expect(text).toMatch(/✓ api +http \d+ /);
    expect(text).toMatch(/\n1 not started\n$/);
    expect(await repo("restart", "wep")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('nothing here is called "wep"; did you mean "web"?'),
    });
    const joined = startRepo(["up", "web", ...ON_HOST], { cwd: folder.path });
    // The unit is another's: that one shows it too.
    await up.says("web ready");
    joined.kill("SIGTERM");
    expect(await once(joined, "exit")).toEqual([143, null]);
    expect((await repo("stop", "web")).stdout).toBe("stopped: web\n");
    await up.says("web stopped");
    expect((await repo("down")).stdout).toBe("ended: db, api\n");
    expect(await up.exit).toEqual([0, null]);
    expect(up.processes()).toEqual([]);
  });

  test("who joined ends as well when all that it wanted has ended", async () => {
    const services = { ...SERVICES, job: { path: "job", processes: { dev: { run: "exit 3", restart: "never" } } } };
    using folder = workspaceOf({ services });
    using up = bringUp(folder, ["db"]);
    await up.says("db ready");
    const joined = await runRepo(["up", "job", ...ON_HOST], { cwd: folder.path });
    expect(joined).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("✗ job ended with 3\n") });
    up.child.kill("SIGINT");
    await up.exit;
  });

  test("a verb that needs company uses what runs there, and leaves it running", async () => {
    const db = { run: "echo listening; exec sleep 1000", ready: { line: "listening" }, ports: { sql: "auto" } };
    const cache = { run: "echo warm; exec sleep 1000", ready: { line: "warm" } };
    const e2e = { run: 'echo "db at $WEB_DB_SQL_PORT"', needs: ["db", "cache"] };
    using folder = workspaceOf({ services: { web: { path: "web", processes: { db, cache }, verbs: { e2e } } } });
    using up = bringUp(folder, ["web:db"]);
    await up.says("web:db ready");
    const states = async () => {
      const { stdout } = await runRepo(["status", "--json"], { cwd: folder.path });
      return (JSON.parse(stdout) as { units: { unit: string; state: string; ports?: { port: number }[] }[] }).units;
    };
    const port = (await states())[0]?.ports?.[0]?.port;
    const run = await runRepo(["e2e", "web", ...ON_HOST], { cwd: folder.path });
    expect(run).toMatchObject({ exitCode: 0, stdout: `db at ${port}\n` });
    expect(run.stderr).toContain("repo: starting what is needed and does not run yet: web:cache\n");
    expect((await states()).map(({ unit, state }) => [unit, state])).toEqual([
      ["web:db", "ready"],
      ["web:cache", "ended"],
    ]);
    up.child.kill("SIGINT");
    await up.exit;
  });
});
