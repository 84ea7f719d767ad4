import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { type Event, ownIdentity, startOfProcess, type TaskId } from "@nix-repo/model";
import { temporaryFolder } from "@nix-repo/testkit";
import { createRunRecord } from "../src/index.ts";
import { createLogNames } from "../src/log-names.ts";

function open(stateFolder: string) {
  const warnings: string[] = [];
  const record = createRunRecord({
    stateFolder,
    command: ["test", "web"],
    betweenAttempts: ({ attempt, attempts }) => `attempt ${attempt} of ${attempts} failed`,
    warn: (text) => warnings.push(text),
  });
  return { record, warnings };
}

const EVENTS: readonly Event[] = [
  { type: "run-started", at: 1_000, provider: "nix", tasks: ["web:test", "web:build"] },
  { type: "task-started", task: "web:test", at: 1_001, command: "npm test", shell: "web" },
  { type: "task-output", task: "web:test", stream: "stdout", chunk: Buffer.from("one ") },
  { type: "task-output", task: "web:test", stream: "stderr", chunk: Buffer.from([0xff, 0x00, 0x0a]) },
  { type: "notice", level: "info", text: "x" },
  { type: "task-finished", task: "web:test", at: 1_005, outcome: { kind: "failed", durationMs: 4, status: { kind: "code", code: 2 } } },
  {
    type: "task-finished",
    task: "web:build",
    at: 1_005,
    outcome: { kind: "not-started", because: { kind: "dependency-failed", task: "web:test" } },
  },
  { type: "run-finished", at: 1_006, durationMs: 6 },
];

