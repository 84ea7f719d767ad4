import { describe, expect, test } from "@jest/globals";
import type { UnitDependency } from "@nix-repo/model";
import { DEFAULT_RESTART, type RestartPolicy, type UnitReadiness } from "../../src/index.ts";
import { consequences, exitWith, SIGTERM, simulate } from "./simulation.ts";

const on = (unit: string, until: UnitDependency["until"] = "ready"): UnitDependency => ({ unit, until });
const READINESS: UnitReadiness = { check: { kind: "own" }, timeoutMs: 60_000, periodMs: 100 };
const WEB_AND_DB = [
  { id: "web", dependsOn: [on("db")] },
  { id: "db", readiness: READINESS },
] as const;

async function run(ms = 0, { clock }: Pick<ReturnType<typeof simulate>, "clock">): Promise<void> {
  await clock.pass(ms);
}

describe("starting", () => {
  test("starts what is needed first, and says what is waited for", async () => {
    const simulation = simulate(WEB_AND_DB);
    const { supervisor, starter, changes } = simulation;
    supervisor.start(["web"]);
    await run(1_000, simulation);
    expect(supervisor.status()).toMatchObject([
      { id: "web", state: { kind: "waiting", for: [on("db")] }, pid: undefined },
      { id: "db", state: { kind: "running", why: { kind: "no-connection" } }, pid: 1_000 },
    ]);
    const [db] = starter.processes;
    if (db !== undefined) db.isReady = true;
    await run(100, simulation);
    expect(changes()).toEqual([
      "db waiting",
      "web waiting",
      "db starting",
      "db running",
      // It has said why it is not ready.
      "db running",
      "db ready",
      "web starting",
      "web ready",
    ]);
    expect(await supervisor.waitReady(["web", "db"])).toEqual({ kind: "ready" });
  });

  test("what says that it never will be ready is ended, and has failed", async () => {
    const simulation = simulate(WEB_AND_DB);
    const { supervisor, starter, changes } = simulation;
    supervisor.start(["web"]);
    await run(1_000, simulation);
    const [db] = starter.processes;
    const failure = { code: "container-unhealthy", container: "db", output: "" } as const;
    if (db !== undefined) db.failure = failure;
    await run(100, simulation);
    expect(supervisor.status()).toMatchObject([
      { state: { kind: "failed", because: { kind: "dependency", dependency: on("db") } } },
      { state: { kind: "failed", because: { kind: "not-started", failure } } },
    ]);
    expect([db?.isAsked, changes()]).toEqual([true, expect.arrayContaining(["db stopping", "db failed", "web failed"])]);
  });

  test("a second time adds what is missing", async () => {
    const simulation = simulate([{ id: "a" }, { id: "b", dependsOn: [on("a")] }, { id: "seed" }]);
    const { supervisor, starter } = simulation;
    supervisor.start(["a", "seed"]);
    await consequences();
    starter.last("seed")?.end(exitWith(0));
    await consequences();
    supervisor.start(["b", "seed"]);
    await consequences();
    expect(starter.processes.map(({ unit }) => unit)).toEqual(["a", "seed", "b"]);
  });

  test("tries again what has failed, and with it what could not be started for that", async () => {
    const simulation = simulate([{ id: "web", dependsOn: [on("seed", "completed")] }, { id: "seed" }]);
    const { supervisor, starter } = simulation;
    supervisor.start(["web"]);
    await consequences();
    starter.last("seed")?.end(exitWith(1));
    expect(await supervisor.waitReady(["web"])).toMatchObject({
      kind: "not-ready",
      units: [{ id: "web", state: { kind: "failed", because: { kind: "dependency", dependency: on("seed", "completed") } } }],
    });
    supervisor.restart(["seed"]);
    await consequences();
    starter.last("seed")?.end(exitWith(0));
    expect(await supervisor.waitReady(["web"])).toEqual({ kind: "ready" });
    expect(await supervisor.close()).toEqual({ failed: [] });
  });

  test("does not go on with a server that has ended before it was ready, with 0 or not", async () => {
    const simulation = simulate(WEB_AND_DB);
    const { supervisor, starter } = simulation;
    supervisor.start(["web"]);
    await consequences();
    starter.last("db")?.end(exitWith(0));
    await consequences();
    expect(supervisor.status().map(({ state }) => state)).toMatchObject([
      { kind: "failed", because: { kind: "dependency" } },
      { kind: "failed", because: { kind: "exited", exit: exitWith(0), wasReady: false } },
    ]);
    expect((await supervisor.close()).failed.map(({ id }) => id)).toEqual(["web", "db"]);
  });

  test("of what cannot be started is said, and not tried again by itself", async () => {
    const simulation = simulate([{ id: "web", restart: DEFAULT_RESTART }], { onStart: () => undefined });
    simulation.supervisor.start(["web"]);
    await run(100_000, simulation);
    expect(simulation.supervisor.status()).toMatchObject([
      { state: { kind: "failed", because: { kind: "not-started", failure: { code: "start-failed" } } } },
    ]);
    expect(simulation.states("web")).toEqual(["waiting", "starting", "failed"]);
  });
});

