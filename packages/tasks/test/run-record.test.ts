import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Event, TaskId } from "@nix-repo/model";
import { temporaryFolder } from "@nix-repo/testkit";
import { createRunRecord } from "../src/index.ts";
import { createLogNames } from "../src/log-names.ts";

function open(stateFolder: string) {
  const warnings: string[] = [];
  return { record: createRunRecord({ stateFolder, command: ["test", "web"], warn: (text) => warnings.push(text) }), warnings };
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
    expect(JSON.parse(readFileSync(join(folder.path, "runs/1/record.json"), "utf8"))).toEqual({
      version: 1,
      id: 1,
      state: "finished",
      pid: process.pid,
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
          outcome: "failed",
          durationMs: 4,
          status: { kind: "code", code: 2 },
        },
        "web:build": { outcome: "not-started", because: "dependency-failed" },
      },
    });
    expect(warnings).toEqual([]);
    expect(readFileSync(join(folder.path, ".gitignore"), "utf8")).toBe("*\n");
  });

  test("is there, and says that it runs, from the start", () => {
    using folder = temporaryFolder();
    const { record } = open(folder.path);
    for (const event of EVENTS.slice(0, 3)) record.sink(event);
    expect(JSON.parse(readFileSync(join(folder.path, "runs/1/record.json"), "utf8"))).toMatchObject({
      state: "running",
      tasks: { "web:build": {} },
    });
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
    writeFileSync(join(folder.path, "runs/3/record.json"), JSON.stringify({ state: "running", pid: other.pid }));
    const ended = spawn("true");
    await once(ended, "exit");
    writeFileSync(join(folder.path, "runs/4/record.json"), JSON.stringify({ state: "running", pid: ended.pid }));
    const { record } = open(folder.path);
    await record.close();
    other.stdin?.end();
    const left = readdirSync(join(folder.path, "runs"))
      .map(Number)
      .sort((a, b) => a - b);
    expect([record.id, left.length, left.slice(0, 2)]).toEqual([61, 51, [3, 12]]);
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
    expect(JSON.parse(readFileSync(join(folder.path, "runs/1/record.json"), "utf8"))).toMatchObject({ state: "finished" });
  });
});

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
