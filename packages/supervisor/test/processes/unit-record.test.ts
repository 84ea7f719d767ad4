import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { startOfProcess } from "@nix-repo/model";
import { processClock } from "@nix-repo/processes";
import { isRunning, markProcesses, membersOf, type TemporaryFolder, temporaryFolder, until } from "@nix-repo/testkit";
import { endOrphans, findOrphans, recordUnits } from "../../src/index.ts";
import { bashLaunch, realUnits } from "./real-units.ts";

const groups: number[] = [];
afterEach(() => {
  for (const group of groups.splice(0)) if (membersOf(group).length > 0) process.kill(-group, "SIGKILL");
});

/** The files of a folder's records. */
function records(folder: TemporaryFolder): string[] {
  return readdirSync(folder.path).map((name) => join(folder.path, name));
}

function recordIn(folder: TemporaryFolder): string {
  const [file = ""] = records(folder);
  return file;
}

/** Makes a record that of a supervisor that was killed. */
async function abandon(folder: TemporaryFolder, lines: (line: string) => boolean = () => true): Promise<void> {
  const supervisor = spawn("true", { stdio: "ignore" });
  const identity = { pid: supervisor.pid ?? 0, started: startOfProcess(supervisor.pid ?? 0) ?? "gone" };
  await once(supervisor, "exit");
  const file = recordIn(folder);
  const [head = "", ...rest] = readFileSync(file, "utf8").trimEnd().split("\n");
  writeFileSync(file, `${[JSON.stringify({ ...JSON.parse(head), supervisor: identity }), ...rest.filter(lines)].join("\n")}\n`);
}

/** A process that leads a session, as nobody's unit. */
function stranger(): number {
  const { pid = 0 } = spawn("sleep", ["1000"], { detached: true, stdio: "ignore" });
  groups.push(pid);
  return pid;
}

const DAEMON = "setsid bash -c '(trap \"\" TERM; sleep 1000 & while :; do wait; done) & disown -a' & wait; echo left; exec sleep 1000";

test("what a killed supervisor has left is found with all of its processes, and ended, also what ignores being asked", async () => {
  using folder = temporaryFolder();
  const record = recordUnits(folder.path);
  await using units = realUnits(
    [
      { id: "web", launch: bashLaunch("sleep 1000 & exec sleep 1000") },
      { id: "db:worker#2", readiness: { check: { kind: "line", pattern: "^left" }, timeoutMs: 60_000 }, launch: bashLaunch(DAEMON) },
      { id: "seed", launch: bashLaunch("exit 0") },
    ],
    { record },
  );
  units.supervisor.start(["web", "db:worker#2", "seed"]);
  await units.supervisor.waitReady(["web", "db:worker#2"]);
  await units.becomes("seed", "completed");
  await until(() => units.mark.processes().length >= 5);
  // As long as it runs itself, they are nobody's orphans.
  expect(findOrphans(folder.path)).toEqual([]);
  await abandon(folder);

  const pids = units.mark
    .processes()
    .map(({ pid }) => pid)
    .sort();
  const orphans = findOrphans(folder.path);
  expect(orphans.map(({ unit, command }) => [unit, command]).sort()).toEqual([
    ["db:worker#2", `/bin/bash -c ${DAEMON} bash`],
    ["web", "/bin/bash -c sleep 1000 & exec sleep 1000 bash"],
  ]);
  expect(orphans.flatMap(({ pids }) => pids).sort()).toEqual(pids);

  expect(await endOrphans(folder.path, { graceMs: 10_000, units: ["web"] })).toEqual([]);
  expect(findOrphans(folder.path).map(({ unit }) => unit)).toEqual(["db:worker#2"]);
  expect(await endOrphans(folder.path, { graceMs: 100 })).toEqual([]);
  expect(units.mark.processes()).toEqual([]);
  expect(findOrphans(folder.path)).toEqual([]);
  expect(records(folder)).toEqual([]);
});

test("also what was started in the moment before it was killed, and never written down", async () => {
  using folder = temporaryFolder();
  await using units = realUnits([{ id: "web", launch: bashLaunch("exec sleep 1000") }], { record: recordUnits(folder.path) });
  units.supervisor.start(["web"]);
  const { pid } = await units.becomes("web", "ready");
  await abandon(folder, () => false);
  expect(findOrphans(folder.path)).toEqual([{ unit: "web", pids: [pid] }]);
  await endOrphans(folder.path, { graceMs: 10_000 });
  expect(units.mark.processes()).toEqual([]);
});

