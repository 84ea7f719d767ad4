import { describe, expect, test } from "@jest/globals";
import { type Event, type ExitStatus, type Launch, ok, type Readiness } from "@nix-repo/model";
import { manualClock, startSteering, temporaryFolder } from "@nix-repo/testkit";
import type { GiveTerminal } from "../src/index.ts";
import { graphOf, type ServiceSketch, startRun, workspaceOf } from "./builders.ts";

type Verbs = NonNullable<ServiceSketch["registry"]>;

async function runOf(root: string, registry: Verbs, requested: readonly string[], options: Parameters<typeof startRun>[2] = {}) {
  const workspace = workspaceOf(root, { s: { folder: root, registry } });
  const graph = await graphOf(
    workspace,
    requested.map((name) => `s:${name}`),
  );
  return startRun(workspace, graph, options);
}

async function outcomesOf(run: Awaited<ReturnType<typeof runOf>>) {
  return Object.fromEntries([...(await run.outcomes)].map(([id, outcome]) => [id.slice(2), outcome]));
}

function told(events: readonly Event[]): string[] {
  return events.flatMap((event) =>
    "task" in event && event.type !== "notice" && event.type !== "task-output" ? [`${event.task?.slice(2)} ${event.type.slice(5)}`] : [],
  );
}

const ANY_TIME = expect.any(Number) as unknown as number;
const line = (pattern: string): Readiness => ({ check: { kind: "line", pattern }, timeoutMs: 60_000 });

