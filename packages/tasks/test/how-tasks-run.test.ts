import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Event } from "@nix-repo/model";
import { manualClock, startSteering, temporaryFolder } from "@nix-repo/testkit";
import { graphOf, type ServiceSketch, startRun, workspaceOf } from "./builders.ts";

type Verbs = NonNullable<ServiceSketch["registry"]>;

/** Runs verbs of one service, `s`, in a folder of its own. */
async function runOf(root: string, registry: Verbs, requested: readonly string[], options: Parameters<typeof startRun>[2] = {}) {
  const workspace = workspaceOf(root, { s: { folder: root, registry } });
  const graph = await graphOf(
    workspace,
    requested.map((name) => `s:${name}`),
  );
  return startRun(workspace, graph, options);
}

/** Of a finished run: what became of each verb. */
async function outcomesOf(run: Awaited<ReturnType<typeof runOf>>) {
  return Object.fromEntries([...(await run.outcomes)].map(([id, outcome]) => [id.slice(2), outcome]));
}

function kinds(events: readonly Event[], task: string): string[] {
  return events.filter((event) => "task" in event && event.task === task).map(({ type }) => type);
}

const ANY_TIME = expect.any(Number) as unknown as number;

describe("a task that is tried again", () => {
  test("waits 1 s, 2 s, 4 s and at most 30 s in between, and tells of each attempt", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const clock = manualClock();
    const registry = { x: { run: steering.command("x"), retries: 6 }, y: { run: "true", dependsOn: ["x"] } };
    const run = await runOf(folder.path, registry, ["y"], { clock });
    for (const delay of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000]) {
      (await steering.started("x")).tell("exit 3");
      await clock.pass(delay);
    }
    (await steering.started("x")).tell("exit 0");
    expect(await outcomesOf(run)).toMatchObject({ x: { kind: "passed" }, y: { kind: "passed" } });
    const retrying = run.events.flatMap((event) => (event.type === "task-retrying" ? [event] : []));
    expect(retrying.map(({ attempt, attempts, delayMs }) => [attempt, attempts, delayMs])).toEqual([
      [1, 7, 1_000],
      [2, 7, 2_000],
      [3, 7, 4_000],
      [4, 7, 8_000],
      [5, 7, 16_000],
      [6, 7, 30_000],
    ]);
    expect(retrying[0]).toMatchObject({ task: "s:x", status: { kind: "code", code: 3 } });
    expect(kinds(run.events, "s:x").filter((type) => type === "task-started")).toHaveLength(7);
  });

  test("has failed when the last attempt has, which says how many there were", async () => {
    using folder = temporaryFolder();
    const clock = manualClock();
    const run = await runOf(folder.path, { x: { run: "exit 3", retries: 1 }, y: { run: "true", dependsOn: ["x"] } }, ["y"], { clock });
    await clock.pass(1_000);
    expect(await outcomesOf(run)).toEqual({
      x: { kind: "failed", durationMs: ANY_TIME, status: { kind: "code", code: 3 }, attempts: 2 },
      y: { kind: "not-started", because: { kind: "dependency-failed", task: "s:x" } },
    });
  });

  test("gives its place to others while it waits", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const clock = manualClock();
    const registry = { x: { run: steering.command("x"), retries: 1 }, y: steering.command("y") };
    const run = await runOf(folder.path, registry, ["x", "y"], { clock, concurrency: 1 });
    (await steering.started("x")).tell("exit 1");
    const y = await steering.started("y");
    await clock.pass(1_000);
    y.tell("exit 0");
    (await steering.started("x")).tell("exit 0");
    expect(await outcomesOf(run)).toMatchObject({ x: { kind: "passed" }, y: { kind: "passed" } });
  });

  test("is not tried again where it cannot even start, and not after a stop", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const clock = manualClock();
    const registry = {
      gone: { run: { kind: "argv", argv: ["no-such-command"] }, retries: 2 },
      x: { run: steering.command("x"), retries: 2 },
    } as const;
    const run = await runOf(folder.path, registry, ["gone", "x"], { clock });
    const x = await steering.started("x");
    run.control.signal("SIGTERM");
    await x.gone;
    expect(await outcomesOf(run)).toMatchObject({ gone: { kind: "unavailable" }, x: { kind: "failed", status: { signal: "SIGTERM" } } });
    expect(run.events.filter(({ type }) => type === "task-retrying")).toEqual([]);
  });

  test("has failed when the run is stopped before it was tried again", async () => {
    using folder = temporaryFolder();
    const clock = manualClock();
    const run = await runOf(folder.path, { x: { run: "exit 3", retries: 1 } }, ["x"], { clock });
    await run.event("task-retrying", "s:x");
    // The event comes before the timer is set.
    await new Promise((resolve) => setImmediate(resolve));
    expect(clock.set).toEqual([1_000]);
    run.control.signal("SIGINT");
    expect(await outcomesOf(run)).toEqual({ x: { kind: "failed", durationMs: ANY_TIME, status: { kind: "code", code: 3 } } });
    expect(clock.set).toEqual([]);
  });
});