describe("restarting", () => {
  const restart: RestartPolicy = { when: "on-failure", backoffMs: 1_000, maxBackoffMs: 5_000, limit: 4, resetAfterMs: 10_000 };

  test("waits twice as long each time, up to the longest, and gives up at the limit", async () => {
    const simulation = simulate([{ id: "web", restart }], { onStarted: (process) => process.end(exitWith(9)) });
    const { supervisor, events } = simulation;
    supervisor.start(["web"]);
    await run(100_000, simulation);
    const waits = events.flatMap((event) =>
      event.type === "unit-changed" && event.state.kind === "backoff" ? [event.state.until - event.at] : [],
    );
    expect(waits).toEqual([1_000, 2_000, 4_000, 5_000]);
    expect(supervisor.status()).toMatchObject([
      { restarts: 4, exit: exitWith(9), state: { kind: "failed", because: { kind: "exited", exit: exitWith(9) } } },
    ]);
  });

  test("counts anew after it was ready for a while", async () => {
    const simulation = simulate([{ id: "web", restart: { ...restart, limit: 1 } }]);
    const { supervisor, starter } = simulation;
    supervisor.start(["web"]);
    for (let round = 0; round < 5; round += 1) {
      await run(10_000, simulation);
      starter.last("web")?.end(exitWith(1));
      await run(1_000, simulation);
    }
    expect(supervisor.status()).toMatchObject([{ restarts: 5, state: { kind: "ready" } }]);
  });

  test.each([
    ["never", 1, "failed"],
    ["never", 0, "completed"],
    ["on-failure", 1, "ready"],
    ["on-failure", 0, "completed"],
    ["always", 1, "ready"],
    ["always", 0, "ready"],
  ] as const)("%s: what ends with %i is %s then", async (when, code, kind) => {
    const simulation = simulate([{ id: "web", restart: { ...restart, when } }]);
    simulation.supervisor.start(["web"]);
    await consequences();
    simulation.starter.last("web")?.end(exitWith(code));
    await run(2_000, simulation);
    expect(simulation.supervisor.status()).toMatchObject([{ state: { kind } }]);
  });

  test("by hand ends what runs first, and leaves alone what needs it", async () => {
    const simulation = simulate([{ id: "web", dependsOn: [on("db")] }, { id: "db" }]);
    const { supervisor, starter } = simulation;
    supervisor.start(["web"]);
    await consequences();
    supervisor.restart(["db"]);
    expect(await supervisor.waitReady(["db"])).toEqual({ kind: "ready" });
    expect(starter.processes.map(({ unit, exit }) => [unit, exit])).toEqual([
      ["db", SIGTERM],
      ["web", undefined],
      ["db", undefined],
    ]);
    expect(supervisor.status()).toMatchObject([{ restarts: 0 }, { restarts: 1 }]);
  });
});