describe("a persistent task that others need", () => {
  test("is ready as soon as it has started, and stopped when they have ended", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const registry = {
      db: { run: steering.command("db"), persistent: true },
      one: { run: steering.command("one"), dependsOn: ["db"] },
      two: { run: steering.command("two"), dependsOn: ["db"] },
    };
    const run = await runOf(folder.path, registry, ["one", "two"], { concurrency: 1 });
    const db = await steering.started("db");
    (await steering.started("one")).tell("exit 0");
    const two = await steering.started("two");
    await run.finished("s:one");
    await db.ask("trap 'exit 0' TERM");
    two.tell("exit 7");
    expect(await outcomesOf(run)).toEqual({
      db: { kind: "stopped", durationMs: ANY_TIME, because: "not-needed" },
      one: { kind: "passed", durationMs: ANY_TIME },
      two: { kind: "failed", durationMs: ANY_TIME, status: { kind: "code", code: 7 } },
    });
    expect(told(run.events)).toEqual([
      "db started",
      "db ready",
      "one started",
      "one finished",
      "two started",
      "two finished",
      "db finished",
    ]);
  });

  test("lets them start when it says that it is ready, and holds no place from then on", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const registry = {
      api: { run: steering.command("api"), persistent: true, readyWhen: line("^ready$") },
      web: { run: steering.command("web"), persistent: true, readyWhen: line("^ready$"), dependsOn: ["api"] },
      e2e: { run: steering.command("e2e"), dependsOn: ["web"] },
      other: steering.command("other"),
    };
    const run = await runOf(folder.path, registry, ["e2e", "other"], { concurrency: 1 });
    const api = await steering.started("api");
    await api.ask("echo not yet");
    expect(steering.startedSoFar).toEqual(["api"]);
    await api.ask("echo ready");
    const web = await steering.started("web");
    expect(told(run.events)).toEqual(["api started", "api ready", "web started"]);
    await web.ask("echo ready");
    (await steering.started("e2e")).tell("exit 0");
    // Web is ended first, and only then what it needs.
    await web.gone;
    await api.gone;
    (await steering.started("other")).tell("exit 0");
    expect(await outcomesOf(run)).toMatchObject({
      api: { kind: "stopped" },
      web: { kind: "stopped" },
      e2e: { kind: "passed" },
      other: { kind: "passed" },
    });
    const ends = told(run.events).filter((each) => each.endsWith("finished"));
    expect(ends.indexOf("web finished")).toBeLessThan(ends.indexOf("api finished"));
  });

  test("is killed where it does not end when it is asked to", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const clock = manualClock();
    const registry = { db: { run: steering.command("db"), persistent: true }, x: { run: steering.command("x"), dependsOn: ["db"] } };
    const run = await runOf(folder.path, registry, ["x"], { clock });
    const [db, x] = await Promise.all([steering.started("db"), steering.started("x")]);
    await db.ask("trap '' TERM; sleep 1000 & :");
    x.tell("exit 0");
    await clock.pass(10_000);
    await db.gone;
    expect(await outcomesOf(run)).toMatchObject({ db: { kind: "stopped", because: "not-needed" } });
  });

  test("that is not ready in time has failed, and so has what waits for it", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const clock = manualClock();
    const registry = {
      db: { run: steering.command("db"), persistent: true, readyWhen: line("ready") },
      x: { run: steering.command("x"), dependsOn: ["db"] },
    };
    const run = await runOf(folder.path, registry, ["x"], { clock });
    const db = await steering.started("db");
    await clock.pass(60_000);
    await db.gone;
    expect(await outcomesOf(run)).toEqual({
      db: { kind: "failed", durationMs: ANY_TIME, status: { kind: "signal", signal: "SIGTERM" }, timeoutMs: 60_000, unready: true },
      x: { kind: "not-started", because: { kind: "dependency-failed", task: "s:db" } },
    });
    expect(clock.set).toEqual([]);
  });

  test("is tried again until it is ready, but not after", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const clock = manualClock();
    const registry = {
      db: { run: steering.command("db"), persistent: true, readyWhen: line("ready"), retries: 5 },
      x: { run: steering.command("x"), dependsOn: ["db"] },
    };
    const run = await runOf(folder.path, registry, ["x"], { clock });
    (await steering.started("db")).tell("exit 1");
    await clock.pass(1_000);
    const db = await steering.started("db");
    await db.ask("echo ready");
    const x = await steering.started("x");
    db.tell("exit 1");
    expect(await run.finished("s:db")).toMatchObject({ kind: "failed", unready: true, attempts: 2 });
    x.tell("exit 0");
    await run.outcomes;
  });

  test("that ends by itself while it is needed has failed, even with 0; what runs goes on, what did not start does not", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const registry = {
      db: { run: steering.command("db"), persistent: true },
      one: { run: steering.command("one"), dependsOn: ["db"] },
      two: { run: steering.command("two"), dependsOn: ["db", "one"] },
    };
    const run = await runOf(folder.path, registry, ["one", "two"]);
    const [db, one] = await Promise.all([steering.started("db"), steering.started("one")]);
    db.tell("exit 0");
    expect(await run.finished("s:db")).toEqual({ kind: "failed", durationMs: ANY_TIME, status: { kind: "code", code: 0 }, unready: true });
    one.tell("exit 0");
    expect(await outcomesOf(run)).toMatchObject({
      one: { kind: "passed" },
      two: { kind: "not-started", because: { kind: "dependency-failed", task: "s:db" } },
    });
  });

  test("is not started where what needs it will not start", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const registry = {
      bad: "exit 1",
      prepare: { run: steering.command("prepare") },
      db: { run: steering.command("db"), persistent: true, dependsOn: ["prepare"] },
      x: { run: "true", dependsOn: ["db", "bad"] },
    };
    const run = await runOf(folder.path, registry, ["x"]);
    const prepare = await steering.started("prepare");
    await run.finished("s:x");
    prepare.tell("exit 0");
    expect(await outcomesOf(run)).toMatchObject({
      prepare: { kind: "passed" },
      db: { kind: "not-started", because: { kind: "dependency-failed", task: "s:bad" } },
    });
    expect(steering.startedSoFar).toEqual(["prepare"]);
  });

  test("and whatever needs it are stopped where --fail-fast ends the run", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const registry = {
      db: { run: steering.command("db"), persistent: true },
      x: { run: steering.command("x"), dependsOn: ["db"] },
      bad: steering.command("bad"),
    };
    const run = await runOf(folder.path, registry, ["x", "bad"], { policy: "fail-fast" });
    const [, , bad] = await Promise.all([steering.started("db"), steering.started("x"), steering.started("bad")]);
    bad.tell("exit 1");
    expect(await outcomesOf(run)).toMatchObject({
      db: { kind: "stopped", because: "another-failed" },
      x: { kind: "stopped", because: "another-failed" },
    });
  });

  test("asks by a command of the task's own environment", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const clock = manualClock();
    const probe = steering.command("probe");
    const registry = {
      db: {
        run: steering.command("db"),
        persistent: true,
        env: { FROM: "the verb" },
        readyWhen: { check: { kind: "command", run: probe }, timeoutMs: 60_000 },
      },
      x: { run: "true", dependsOn: ["db"] },
    } as const;
    const run = await runOf(folder.path, registry, ["x"], { clock });
    const first = await steering.started("probe");
    await first.ask('[ "$FROM" = "the verb" ] || exit 0');
    first.tell("exit 1");
    await clock.pass(100);
    (await steering.started("probe")).tell("exit 0");
    expect(await outcomesOf(run)).toMatchObject({ db: { kind: "stopped" }, x: { kind: "passed" } });
  });
});

