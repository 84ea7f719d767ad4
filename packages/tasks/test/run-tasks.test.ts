import { describe, expect, test } from "@jest/globals";
import type { Event } from "@nix-repo/model";
import { startSteering, temporaryFolder } from "@nix-repo/testkit";
import { entryOf, fakeNix, graphOf, requestOf, type ServiceSketch, startRun, workspaceOf } from "./builders.ts";

/** A workspace of one folder for all services, so that tests need not make any. */
function workspaceIn(root: string, services: Readonly<Record<string, ServiceSketch>>) {
  return workspaceOf(root, Object.fromEntries(Object.entries(services).map(([name, sketch]) => [name, { folder: root, ...sketch }])));
}

async function runAll(
  services: Readonly<Record<string, ServiceSketch>>,
  tasks: readonly string[],
  options: Parameters<typeof startRun>[2] = {},
) {
  using folder = temporaryFolder();
  const workspace = workspaceIn(folder.path, services);
  const run = startRun(workspace, await graphOf(workspace, tasks), options);
  const outcomes = Object.fromEntries(await run.outcomes);
  return { ...run, outcomes };
}

function notices(events: readonly Event[]) {
  return events.flatMap((event) => (event.type === "notice" && event.level !== "verbose" ? [event.text] : []));
}

describe("a run", () => {
  test("tells everything in order, and gives an outcome to every task", async () => {
    const services = {
      api: { registry: { build: "echo built" } },
      web: { dependsOn: ["api"], registry: { build: { run: "exit 3", dependsOn: ["^build"] }, test: { run: "t", dependsOn: ["build"] } } },
    };
    const { events, outcomes } = await runAll(services, ["web:test"]);
    expect(outcomes).toEqual({
      "api:build": { kind: "passed", durationMs: expect.any(Number) },
      "web:build": { kind: "failed", durationMs: expect.any(Number), status: { kind: "code", code: 3 } },
      "web:test": { kind: "not-started", because: { kind: "dependency-failed", task: "web:build" } },
    });
    expect(events.map((event) => ("task" in event ? `${event.type} ${event.task}` : event.type))).toEqual([
      "run-started",
      "task-started api:build",
      "task-output api:build",
      "task-finished api:build",
      "task-started web:build",
      "task-finished web:build",
      "task-finished web:test",
      "run-finished",
    ]);
    expect(events[0]).toMatchObject({ provider: "host", tasks: ["api:build", "web:build", "web:test"] });
    expect(events[1]).toMatchObject({ command: "echo built", shell: "host" });
  });

  test("starts as many as it may, in order, and the next as soon as one has ended", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const names = ["a", "b", "c", "d"];
    const workspace = workspaceIn(
      folder.path,
      Object.fromEntries(names.map((name) => [name, { registry: { run: steering.command(name) } }])),
    );
    const run = startRun(
      workspace,
      await graphOf(
        workspace,
        names.map((name) => `${name}:run`),
      ),
      { concurrency: 2 },
    );
    const [a, b] = await Promise.all([steering.started("a"), steering.started("b")]);
    expect([...steering.startedSoFar].sort()).toEqual(["a", "b"]);
    b.tell("exit 0");
    const c = await steering.started("c");
    expect(steering.startedSoFar).toHaveLength(3);
    a.tell("exit 1");
    const d = await steering.started("d");
    c.tell("exit 0");
    d.tell("exit 0");
    const outcomes = await run.outcomes;
    expect(names.map((name) => outcomes.get(`${name}:run`)?.kind)).toEqual(["failed", "passed", "passed", "passed"]);
  });

  test("finishes what runs after a failure, and starts what does not depend on it", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const workspace = workspaceIn(folder.path, {
      a: { registry: { x: steering.command("a"), y: { run: steering.command("after-a"), dependsOn: ["x"] } } },
      b: { registry: { x: steering.command("b"), y: { run: steering.command("after-b"), dependsOn: ["x"] } } },
    });
    const run = startRun(workspace, await graphOf(workspace, ["a:y", "b:y"]));
    const [a, b] = await Promise.all([steering.started("a"), steering.started("b")]);
    a.tell("exit 9");
    expect(await run.finished("a:y")).toEqual({ kind: "not-started", because: { kind: "dependency-failed", task: "a:x" } });
    b.tell("exit 0");
    (await steering.started("after-b")).tell("exit 0");
    expect((await run.outcomes).get("b:y")).toMatchObject({ kind: "passed" });
    expect(steering.startedSoFar).not.toContain("after-a");
  });

  test("runs stages one after the other, shows all failures of one, and starts none behind it", async () => {
    const services = {
      a: { registry: { lint: "true", test: "exit 1", build: "true" } },
      b: { registry: { lint: "true", test: "exit 2" } },
      c: { registry: { build: "true" } },
    };
    const stages = ["lint", "test", "build"];
    using folder = temporaryFolder();
    const workspace = workspaceIn(folder.path, services);
    const requests = stages.flatMap((stage) =>
      Object.keys(services).map((name) => ({ ...requestOf(`${name}:${stage}`), optional: true, stage })),
    );
    const outcomes = await startRun(workspace, await graphOf(workspace, requests, { stages })).outcomes;
    expect(
      Object.fromEntries([...outcomes].map(([id, outcome]) => [id, outcome.kind === "not-started" ? outcome.because : outcome.kind])),
    ).toEqual({
      "a:lint": "passed",
      "b:lint": "passed",
      "a:test": "failed",
      "b:test": "failed",
      "a:build": { kind: "stage-failed", stage: "test" },
      "c:build": { kind: "stage-failed", stage: "test" },
    });
  });

  test("stops: hands the signal on, and starts nothing more", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const workspace = workspaceIn(folder.path, {
      a: { registry: { x: steering.command("a"), y: { run: steering.command("never"), dependsOn: ["x"] } } },
      b: { registry: { x: steering.command("never") } },
    });
    const run = startRun(workspace, await graphOf(workspace, ["a:y", "b:x"]), { concurrency: 1 });
    const a = await steering.started("a");
    await a.ask("trap 'exit 0' TERM");
    run.control.signal("SIGTERM");
    expect(Object.fromEntries(await run.outcomes)).toEqual({
      "a:x": { kind: "passed", durationMs: expect.any(Number) },
      "a:y": { kind: "not-started", because: { kind: "stopped" } },
      "b:x": { kind: "not-started", because: { kind: "stopped" } },
    });
    expect(steering.startedSoFar).toEqual(["a"]);
  });

  test("masks secret values in output and command, also where chunks cut them", async () => {
    const caller = { PATH: process.env.PATH ?? "", API_TOKEN: "tok-123456" };
    const services = {
      web: { registry: { show: { run: 'printf %s "${API_TOKEN:0:4}"; printf "%s\\n" "${API_TOKEN:4}"; echo "tok-123456" >&2' } } },
    };
    const { events, output } = await runAll(services, ["web:show"], { callerEnv: caller });
    expect(output("web:show").split("\n").sort()).toEqual(["", "***", "***"]);
    expect(JSON.stringify(events)).not.toContain("tok-123456");
  });
});

