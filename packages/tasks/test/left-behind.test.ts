import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { ownIdentity, startOfProcess, taskId } from "@nix-repo/model";
import { processClock, processEntry, whereWeAre } from "@nix-repo/processes";
import {
  isRunning,
  membersOf,
  type SteeredProcess,
  type Steering,
  startSteering,
  steeredProgram,
  temporaryFolder,
} from "@nix-repo/testkit";
import { endLeft, findLeft, forgetEnded, recordProcesses } from "../src/index.ts";
import { pruneRuns } from "../src/run-folder.ts";
import { PROCESSES_FILE } from "../src/run-paths.ts";
import type { ProcessesHead } from "../src/run-processes.ts";
import { CALLER } from "./builders.ts";

const groups: number[] = [];
afterEach(() => {
  for (const group of groups.splice(0)) if (membersOf(group).length > 0) process.kill(-group, "SIGKILL");
});

/** A process as a task has it: it leads a session of its own. */
async function startTask(steering: Steering, name: string): Promise<{ child: ChildProcess; first: SteeredProcess }> {
  const [file = "", ...args] = steering.command(name).argv;
  const child = spawn(file, args, { detached: true, env: CALLER, stdio: "ignore" });
  groups.push(child.pid ?? 0);
  return { child, first: await steering.started(name) };
}

/** What the `repo` of a run wrote that was killed since. */
async function killedRun(
  stateFolder: string,
  lines: readonly object[],
  { id = 1, head = {} }: { id?: number; head?: Partial<ProcessesHead> } = {},
): Promise<string> {
  const repo = spawn("true", { stdio: "ignore" });
  const identity = { pid: repo.pid ?? 0, started: startOfProcess(repo.pid ?? 0) ?? "gone" };
  await once(repo, "exit");
  const folder = join(stateFolder, "runs", String(id));
  mkdirSync(folder, { recursive: true });
  const file = join(folder, PROCESSES_FILE);
  const all = [{ version: 1, where: whereWeAre(), process: identity, ...head }, ...lines];
  writeFileSync(file, all.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return file;
}

function lineOf(pid: number, { started = processClock() } = {}): object {
  return { task: "web:test", pid, started, command: "npm test", at: 1_700_000_000_000 };
}

describe("what a killed run has left", () => {
  test("is found with all of its processes, and ended, also what ignores being asked", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const { first } = await startTask(steering, "first");
    const program = (name: string) => steeredProgram(steering, { name, folder });
    await first.ask(`trap '' TERM; ${program("second")} & setsid ${program("third")} & set -m; ${program("fourth")} & set +m`);
    const others = await Promise.all(["second", "third", "fourth"].map((name) => steering.started(name)));
    await killedRun(folder.path, [lineOf(first.pid)], { id: 7 });
    const left = findLeft(folder.path);
    expect(left).toMatchObject([{ run: 7, task: "web:test", first: first.pid, command: "npm test", startedAt: 1_700_000_000_000 }]);
    const [{ pids } = { pids: [] }] = left;
    expect(pids[0]).toBe(first.pid);
    expect(pids.slice(1)).toEqual(others.map(({ pid }) => pid).toSorted((a, b) => a - b));
    expect(await endLeft(left, { stateFolder: folder.path, graceMs: 30 })).toEqual([]);
    expect(pids.filter(isRunning)).toEqual([]);
    expect(findLeft(folder.path)).toEqual([]);
  });

  test("is nothing while the run's own repo is there, nor on another machine", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const { first } = await startTask(steering, "first");
    const own = await killedRun(folder.path, [lineOf(first.pid)], { id: 1, head: { process: ownIdentity() } });
    const elsewhere = await killedRun(folder.path, [lineOf(first.pid)], { id: 2, head: { where: "another machine" } });
    expect(findLeft(folder.path)).toEqual([]);
    forgetEnded(folder.path);
    expect([existsSync(own), existsSync(elsewhere)]).toEqual([true, true]);
  });

  test("keeps the run's folder from being removed with the old ones", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const { first } = await startTask(steering, "first");
    const left = dirname(await killedRun(folder.path, [lineOf(first.pid)], { id: 1 }));
    const ended = dirname(await killedRun(folder.path, [lineOf(first.pid, { started: 0 })], { id: 2 }));
    mkdirSync(join(folder.path, "runs/3"));
    await pruneRuns(folder.path, 1);
    expect([existsSync(left), existsSync(ended)]).toEqual([true, false]);
  });

  test("is forgotten once it has ended", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const { child, first } = await startTask(steering, "first");
    const file = await killedRun(folder.path, [lineOf(first.pid)]);
    forgetEnded(folder.path);
    expect(existsSync(file)).toBe(true);
    first.tell("exit 0");
    await once(child, "exit");
    forgetEnded(folder.path);
    expect(existsSync(file)).toBe(false);
  });
});