test("also by the supervisors that come after the next one, as long as there is anything of it", async () => {
  using folder = temporaryFolder();
  await using units = realUnits(
    [{ id: "web", env: { A_TOKEN: "hidden-value" }, launch: bashLaunch('exec sleep "$1"', "1000", "hidden-value") }],
    {
      record: recordUnits(folder.path),
    },
  );
  units.supervisor.start(["web"]);
  const { pid } = await units.becomes("web", "ready");
  await abandon(folder);
  const next = recordUnits(folder.path);
  next.started({ unit: "db", pid: process.pid, command: "db", at: 1 });
  expect(findOrphans(folder.path)).toMatchObject([{ unit: "web", pids: [pid], command: expect.stringMatching(/sleep .*1000 \*\*\*$/) }]);
  next.close();
  expect(findOrphans(folder.path).map(({ unit }) => unit)).toEqual(["web"]);
  await units.supervisor.close();
  recordUnits(folder.path).close();
  expect(records(folder)).toEqual([]);
});

test("also what has thrown its environment away, as long as its session is that of the unit", async () => {
  using folder = temporaryFolder();
  await using units = realUnits([{ id: "web", launch: bashLaunch("exec env -i /bin/sleep 1000") }], { record: recordUnits(folder.path) });
  units.supervisor.start(["web"]);
  const { pid = 0 } = await units.becomes("web", "ready");
  await until(() => readFileSync(`/proc/${pid}/environ`, "utf8") === "");
  await abandon(folder);
  expect(findOrphans(folder.path)).toMatchObject([{ unit: "web", pids: [pid] }]);
  await endOrphans(folder.path, { graceMs: 10_000 });
  expect(isRunning(pid)).toBe(false);
});

test("a number that was given to another process is not touched, nor is a session that ended, nor what no record may hold", async () => {
  using folder = temporaryFolder();
  const record = recordUnits(folder.path);
  const pids = [stranger(), stranger()];
  await until(() => pids.every(isRunning));
  record.started({ unit: "ended", pid: pids[0] ?? 0, command: "", at: Date.now() });
  record.ended(pids[0] ?? 0);
  const file = recordIn(folder);
  const line = (pid: number) =>
    `${JSON.stringify({ unit: "old", pid, command: "", at: 0, started: Math.round(processClock()) - 10_000 })}\n`;
  writeFileSync(
    file,
    `${readFileSync(file, "utf8")}${line(pids[1] ?? 0)}${line(1)}${line(0)}${line(-1)}broken\n${line(pids[1] ?? 0).slice(0, -1)}`,
  );
  await abandon(folder);
  expect(findOrphans(folder.path)).toEqual([]);
  expect(await endOrphans(folder.path, { graceMs: 0 })).toEqual([]);
  expect(pids.map(isRunning)).toEqual([true, true]);
});

test("a record stays small, however often something is started, and goes with its supervisor", async () => {
  using folder = temporaryFolder();
  const record = recordUnits(folder.path);
  record.started({ unit: "db", pid: process.pid, command: "db", at: 1 });
  for (let pid = 100_000; pid < 102_000; pid += 1) {
    record.started({ unit: "web", pid, command: "web", at: 1 });
    record.ended(pid);
  }
  const lines = readFileSync(recordIn(folder), "utf8").trimEnd().split("\n");
  expect(lines.length).toBeLessThan(1_000);
  expect(lines[1]).toContain('"unit":"db"');
  record.close();
  expect(records(folder)).toEqual([]);
});

test("a supervisor that is killed with SIGKILL leaves what the next one finds, and ends", async () => {
  using folder = temporaryFolder();
  const mark = markProcesses();
  const units = [
    { id: "web", script: "sleep 1000 & echo up; wait" },
    { id: "stubborn", script: "trap '' TERM; sleep 1000 & echo up; while :; do wait; done" },
    { id: "strayed", script: "setsid bash -c 'sleep 1001 & disown -a' & wait $!; echo up; exec sleep 1002" },
  ];
  const supervisor = spawn(process.execPath, [join(import.meta.dirname, "run-supervisor.ts"), folder.path, JSON.stringify(units)], {
    env: { PATH: process.env.PATH, ...mark.env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = await once(supervisor.stdout, "data");
  expect(String(said)).toBe("ready\n");
  expect(findOrphans(folder.path)).toEqual([]);
  supervisor.kill("SIGKILL");
  await once(supervisor, "close");

  const left = () => mark.processes().map(({ pid }) => pid);
  const orphans = findOrphans(folder.path);
  expect(orphans.map(({ unit }) => unit).sort()).toEqual(["strayed", "stubborn", "web"]);
  expect(new Set(orphans.flatMap(({ pids }) => pids))).toEqual(new Set(left()));
  expect(await endOrphans(folder.path, { graceMs: 100 })).toEqual([]);
  expect(left()).toEqual([]);
  expect(records(folder)).toEqual([]);
});