describe("a task with a time limit", () => {
  test("is terminated when that is over, then killed; it has failed, whatever it says", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const clock = manualClock();
    const registry = { x: { run: steering.command("x"), timeoutMs: 5_000 }, y: { run: steering.command("y"), timeoutMs: 7_000 } };
    const run = await runOf(folder.path, registry, ["x", "y"], { clock });
    const [x, y] = await Promise.all([steering.started("x"), steering.started("y")]);
    await x.ask("trap 'exit 0' TERM");
    await y.ask("trap '' TERM");
    await clock.pass(5_000);
    await clock.pass(7_000);
    expect(await run.finished("s:x")).toEqual({
      kind: "failed",
      durationMs: ANY_TIME,
      status: { kind: "code", code: 0 },
      timeoutMs: 5_000,
    });
    await clock.pass(10_000);
    expect(await run.finished("s:y")).toEqual({
      kind: "failed",
      durationMs: ANY_TIME,
      status: { kind: "signal", signal: "SIGKILL" },
      timeoutMs: 7_000,
    });
    await run.outcomes;
  });

  test("has it anew for each attempt", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const clock = manualClock();
    const run = await runOf(folder.path, { x: { run: steering.command("x"), timeoutMs: 5_000, retries: 1 } }, ["x"], { clock });
    for (const delay of [1_000, undefined]) {
      await steering.started("x");
      await clock.pass(5_000);
      if (delay !== undefined) await clock.pass(delay);
    }
    expect(await outcomesOf(run)).toMatchObject({ x: { kind: "failed", timeoutMs: 5_000, attempts: 2 } });
  });
});

describe("when a task fails", () => {
  const registry = (steering: Awaited<ReturnType<typeof startSteering>>): Verbs => ({
    bad: steering.command("bad"),
    after: { run: steering.command("after"), dependsOn: ["bad"] },
    other: steering.command("other"),
    "after-other": { run: steering.command("after-other"), dependsOn: ["other"] },
  });
  const requested = ["after", "after-other"];

  test("what runs is finished, and what does not depend on it starts", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const run = await runOf(folder.path, registry(steering), requested);
    (await steering.started("bad")).tell("exit 1");
    await run.finished("s:after");
    (await steering.started("other")).tell("exit 0");
    (await steering.started("after-other")).tell("exit 0");
    expect(await outcomesOf(run)).toMatchObject({
      bad: { kind: "failed" },
      after: { kind: "not-started" },
      "after-other": { kind: "passed" },
    });
  });

  test("keep-going: what depends on it starts too", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const run = await runOf(folder.path, registry(steering), requested, { policy: "keep-going" });
    (await steering.started("bad")).tell("exit 1");
    (await steering.started("after")).tell("exit 2");
    (await steering.started("other")).tell("exit 0");
    (await steering.started("after-other")).tell("exit 0");
    expect(await outcomesOf(run)).toMatchObject({ bad: { kind: "failed" }, after: { kind: "failed" }, "after-other": { kind: "passed" } });
  });

  test("fail-fast: the others are ended, killed if they must be, and nothing starts", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const clock = manualClock();
    const run = await runOf(folder.path, registry(steering), requested, { policy: "fail-fast", clock });
    const [bad, other] = await Promise.all([steering.started("bad"), steering.started("other")]);
    await other.ask("trap '' TERM");
    bad.tell("exit 1");
    await run.finished("s:bad");
    await clock.pass(10_000);
    expect(await outcomesOf(run)).toEqual({
      bad: { kind: "failed", durationMs: ANY_TIME, status: { kind: "code", code: 1 } },
      after: { kind: "not-started", because: { kind: "another-failed", task: "s:bad" } },
      other: { kind: "stopped", durationMs: ANY_TIME, because: "another-failed" },
      "after-other": { kind: "not-started", because: { kind: "another-failed", task: "s:bad" } },
    });
    await other.gone;
    expect([...steering.startedSoFar].sort()).toEqual(["bad", "other"]);
  });

  test("though it may: the run goes on, and says so", async () => {
    using folder = temporaryFolder();
    const verbs = { bad: { run: "exit 4", allowFailure: true }, after: { run: "true", dependsOn: ["bad"] } };
    const run = await runOf(folder.path, verbs, ["after"], { policy: "fail-fast" });
    expect(await outcomesOf(run)).toEqual({
      bad: { kind: "failed", durationMs: ANY_TIME, status: { kind: "code", code: 4 }, allowed: true },
      after: { kind: "passed", durationMs: ANY_TIME },
    });
  });
});

describe("which tasks run at once", () => {
  test("no more than their weights allow, and one of a mutex", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const registry = {
      heavy: { run: steering.command("heavy"), weight: 2 },
      light: steering.command("light"),
      "db-1": { run: steering.command("db-1"), mutex: "db" },
      "db-2": { run: steering.command("db-2"), mutex: "db" },
    };
    const run = await runOf(folder.path, registry, ["heavy", "light", "db-1", "db-2"], { concurrency: 3 });
    const [heavy, light] = await Promise.all([steering.started("heavy"), steering.started("light")]);
    expect(steering.startedSoFar).toHaveLength(2);
    heavy.tell("exit 0");
    const first = await steering.started("db-1");
    light.tell("exit 0");
    await run.finished("s:light");
    expect(steering.startedSoFar).toHaveLength(3);
    first.tell("exit 0");
    (await steering.started("db-2")).tell("exit 0");
    await run.outcomes;
  });

  test("first those that took longest in earlier runs, which each run writes down", async () => {
    using folder = temporaryFolder();
    const registry = { a: "true", b: "true", c: "true" };
    const starts = async () => {
      const run = await runOf(folder.path, registry, ["a", "b", "c"], { concurrency: 1 });
      await run.outcomes;
      return run.events.flatMap((event) => (event.type === "task-started" ? [event.task] : []));
    };
    expect(await starts()).toEqual(["s:a", "s:b", "s:c"]);
    const file = join(folder.path, ".repo/durations.json");
    expect(Object.keys(JSON.parse(readFileSync(file, "utf8")).tasks)).toEqual(["s:a", "s:b", "s:c"]);
    folder.write({ ".repo/durations.json": JSON.stringify({ version: 1, tasks: { "s:a": 10, "s:b": 30_000, "s:c": 20_000 } }) });
    expect(await starts()).toEqual(["s:b", "s:c", "s:a"]);
  });
});
