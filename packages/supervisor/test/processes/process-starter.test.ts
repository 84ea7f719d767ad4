import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { ok } from "@nix-repo/model";
import { startSteering, temporaryFolder, until } from "@nix-repo/testkit";
import { DEFAULT_RESTART, type UnitReadiness } from "../../src/index.ts";
import { bashLaunch, launchOf, nodeLaunch, realUnits } from "./real-units.ts";

const LATE = 60_000;
const QUICK_RESTART = { ...DEFAULT_RESTART, backoffMs: 1, maxBackoffMs: 4 };

function byLine(pattern: string): UnitReadiness {
  return { check: { kind: "line", pattern }, timeoutMs: LATE };
}

describe("a unit as a process", () => {
  test("leads a session of its own, with its environment, and its output is told, secrets hidden", async () => {
    await using units = realUnits([
      {
        id: "web",
        env: { API_TOKEN: "s3cret-value", PLAIN: "ü" },
        launch: bashLaunch('echo "$PLAIN $API_TOKEN"; echo err >&2; ps -o sid= -p $$; echo $$; exec sleep 1000'),
      },
    ]);
    units.supervisor.start(["web"]);
    const { pid } = await units.becomes("web", "ready");
    await units.writes("web", "err");
    await units.writes("web", `${pid}\n`);
    expect(units.output("web")).toContain("ü ***\n");
    expect(units.mark.processes().map(({ session }) => session)).toContain(pid);
    await units.supervisor.stop(["web"]);
    expect(units.supervisor.status()).toMatchObject([
      { state: { kind: "ended", exit: { kind: "signal", signal: "SIGTERM" } }, pid: undefined },
    ]);
    expect(units.mark.processes()).toEqual([]);
  });

  test("is ready late, and what needs it starts then", async () => {
    await using steering = await startSteering();
    await using units = realUnits([
      { id: "web", dependsOn: [{ unit: "db", until: "ready" }], launch: launchOf(steering.command("web").argv) },
      { id: "db", readiness: byLine("^listening on \\d+$"), launch: launchOf(steering.command("db").argv) },
    ]);
    units.supervisor.start(["web"]);
    const db = await steering.started("db");
    await units.becomes("db", "running");
    await db.ask("echo listening soon");
    await units.writes("db", "soon");
    expect(units.supervisor.status()).toMatchObject([
      { id: "web", state: { kind: "waiting", for: [{ unit: "db", until: "ready" }] } },
      { id: "db", state: { kind: "running", why: { kind: "no-line" } }, pid: db.pid },
    ]);
    await db.ask("echo listening on 5432");
    expect(await units.supervisor.waitReady(["web"])).toEqual({ kind: "ready" });
    const web = await steering.started("web");
    // In reverse: who needs it ends first.
    const order: string[] = [];
    void web.gone.then(() => order.push("web"));
    void db.gone.then(() => order.push("db"));
    await units.supervisor.close();
    await Promise.all([web.gone, db.gone]);
    expect(order).toEqual(["web", "db"]);
  });

  test("crashes twice and then holds", async () => {
    await using steering = await startSteering();
    await using units = realUnits([
      { id: "web", restart: QUICK_RESTART, readiness: byLine("^up"), launch: launchOf(steering.command("web").argv) },
    ]);
    units.supervisor.start(["web"]);
    (await steering.started("web")).tell("exit 7");
    expect(await units.becomes("web", "backoff")).toMatchObject({
      restart: 1,
      because: { kind: "exited", exit: { kind: "code", code: 7 }, wasReady: false },
    });
    (await steering.started("web")).tell("kill -SEGV $$");
    expect(await units.becomes("web", "backoff")).toMatchObject({ restart: 2, because: { exit: { kind: "signal", signal: "SIGSEGV" } } });
    const third = await steering.started("web");
    await third.ask("echo up");
    expect(await units.supervisor.waitReady(["web"])).toEqual({ kind: "ready" });
    expect(units.supervisor.status()).toMatchObject([{ restarts: 2, pid: third.pid, state: { kind: "ready" } }]);
    expect(await units.supervisor.close()).toEqual({ failed: [] });
  });

  test("that crashes for good fails, and what waits for it is not started", async () => {
    await using units = realUnits([
      {
        id: "web",
        dependsOn: [
          { unit: "db", until: "started" },
          { unit: "seed", until: "completed" },
        ],
        launch: bashLaunch("exec sleep 1000"),
      },
      { id: "db", launch: bashLaunch("exec sleep 1000") },
      { id: "seed", restart: { ...QUICK_RESTART, limit: 1 }, launch: bashLaunch("exit 4") },
    ]);
    units.supervisor.start(["web"]);
    const answer = await units.supervisor.waitReady(["web"]);
    expect(answer).toMatchObject({
      kind: "not-ready",
      units: [{ id: "web", state: { kind: "failed", because: { kind: "dependency", dependency: { unit: "seed", until: "completed" } } } }],
    });
    expect((await units.supervisor.close()).failed.map(({ id, restarts }) => [id, restarts])).toEqual([
      ["web", 0],
      ["seed", 1],
    ]);
    expect(units.mark.processes()).toEqual([]);
  });

  test("that ignores being asked is killed after its grace, with its children", async () => {
    await using units = realUnits([
      {
        id: "web",
        stop: { signal: "SIGTERM", graceMs: 300 },
        readiness: byLine("^ready"),
        launch: bashLaunch("trap '' TERM; (trap '' TERM; sleep 1000) & echo ready; while :; do wait; done"),
      },
    ]);
    units.supervisor.start(["web"]);
    await units.becomes("web", "ready");
    await until(() => units.mark.processes().length >= 2);
    await units.supervisor.stop(["web"]);
    expect(units.supervisor.status()).toMatchObject([{ state: { kind: "ended", exit: { kind: "signal", signal: "SIGKILL" } } }]);
    expect(
      units.events.filter((event) => event.type === "unit-changed" && event.state.kind === "stopping" && event.state.killed),
    ).toHaveLength(1);
    expect(units.mark.processes()).toEqual([]);
  });

  test("gets the signal that it wants, or the command; where that fails, the signal", async () => {
    using folder = temporaryFolder();
    const pidFile = join(folder.path, "pid");
    const told = "trap 'echo got INT; exit 0' INT; trap 'echo got TERM; exit 0' TERM; echo ready; while :; do sleep 0.01; done";
    const stop = { signal: "SIGINT", graceMs: LATE } as const;
    await using units = realUnits([
      { id: "signal", stop, readiness: byLine("^ready"), launch: bashLaunch(told) },
      {
        id: "command",
        stop: { ...stop, command: async () => ok(bashLaunch('kill -TERM "$(cat "$1")"', pidFile)) },
        readiness: byLine("^ready"),
        launch: bashLaunch(`echo $$ >"$1"; ${told}`, pidFile),
      },
      {
        id: "fails",
        stop: { ...stop, command: async () => ok(bashLaunch("exit 1")) },
        readiness: byLine("^ready"),
        launch: bashLaunch(told),
      },
    ]);
    units.supervisor.start(["signal", "command", "fails"]);
    expect(await units.supervisor.waitReady(["signal", "command", "fails"])).toEqual({ kind: "ready" });
    await units.supervisor.close();
    expect(["signal", "command", "fails"].map((unit) => units.output(unit).replace("ready\n", ""))).toEqual([
      "got INT\n",
      "got TERM\n",
      "got INT\n",
    ]);
  });

  test("its commands see its variables, and the one that stops it may clean up behind it", async () => {
    using folder = temporaryFolder();
    const at = (name: string) => join(folder.path, name);
    const cleanUp = 'echo "stopping at $PORT, ${REPO_UNIT_MARK##*/}" >"$1"; kill -TERM "$2"; sleep 0.7; echo clean >>"$1"';
    await using units = realUnits([
      {
        id: "web",
        env: { PORT: "4711" },
        readiness: {
          check: { kind: "command", run: { kind: "bash", script: "" } },
          timeoutMs: LATE,
          periodMs: 5,
          probe: async () => ok(bashLaunch('test "$PORT" = 4711')),
        },
        stop: {
          signal: "SIGTERM",
          graceMs: LATE,
          command: async () => ok(bashLaunch(cleanUp, at("stopped"), String(units.supervisor.status()[0]?.pid))),
        },
        launch: bashLaunch("exec sleep 1000"),
      },
    ]);
    units.supervisor.start(["web"]);
    expect(await units.supervisor.waitReady(["web"])).toEqual({ kind: "ready" });
    await units.supervisor.close();
    expect(readFileSync(at("stopped"), "utf8")).toBe("stopping at 4711, web\nclean\n");
    expect(units.mark.processes()).toEqual([]);
  });

  test("forks and leaves: what it left is ended with it, wherever it has gone", async () => {
    // Forks, leads a new session, forks again and ends in between: nobody's child, nobody's group; and one that also changes its name.
    const daemon = "setsid bash -c 'trap \"\" HUP; (exec -a innocent sleep 1000) & (sleep 1001) & disown -a' & wait; echo left";
    await using units = realUnits([
      { id: "web", readiness: byLine("^left"), launch: bashLaunch(`${daemon}; exec sleep 1002`) },
      { id: "gone", launch: bashLaunch(daemon) },
    ]);
    units.supervisor.start(["web", "gone"]);
    await units.becomes("web", "ready");
    const { pid = 0 } = units.supervisor.status()[0] ?? {};
    const strayed = () => units.mark.processes().filter(({ session, words }) => session !== pid && words.at(-1)?.startsWith("100"));
    // It has ended by itself, and all that it left is ended too.
    await units.becomes("gone", "completed");
    expect(units.events.filter(({ type }) => type === "unit-left-behind")).toMatchObject([{ unit: "gone" }]);
    expect(
      strayed()
        .map(({ words }) => words.join(" "))
        .sort(),
    ).toEqual(["innocent 1000", "sleep 1001"]);
    await units.supervisor.stop(["web"]);
    expect(units.mark.processes()).toEqual([]);
  });

  test("that cannot be executed has failed, and says why", async () => {
    await using units = realUnits([{ id: "web", restart: QUICK_RESTART, launch: launchOf(["/nowhere/at-all"]) }]);
    units.supervisor.start(["web"]);
    expect((await units.becomes("web", "failed")).because).toEqual({
      kind: "not-started",
      failure: { code: "start-failed", file: "/nowhere/at-all", reason: "it does not exist" },
    });
  });

  test("whose environment takes for ever is not waited for when it is no longer wanted", async () => {
    await using units = realUnits([{ id: "web", launch: new Promise<never>(() => undefined) }]);
    units.supervisor.start(["web"]);
    await units.becomes("web", "starting");
    expect(await units.supervisor.close()).toEqual({ failed: [] });
    expect(units.supervisor.status()).toMatchObject([{ state: { kind: "ended", exit: undefined } }]);
  });

  test("is ended where it is not ready in its time", async () => {
    await using units = realUnits([
      { id: "web", readiness: { ...byLine("never"), timeoutMs: 50 }, launch: bashLaunch("sleep 1000 & wait") },
    ]);
    units.supervisor.start(["web"]);
    expect((await units.becomes("web", "failed")).because).toEqual({
      kind: "late",
      timeoutMs: 50,
      why: { kind: "no-line", pattern: "never" },
    });
    expect(units.mark.processes()).toEqual([]);
  });
});

