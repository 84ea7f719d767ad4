import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { type Event, startOfProcess } from "@nix-repo/model";
import { type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import { createRunRecord, keptRunIds, keptRuns, readRun } from "../src/index.ts";

const BEGINNING: readonly Event[] = [
  { type: "run-started", at: 1_000, provider: "nix", tasks: ["a:x", "b:x", "c:x"] },
  { type: "task-started", task: "a:x", at: 1_001, command: "make", shell: "s" },
  { type: "task-finished", task: "a:x", at: 1_050, outcome: { kind: "passed", durationMs: 49 } },
  { type: "task-started", task: "b:x", at: 1_060, command: "make", shell: "s" },
];

function record(folder: TemporaryFolder, events: readonly Event[]): void {
  const run = createRunRecord({
    stateFolder: folder.path,
    command: ["x"],
    betweenAttempts: () => "",
    warn: (text) => expect(text).toBe(""),
  });
  for (const event of events) run.sink(event);
}

/** Says that another process than this one wrote the run. */
function writtenBy(folder: TemporaryFolder, pid: number | undefined, started: string | undefined): void {
  const { folder: _, ...run } = { ...readRun(folder.path, 1), process: { pid, started }, tasks: { "a:x": {}, "b:x": {}, "c:x": {} } };
  folder.write({ "runs/1/record.json": JSON.stringify({ ...run, state: "running" }) });
}

describe("a run that is kept", () => {
  test("is running while its process is, and tells what has happened so far", () => {
    using folder = temporaryFolder();
    record(folder, BEGINNING);
    expect(readRun(folder.path, 1)).toMatchObject({
      id: 1,
      state: "running",
      folder: join(folder.path, "runs/1"),
      tasks: { "a:x": { log: "a-x.log", outcome: { kind: "passed" } }, "b:x": { startedAt: 1_060 }, "c:x": {} },
    });
  });

  test("was killed where its process is gone", async () => {
    using folder = temporaryFolder();
    record(folder, BEGINNING);
    const ended = spawn("cat", { stdio: ["pipe", "ignore", "ignore"] });
    const started = startOfProcess(ended.pid ?? 0);
    writtenBy(folder, ended.pid, started);
    expect(readRun(folder.path, 1)?.state).toBe("running");
    ended.stdin?.end();
    await once(ended, "exit");
    const killed = readRun(folder.path, 1);
    expect(killed).toMatchObject({ state: "killed", durationMs: 60 });
    expect(killed?.tasks["b:x"]?.outcome).toBeUndefined();
    expect(killed?.tasks["a:x"]?.outcome).toEqual({ kind: "passed", durationMs: 49 });
  });

  test("was killed where its process's number was given to another one", () => {
    using folder = temporaryFolder();
    record(folder, BEGINNING);
    writtenBy(folder, process.pid, `${startOfProcess(process.pid)}1`);
    expect(readRun(folder.path, 1)?.state).toBe("killed");
  });

  test("is read up to the last whole line where it was killed while it wrote one", () => {
    using folder = temporaryFolder();
    record(folder, BEGINNING);
    appendFileSync(join(folder.path, "runs/1/changes.ndjson"), '{"at":1070,"task":"c:x","set":{"outc');
    expect(readRun(folder.path, 1)?.tasks).toMatchObject({ "b:x": { startedAt: 1_060 }, "c:x": {} });
  });

  test("that is none, or of another version, is left out", () => {
    using folder = temporaryFolder({
      "runs/2/record.json": '{"version":1,"state":"finished","tasks":{}}',
      "runs/3/record.json": "{",
      "runs/4/other": "",
      "runs/notes": "",
    });
    record(folder, [...BEGINNING, { type: "run-finished", at: 1_100, durationMs: 100 }]);
    expect(keptRunIds(folder.path)).toEqual([5, 4, 3, 2]);
    expect([...keptRuns(folder.path)].map(({ id, state }) => [id, state])).toEqual([[5, "finished"]]);
    expect([readRun(folder.path, 2), readRun(folder.path, 99)]).toEqual([undefined, undefined]);
    expect([...keptRuns(join(folder.path, "nowhere"))]).toEqual([]);
  });
});