describe("a number that was given to another process", () => {
  test("is not mistaken for the task", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const { first: stranger } = await startTask(steering, "stranger");
    await killedRun(folder.path, [lineOf(stranger.pid, { started: processClock() - 60_000 })]);
    expect(findLeft(folder.path)).toEqual([]);
    const mistaken = { run: 1, task: taskId("web", "test"), first: stranger.pid, pids: [stranger.pid], command: "", startedAt: 0 };
    await endLeft([mistaken], { stateFolder: folder.path, graceMs: 0 });
    await stranger.ask(":");
    expect(isRunning(stranger.pid)).toBe(true);
  });

  test("nor is what it left in its session: only what was there while repo still was counts where the first process is gone", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const { child, first } = await startTask(steering, "first");
    const line = lineOf(first.pid);
    await first.ask(`${steeredProgram(steering, { name: "second", folder })} & :`);
    const second = await steering.started("second");
    first.tell("exit 0");
    await once(child, "exit");
    const written = await killedRun(folder.path, [line]);

    const anHour = 3_600;
    const now = Date.now() / 1_000;
    utimesSync(written, now - anHour, now - anHour);
    expect(findLeft(folder.path)).toEqual([]);
    // It may be the task's, so that the run is not forgotten.
    forgetEnded(folder.path);
    expect(existsSync(written)).toBe(true);

    utimesSync(written, now + anHour, now + anHour);
    expect(findLeft(folder.path)).toMatchObject([{ first: first.pid, pids: [second.pid] }]);
    await endLeft(findLeft(folder.path), { stateFolder: folder.path, graceMs: 1_000 });
    await second.gone;
  });

  test("nor is anything signalled that no task can be", async () => {
    using folder = temporaryFolder();
    const lines = [lineOf(1), lineOf(0), lineOf(-1), { ...lineOf(process.pid), pid: "all" }, { pid: process.pid }, {}];
    const file = await killedRun(folder.path, lines);
    writeFileSync(file, `${readFileSync(file, "utf8")}no JSON\n{"cut o`);
    expect(findLeft(folder.path)).toEqual([]);
  });
});

describe("the record of a run's processes", () => {
  test("names each with its start, and goes when the run has ended", async () => {
    await using steering = await startSteering();
    using folder = temporaryFolder();
    const { first } = await startTask(steering, "first");
    const record = recordProcesses(folder.path);
    expect(existsSync(join(folder.path, PROCESSES_FILE))).toBe(false);
    record.started({ task: taskId("web", "test"), pid: first.pid, command: "npm test", at: 5 });
    const [head, line, ...rest] = readFileSync(join(folder.path, PROCESSES_FILE), "utf8").split("\n");
    expect(JSON.parse(head ?? "")).toEqual({ version: 1, where: whereWeAre(), process: ownIdentity() });
    expect(JSON.parse(line ?? "")).toEqual({ ...lineOf(first.pid), at: 5, started: expect.any(Number) });
    expect(Math.abs(JSON.parse(line ?? "").started - (processEntry(first.pid)?.started ?? 0))).toBeLessThan(1_000);
    expect(rest).toEqual([""]);
    record.close();
    expect(existsSync(join(folder.path, PROCESSES_FILE))).toBe(false);
  });

  test("that cannot be written stops nobody", () => {
    const record = recordProcesses("/no/such/folder");
    record.started({ task: taskId("web", "test"), pid: process.pid, command: "", at: 0 });
    record.close();
  });
});
