import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { describe, expect, test } from "@jest/globals";
import { isRunning, until } from "@nix-repo/testkit";
import { createProcessSampler, processEntry } from "../src/index.ts";
import { entriesOfPs, PS_ARGUMENTS } from "../src/process-table.ts";

/** Uses as much of a processor and of memory as it is told, and says its pid and when that is done. */
const WORKER = `
const kept = [];
const say = (words) => process.stdout.write(words + "\\n");
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const [what, amount] = line.split(" ");
  if (what === "burn") {
    const before = process.cpuUsage();
    for (;;) {
      const { user, system } = process.cpuUsage(before);
      if (user + system >= amount * 1000) break;
    }
  } else kept.push(Buffer.alloc(amount * 1e6, 1));
  say("done");
});
say(String(process.pid));
// Its input closes with the shell, and it stays.
setInterval(() => {}, 1e9);
`;

/** A shell that leads a session, and its worker, which leads another one. */
async function startTree(): Promise<AsyncDisposable & { leader: ChildProcess; worker: number; ask(line: string): Promise<void> }> {
  const script = 'setsid "$0" -e "$1" <&0 & wait';
  const leader = spawn("/bin/bash", ["-c", script, process.execPath, WORKER], { detached: true, stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: leader.stdout })[Symbol.asyncIterator]();
  const worker = Number((await lines.next()).value);
  return {
    leader,
    worker,
    async ask(line) {
      leader.stdin.write(`${line}\n`);
      await lines.next();
    },
    async [Symbol.asyncDispose]() {
      if (isRunning(worker)) process.kill(worker, "SIGKILL");
      leader.kill("SIGKILL");
      await until(() => !isRunning(worker) && !isRunning(leader.pid ?? 0), "the end of both");
    },
  };
}

/** As the system's own text has it, not its table of numbers. In bytes. */
function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
}

/** Bytes that a program may take or give back between two looks. */
const MAY_MOVE = 8e6;

describe("what processes use", () => {
  test("is that of all that a process has started, in whatever session, since the last time it was asked for", async () => {
    await using tree = await startTree();
    const sampler = createProcessSampler();
    const sample = () => sampler(new Map([["web", tree.leader.pid ?? 0]])).get("web") ?? { rssBytes: 0, cpuPercent: 0 };
    const began = performance.now();
    const idle = sample();
    const afterFirst = performance.now();
    await tree.ask("burn 600");
    await tree.ask("keep 80");
    const beforeLast = performance.now();
    const busy = sample();
    const over = performance.now();
    // The system counts in hundredths of a second, and the worker did a little more than it was told.
    expect((busy.cpuPercent / 100) * (over - began)).toBeGreaterThan(560);
    expect((busy.cpuPercent / 100) * (beforeLast - afterFirst)).toBeLessThan(1_000);
    expect(busy.rssBytes - idle.rssBytes).toBeGreaterThan(75e6);
    expect(Math.abs(busy.rssBytes - memoryOf(tree.worker) - memoryOf(tree.leader.pid ?? 0))).toBeLessThan(MAY_MOVE);
  });

  test("goes on to be known where the first process has ended, and is not there where nothing runs", async () => {
    await using tree = await startTree();
    const sampler = createProcessSampler();
    const leaders = new Map([["web", tree.leader.pid ?? 0]]);
    expect([...sampler(leaders).keys()]).toEqual(["web"]);
    tree.leader.kill("SIGKILL");
    await once(tree.leader, "exit");
    expect(Math.abs((sampler(leaders).get("web")?.rssBytes ?? 0) - memoryOf(tree.worker))).toBeLessThan(MAY_MOVE);
    process.kill(tree.worker, "SIGKILL");
    await until(() => !isRunning(tree.worker));
    expect(sampler(leaders).size).toBe(0);
  });

  test("counts from its start where it was not seen before", async () => {
    await using tree = await startTree();
    await tree.ask("burn 300");
    const { cpuPercent } = createProcessSampler()(new Map([[1, tree.worker]])).get(1) ?? { cpuPercent: 0 };
    expect(cpuPercent).toBeGreaterThan(0);
    expect(cpuPercent).toBeLessThanOrEqual(800);
  });
});

describe("what ps tells where there is no /proc", () => {
  test("is what /proc tells", () => {
    const text = spawnSync("/bin/ps", PS_ARGUMENTS, { encoding: "utf8", env: { LC_ALL: "C" } }).stdout;
    const own = processEntry(process.pid);
    const said = entriesOfPs(text).find(({ pid }) => pid === process.pid);
    expect(said).toMatchObject({ parent: own?.parent, group: own?.group });
    expect(Math.abs((said?.rssBytes ?? 0) - (own?.rssBytes ?? 0))).toBeLessThan(100e6);
    expect(Math.abs((said?.cpuMs ?? 0) - (own?.cpuMs ?? 0))).toBeLessThan(3_000);
  });

  test("is read in all forms of times", () => {
    const lines = [
      "  501     1   501 Ss     1234   1:02.34 Fri Nov 21 09:00:00 2025",
      "  502   501   501 S+        8   0:00,05 Fri Nov 21 09:00:01 2025",
      "  503   501   501 R         8   01:02:03 Fri Nov 21 09:00:01 2025",
      "  504   501   501 R         8 3-01:02:03 Fri Nov 21 09:00:01 2025",
      "  505   501   501 Z         0   0:00.00 Fri Nov 21 09:00:01 2025",
    ];
    expect(entriesOfPs(lines.join("\n")).map(({ pid, cpuMs, rssBytes }) => [pid, cpuMs, rssBytes])).toEqual([
      [501, 62_340, 1_263_616],
      [502, 50, 8_192],
      [503, 3_723_000, 8_192],
      [504, 262_923_000, 8_192],
    ]);
  });
});