describe("what is late", () => {
  test("is ended, and has failed; it says why", async () => {
    const simulation = simulate([{ id: "db", readiness: { ...READINESS, timeoutMs: 5_000 } }]);
    simulation.supervisor.start(["db"]);
    await run(5_000, simulation);
    expect(simulation.states("db")).toEqual(["waiting", "starting", "running", "running", "stopping", "failed"]);
    expect(simulation.supervisor.status()).toMatchObject([
      { state: { because: { kind: "late", timeoutMs: 5_000, why: { kind: "no-connection" } } } },
    ]);
  });

  test("is asked for the first time after its delay, and is ready after as many answers as it takes", async () => {
    const readiness = { ...READINESS, startDelayMs: 2_000, threshold: 3 };
    const simulation = simulate([{ id: "db", readiness }], { onStarted: (process) => (process.isReady = true) });
    const { supervisor } = simulation;
    supervisor.start(["db"]);
    await run(2_199, simulation);
    expect(supervisor.status()).toMatchObject([{ state: { kind: "running", why: undefined } }]);
    await run(1, simulation);
    expect(supervisor.status()).toMatchObject([{ state: { kind: "ready" } }]);
  });

  test("no longer answers is told, and so is that it answers again", async () => {
    const simulation = simulate([{ id: "db", readiness: { ...READINESS, againAfterMs: 1_000, threshold: 2 } }], {
      onStarted: (process) => (process.isReady = true),
    });
    const { supervisor, starter, states } = simulation;
    supervisor.start(["db"]);
    await run(10_000, simulation);
    const db = starter.last("db");
    if (db === undefined) throw new Error("it was not started");
    db.isReady = false;
    await run(1_200, simulation);
    expect(supervisor.status()).toMatchObject([{ state: { kind: "running", why: { kind: "no-connection" } } }]);
    db.isReady = true;
    await run(60_000, simulation);
    expect(states("db")).toEqual(["waiting", "starting", "running", "ready", "running", "ready"]);
  });
});

describe("stopping", () => {
  test("ends first what needs it, and kills what does not end in its grace", async () => {
    const simulation = simulate(
      [{ id: "web", dependsOn: [on("db")], stop: { signal: "SIGTERM", graceMs: 3_000 } }, { id: "db" }, { id: "other" }],
      {
        onAsk: (process) => {
          if (process.unit !== "web") process.end(SIGTERM);
        },
      },
    );
    const { supervisor, starter } = simulation;
    supervisor.start(["web", "other"]);
    await consequences();
    const stopped = supervisor.stop(["db"]);
    await run(2_999, simulation);
    expect(supervisor.status()).toMatchObject([
      { state: { kind: "stopping", for: [], killed: false } },
      { state: { kind: "stopping", for: ["web"] } },
      { state: { kind: "ready" } },
    ]);
    expect(starter.last("db")?.isAsked).toBe(false);
    await run(1, simulation);
    await stopped;
    expect(supervisor.status()).toMatchObject([
      { state: { kind: "ended", exit: { kind: "signal", signal: "SIGKILL" } } },
      { state: { kind: "ended", exit: SIGTERM } },
      { state: { kind: "ready" } },
    ]);
  });

  test("what is only about to start, or waits, ends at once", async () => {
    const simulation = simulate([{ id: "web", dependsOn: [on("db")] }, { id: "db" }], { onStart: () => 5_000 });
    const { supervisor, starter } = simulation;
    supervisor.start(["web"]);
    await consequences();
    const stopped = supervisor.stop(["db"]);
    await run(5_000, simulation);
    await stopped;
    expect(supervisor.status()).toMatchObject([{ state: { kind: "ended" } }, { state: { kind: "ended" } }]);
    expect(starter.processes).toEqual([]);
  });

  test("asked for again while it ends, it comes back", async () => {
    const simulation = simulate([{ id: "web" }], { onAsk: () => undefined });
    const { supervisor, starter } = simulation;
    supervisor.start(["web"]);
    await consequences();
    const stopped = supervisor.stop(["web"]);
    supervisor.start(["web"]);
    starter.last("web")?.end(SIGTERM);
    await stopped;
    expect(await supervisor.waitReady(["web"])).toEqual({ kind: "ready" });
    expect(starter.processes.length).toBe(2);
  });
});

describe("waiting", () => {
  test("for units that nobody has asked for says so; and ends when it is told to", async () => {
    const simulation = simulate(WEB_AND_DB);
    const { supervisor } = simulation;
    expect(await supervisor.waitReady(["web"])).toMatchObject({ kind: "not-ready", units: [{ id: "web", state: { kind: "idle" } }] });
    supervisor.start(["web"]);
    const abort = new AbortController();
    const ready = supervisor.waitReady(["web"], abort.signal);
    abort.abort();
    expect(await ready).toEqual({ kind: "aborted" });
  });

  test("until nothing runs any more", async () => {
    const simulation = simulate([{ id: "a" }, { id: "b", dependsOn: [on("a", "completed")] }]);
    const { supervisor, starter } = simulation;
    supervisor.start(["b"]);
    const rest = supervisor.waitAtRest();
    await consequences();
    starter.last("a")?.end(exitWith(0));
    await consequences();
    starter.last("b")?.end(exitWith(2));
    await rest;
    expect((await supervisor.close()).failed.map(({ id }) => id)).toEqual(["b"]);
  });
});