describe("the record of a run", () => {
  test("holds the output of each task byte for byte, and what came of it", async () => {
    using folder = temporaryFolder();
    const { record, warnings } = open(folder.path);
    for (const event of EVENTS) record.sink(event);
    await record.close();
    expect(record.folder).toBe(join(folder.path, "runs/1"));
    expect(readFileSync(join(folder.path, "runs/1/web-test.log"))).toEqual(Buffer.from([0x6f, 0x6e, 0x65, 0x20, 0xff, 0x00, 0x0a]));
    expect(recordIn(folder.path)).toEqual({
      version: 2,
      id: 1,
      state: "finished",
      process: ownIdentity(),
      command: ["test", "web"],
      provider: "nix",
      startedAt: 1_000,
      durationMs: 6,
      tasks: {
        "web:test": {
          log: "web-test.log",
          command: "npm test",
          shell: "web",
          startedAt: 1_001,
          outcome: { kind: "failed", durationMs: 4, status: { kind: "code", code: 2 } },
        },
        "web:build": { outcome: { kind: "not-started", because: { kind: "dependency-failed", task: "web:test" } } },
      },
    });
    expect(readdirSync(join(folder.path, "runs/1")).sort()).toEqual(["record.json", "web-test.log"]);
    expect(warnings).toEqual([]);
    expect(readFileSync(join(folder.path, ".gitignore"), "utf8")).toBe("*\n");
  });

  test("has no file for a task that wrote nothing, as making one costs as much as a process", async () => {
    using folder = temporaryFolder();
    const { record } = open(folder.path);
    for (const event of EVENTS.filter(({ type }) => type !== "task-output")) record.sink(event);
    expect(record.held("web:test")).toEqual({ file: join(folder.path, "runs/1/web-test.log"), bytes: 0, isWhole: true });
    await record.close();
    expect(readdirSync(join(folder.path, "runs/1"))).toEqual(["record.json"]);
  });

  test("is there, and says that it runs, from the start", () => {
    using folder = temporaryFolder();
    const { record } = open(folder.path);
    for (const event of EVENTS.slice(0, 3)) record.sink(event);
    expect(recordIn(folder.path)).toMatchObject({ state: "running", tasks: { "web:build": {} } });
    expect(readFileSync(join(folder.path, "runs/1/web-test.log"), "utf8")).toBe("one ");
    for (const event of EVENTS.slice(3)) record.sink(event);
  });

  test("leaves a .gitignore of the user's alone, and what is no run", () => {
    using folder = temporaryFolder({ ".gitignore": "mine\n", "runs/notes.txt": "", "runs/7/record.json": "{}" });
    expect(open(folder.path).record.id).toBe(8);
    expect(readFileSync(join(folder.path, ".gitignore"), "utf8")).toBe("mine\n");
    expect(existsSync(join(folder.path, "runs/notes.txt"))).toBe(true);
  });

  test("keeps the last 50 runs, and those that another process is writing", async () => {
    using folder = temporaryFolder();
    for (let id = 1; id <= 60; id += 1) mkdirSync(join(folder.path, "runs", String(id)), { recursive: true });
    const other = spawn("cat", { stdio: ["pipe", "ignore", "ignore"] });
    const running = (pid: number | undefined, started: string | undefined) =>
      JSON.stringify({ version: 2, state: "running", process: { pid, started }, tasks: {} });
    const started = startOfProcess(other.pid ?? 0);
    folder.write({
      "runs/3/record.json": running(other.pid, started),
      // The same number, but given to another process since.
      "runs/4/record.json": running(other.pid, `${started}0`),
    });
    const { record } = open(folder.path);
    for (const event of EVENTS) record.sink(event);
    await record.close();
    other.stdin?.end();
    const left = readdirSync(join(folder.path, "runs"))
      .map(Number)
      .sort((a, b) => a - b);
    expect([record.id, left.length, left.slice(0, 2)]).toEqual([61, 51, [3, 12]]);
  });

  test("holds all attempts of a task in one log, and which of them failed", async () => {
    using folder = temporaryFolder();
    const { record } = open(folder.path);
    const task = "web:test";
    const started: Event = { type: "task-started", task, at: 2, command: "x", shell: "s" };
    const said = (text: string): Event => ({ type: "task-output", task, stream: "stdout", chunk: Buffer.from(text) });
    const status = { kind: "code", code: 3 } as const;
    const retrying = (attempt: number, at: number): Event => ({
      type: "task-retrying",
      task,
      at,
      attempt,
      attempts: 3,
      status,
      delayMs: 5,
    });
    const events: Event[] = [
      { type: "run-started", at: 1, provider: "host", tasks: [task] },
      started,
      said("one"),
      retrying(1, 10),
      { ...started, at: 15 },
      said("two\n"),
      retrying(2, 20),
      { ...started, at: 25 },
      { type: "task-ready", task, at: 26 },
      said("three\n"),
      { type: "task-finished", task, at: 30, outcome: { kind: "passed", durationMs: 5 } },
      { type: "run-finished", at: 31, durationMs: 30 },
    ];
    for (const event of events) record.sink(event);
    await record.close();
    expect(readdirSync(join(folder.path, "runs/1")).sort()).toEqual(["record.json", "web-test.log"]);
    const log = "one\nattempt 1 of 3 failed\ntwo\nattempt 2 of 3 failed\nthree\n";
    expect(readFileSync(join(folder.path, "runs/1/web-test.log"), "utf8")).toBe(log);
    expect(record.held(task)).toEqual({ file: join(folder.path, "runs/1/web-test.log"), bytes: log.length, isWhole: true });
    expect(recordIn(folder.path)).toMatchObject({
      tasks: {
        [task]: {
          startedAt: 2,
          readyAt: 26,
          retried: [
            { at: 10, status },
            { at: 20, status },
          ],
          outcome: { kind: "passed" },
        },
      },
    });
  });

  test("leaves nothing of a run that never began", async () => {
    using folder = temporaryFolder();
    const { record } = open(folder.path);
    await record.close();
    expect(readdirSync(join(folder.path, "runs"))).toEqual([]);
  });

  test("gives each of several processes a number of its own", async () => {
    using folder = temporaryFolder();
    const ids = Array.from({ length: 20 }, () => open(folder.path).record.id);
    expect(new Set(ids).size).toBe(20);
  });

  test("warns once where it cannot be written, and the run goes on", () => {
    using folder = temporaryFolder({ file: "" });
    const { record, warnings } = open(join(folder.path, "file"));
    for (const event of EVENTS) record.sink(event);
    expect(record.folder).toBeUndefined();
    expect(warnings).toEqual([expect.stringMatching(/^this run's record cannot be written: E(NOTDIR|EXIST)/)]);
  });

  test("warns once where a disk fills up, and notes what it still can", () => {
    using folder = temporaryFolder();
    const { record, warnings } = open(folder.path);
    // A log that is a folder cannot be opened: the same way as a full disk, without one.
    mkdirSync(join(folder.path, "runs/1/web-test.log"));
    for (const event of EVENTS) record.sink(event);
    expect(warnings).toEqual([expect.stringMatching(/^this run's logs cannot be written: EISDIR/)]);
    expect(recordIn(folder.path)).toMatchObject({ state: "finished", tasks: { "web:test": { outcome: { kind: "failed" } } } });
  });
});

function recordIn(stateFolder: string): unknown {
  return JSON.parse(readFileSync(join(stateFolder, "runs/1/record.json"), "utf8"));
}

describe("names of logs", () => {
  test("are readable, safe, and never the same", () => {
    const nameOf = createLogNames();
    const tasks: TaskId[] = ["web:test", "a:b-c", "a-b:c", "A:B-C", "//:fmt", "web:db:seed", "ä ö:ü/../x", "..:..", `${"x".repeat(300)}:y`];
    expect(tasks.map(nameOf)).toEqual([
      "web-test.log",
      "a-b-c.log",
      "a-b-c-2.log",
      "A-B-C-3.log",
      "workspace-fmt.log",
      "web-db-seed.log",
      "ä-ö-ü-..-x.log",
      "-...log",
      `${"x".repeat(60)}.log`,
    ]);
  });
});