describe("a task", () => {
  test("that cannot be had stops what depends on it, and says why", async () => {
    using folder = temporaryFolder();
    const workspace = workspaceOf(folder.path, {
      gone: { registry: { build: "b" } },
      web: {
        folder: folder.path,
        dependsOn: ["gone"],
        registry: { build: { run: "b", dependsOn: ["^build"] }, run: { run: { kind: "argv", argv: ["no-such-command"] } } },
      },
    });
    const outcomes = await startRun(workspace, await graphOf(workspace, ["web:build", "web:run"])).outcomes;
    expect(Object.fromEntries(outcomes)).toEqual({
      "gone:build": {
        kind: "unavailable",
        failure: { code: "folder-missing", service: "gone", folder: `${folder.path}/gone`, place: expect.anything() },
      },
      "web:build": { kind: "not-started", because: { kind: "dependency-failed", task: "gone:build" } },
      "web:run": {
        kind: "unavailable",
        failure: { code: "command-not-found", command: "no-such-command", shell: "host", keepable: false, task: "web:run" },
      },
    });
  });

  test("runs a script under bash's strict rules, with arguments at its end", async () => {
    const services = { web: { registry: { strict: "false | true; echo not reached", args: "printf '[%s]' a", unset: "echo $UNSET" } } };
    using folder = temporaryFolder();
    const workspace = workspaceIn(folder.path, services);
    const run = startRun(
      workspace,
      await graphOf(workspace, ["web:strict", "web:unset", { ...requestOf("web:args"), args: ["b c", "$x", "--flag"] }]),
    );
    const outcomes = await run.outcomes;
    expect(run.output("web:args")).toBe("[a][b c][$x][--flag]");
    expect(outcomes.get("web:strict")).toMatchObject({ kind: "failed", status: { code: 1 } });
    expect(outcomes.get("web:unset")).toMatchObject({ kind: "failed" });
  });

  test("starts in its service's folder, whatever its name", async () => {
    using folder = temporaryFolder({ "ä b/x": "" });
    const workspace = workspaceOf(folder.path, { web: { path: "ä b", registry: { where: 'pwd; printf %s "$PWD"' } } });
    const run = startRun(workspace, await graphOf(workspace, ["web:where"]));
    await run.outcomes;
    expect(run.output("web:where")).toBe(`${folder.path}/ä b\n${folder.path}/ä b`);
  });

  test("sees only what would enter its key, where its result may be kept", async () => {
    const services = {
      web: {
        shell: { kind: "named", name: "web", place: { file: "f" } },
        registry: { env: { run: { kind: "argv", argv: ["env"] }, outputs: [] } },
      },
    } as const;
    const { output } = await runAll(services, ["web:env"], {
      provider: fakeNix(),
      callerEnv: { PATH: "/callers/own", HOME: "/h", SECRET_THING: "x" },
      runtime: { root: { A: "1" }, service: {}, required: [] },
    });
    const names = output("web:env")
      .split("\n")
      .map((line) => line.split("=")[0])
      .filter((name) => name !== "");
    expect(names.sort()).toEqual(["A", "FROM_SHELL", "HOME", "PATH", "PWD"]);
    expect(output("web:env")).not.toContain("/callers/own");
  });

  test("with shell: false never asks the provider", async () => {
    const provider = { kind: "nix", environmentOf: () => Promise.reject(new Error("asked")) } as const;
    const { outcomes } = await runAll({ web: { shell: { kind: "none" }, registry: { x: "true" } } }, ["web:x"], { provider });
    expect(outcomes).toMatchObject({ "web:x": { kind: "passed" } });
  });

  test("names the variables that are required and not set, once, before it starts", async () => {
    const place = (line: number) => ({ file: "/w/.env.example", line });
    const runtime = {
      root: {},
      service: { B: "" },
      required: ["A", "B", "C", "PATH"].map((name, index) => ({ name, place: place(index + 1) })),
    };
    using folder = temporaryFolder();
    const workspace = { ...workspaceIn(folder.path, { web: { registry: { x: "true" } } }), root: "/w" };
    const run = startRun(workspace, await graphOf(workspace, ["web:x"]), { runtime });
    await run.outcomes;
    expect(run.events.map(({ type }) => type).slice(0, 3)).toEqual(["run-started", "notice", "task-started"]);
    expect(notices(run.events)).toEqual(["required and not set: A (.env.example:1), C (.env.example:3); set them in .env or .env.local"]);
  });

  test("says how a variable that the caller has reaches a task whose result may be kept", async () => {
    const runtime = { root: {}, service: {}, required: [{ name: "DATABASE_URL", place: { file: "/elsewhere" } }] };
    const { events, outcomes } = await runAll({ web: { registry: { x: { run: "echo $DATABASE_URL", cache: true } } } }, ["web:x"], {
      provider: fakeNix(),
      callerEnv: { DATABASE_URL: "db" },
      runtime,
    });
    expect(notices(events)).toEqual([
      expect.stringMatching(
        /^required and not set: DATABASE_URL \(.*elsewhere\); your environment has DATABASE_URL, but a task whose result may be kept sees only what its verb names under env or passEnv$/,
      ),
    ]);
    expect(outcomes["web:x"]).toMatchObject({
      kind: "failed",
      hint: { code: "variable-not-passed", variable: "DATABASE_URL", task: "web:x" },
    });
  });

  test("says when a command is missing in its shell, and whether the caller has it", async () => {
    using bin = temporaryFolder({ "only-here": { content: "#!/bin/sh\n", mode: 0o755 } });
    const callerEnv = { PATH: `${bin.path}:${process.env.PATH}` };
    const services = { web: { registry: { kept: { run: "only-here --x", cache: true }, not: "no-such-thing" } } };
    const { outcomes } = await runAll(services, ["web:kept", "web:not"], { provider: fakeNix(), callerEnv });
    expect(outcomes["web:kept"]).toMatchObject({
      kind: "failed",
      status: { code: 127 },
      hint: {
        code: "command-not-found",
        command: "only-here",
        shell: "default",
        task: "web:kept",
        onHost: `${bin.path}/only-here`,
        keepable: true,
      },
    });
    expect(outcomes["web:not"]).toMatchObject({ hint: { code: "command-not-found", command: "no-such-thing", keepable: false } });
  });

  test("tells of processes that it left behind", async () => {
    const { events, outcomes } = await runAll({ web: { registry: { x: "sleep 1000 & true" } } }, ["web:x"]);
    expect(outcomes["web:x"]).toMatchObject({ kind: "passed" });
    expect(events.find((event) => event.type === "notice")).toMatchObject({
      level: "verbose",
      task: "web:x",
      text: "it left processes running behind it; they were ended",
    });
  });

  test("of the team's override runs like any other", async () => {
    const { output } = await runAll({ web: { verbs: { x: { override: entryOf("echo override"), registry: entryOf("echo registry") } } } }, [
      "web:x",
    ]);
    expect(output("web:x")).toBe("override\n");
  });
});