describe("persistent tasks that were asked for", () => {
  test("run side by side until they are stopped, more of them than places", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const registry = { api: { run: steering.command("api"), persistent: true }, web: { run: steering.command("web"), persistent: true } };
    const run = await runOf(folder.path, registry, ["api", "web"], { concurrency: 1 });
    const [api] = await Promise.all([steering.started("api"), steering.started("web")]);
    await api.ask("trap 'exit 130' INT");
    run.control.signal("SIGINT");
    expect(await outcomesOf(run)).toEqual({
      api: { kind: "stopped", durationMs: ANY_TIME, because: "run-stopped" },
      web: { kind: "stopped", durationMs: ANY_TIME, because: "run-stopped" },
    });
    expect(told(run.events)).not.toContain("api ready");
  });

  test("that end by themselves have passed or failed like any other", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const registry = { api: { run: steering.command("api"), persistent: true }, web: { run: steering.command("web"), persistent: true } };
    const run = await runOf(folder.path, registry, ["api", "web"]);
    (await steering.started("api")).tell("exit 0");
    (await steering.started("web")).tell("exit 1");
    expect(await outcomesOf(run)).toMatchObject({ api: { kind: "passed" }, web: { kind: "failed", status: { code: 1 } } });
  });
});

describe("the task that has the terminal", () => {
  /** A terminal that the test holds: who gets it, and how that ends. */
  function terminal() {
    const given = Promise.withResolvers<Launch>();
    const ended = Promise.withResolvers<ExitStatus>();
    const give = async (launch: Launch) => {
      given.resolve(launch);
      return ok(await ended.promise);
    };
    return { give, given: given.promise, end: ended.resolve };
  }

  test("starts when what it needs is ready and nothing else runs; that lives as long as it does", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const screen = terminal();
    const registry = {
      api: { run: steering.command("api"), persistent: true, readyWhen: line("ready") },
      build: steering.command("build"),
      dev: { run: "serve", persistent: true, dependsOn: ["api"] },
      after: { run: "true", dependsOn: ["build"] },
    };
    const run = await runOf(folder.path, registry, ["dev", "after"], { terminal: { task: "s:dev", give: screen.give } });
    const [api, build] = await Promise.all([steering.started("api"), steering.started("build")]);
    await api.ask("echo ready");
    await run.event("task-ready", "s:api");
    expect(told(run.events)).not.toContain("dev started");
    build.tell("exit 0");
    expect((await screen.given).argv).toContain("serve");
    expect(told(run.events)).toContain("after finished");
    expect(told(run.events)).not.toContain("api finished");
    screen.end({ kind: "signal", signal: "SIGINT" });
    await api.gone;
    expect(await outcomesOf(run)).toMatchObject({
      api: { kind: "stopped", because: "not-needed" },
      dev: { kind: "stopped", because: "run-stopped" },
      after: { kind: "passed" },
    });
  });

  test("is ended where --fail-fast ends the run", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const given = Promise.withResolvers<void>();
    const give: GiveTerminal = async (_launch, { end }) => {
      given.resolve();
      await new Promise((resolve) => end?.addEventListener("abort", resolve));
      return ok<ExitStatus>({ kind: "signal", signal: "SIGTERM" });
    };
    const registry = {
      api: { run: steering.command("api"), persistent: true },
      dev: { run: "serve", persistent: true, dependsOn: ["api"] },
    };
    const run = await runOf(folder.path, registry, ["dev"], { policy: "fail-fast", terminal: { task: "s:dev", give } });
    const api = await steering.started("api");
    await given.promise;
    api.tell("exit 1");
    expect(await outcomesOf(run)).toMatchObject({
      api: { kind: "failed", status: { code: 1 }, unready: true },
      dev: { kind: "stopped", because: "another-failed" },
    });
  });

  test("has its own outcome, and others can wait for it", async () => {
    using folder = temporaryFolder();
    const screen = terminal();
    const registry = { login: { run: "ask", interactive: true }, deploy: { run: "true", dependsOn: ["login"] } };
    const run = await runOf(folder.path, registry, ["deploy"], { terminal: { task: "s:login", give: screen.give } });
    await screen.given;
    screen.end({ kind: "code", code: 4 });
    expect(await outcomesOf(run)).toEqual({
      login: { kind: "failed", durationMs: ANY_TIME, status: { kind: "code", code: 4 } },
      deploy: { kind: "not-started", because: { kind: "dependency-failed", task: "s:login" } },
    });
  });
});