describe("a unit is asked whether it is ready", () => {
  test("by a port, by HTTP and by a command; and what it said last is known", async () => {
    const closed = createTcpServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port } = closed.address() as AddressInfo;
    closed.close();
    const serve = `require("http").createServer((q, r) => { r.statusCode = require("fs").existsSync(process.argv[2]) ? 200 : 503; r.end() }).listen(${port}, "127.0.0.1")`;
    using folder = temporaryFolder();
    const file = join(folder.path, "healthy");
    const quick = { timeoutMs: LATE, periodMs: 5 };
    await using units = realUnits([
      {
        id: "http",
        readiness: { ...quick, check: { kind: "http", url: `http://127.0.0.1:${port}/health`, status: 200 } },
        launch: nodeLaunch(serve, "-", file),
      },
      { id: "tcp", readiness: { ...quick, check: { kind: "tcp", host: "localhost", port } }, launch: bashLaunch("exec sleep 1000") },
      {
        id: "command",
        readiness: {
          ...quick,
          check: { kind: "command", run: { kind: "bash", script: "" } },
          probe: async () => ok(bashLaunch('test -e "$1"', file)),
        },
        launch: bashLaunch("exec sleep 1000"),
      },
    ]);
    const why = (unit: string) =>
      units.supervisor.status().flatMap(({ id, state }) => (id === unit && state.kind === "running" ? [state.why?.kind] : []));
    units.supervisor.start(["http", "tcp", "command"]);
    await units.becomes("tcp", "ready");
    await until(() => why("http")[0] === "status" && why("command")[0] === "exit");
    folder.write({ healthy: "" });
    expect(await units.supervisor.waitReady(["http", "tcp", "command"])).toEqual({ kind: "ready" });
  });

  test("again while it runs, where that is wanted", async () => {
    let status = 200;
    const server = createServer((_, response) => response.writeHead(status).end()).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await using units = realUnits([
      {
        id: "web",
        readiness: {
          check: { kind: "http", url: `http://127.0.0.1:${port}/` },
          timeoutMs: LATE,
          periodMs: 5,
          againAfterMs: 10,
          threshold: 2,
        },
        launch: bashLaunch("exec sleep 1000"),
      },
    ]);
    units.supervisor.start(["web"]);
    await units.becomes("web", "ready");
    await units.becomes("web", "running");
    status = 500;
    expect(await units.becomes("web", "running")).toMatchObject({ why: { kind: "status", status: 500 } });
    status = 200;
    await units.becomes("web", "ready");
    server.close();
  });
});
