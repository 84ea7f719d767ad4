import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Lab } from "../bench-case.ts";
import type { Figure, FigureFile } from "../figure.ts";
import { median } from "../render-table.ts";

const STARTED = 20;
const IDLE = 50;
/** How long an idle supervisor is watched, in milliseconds. */
const WATCHED_MS = 20_000;

/** `repo up`: how long 20 processes take until all are ready, and what a supervisor of 50 costs that has nothing to do. */
const figures: FigureFile = async (lab, { rounds }) => {
  const repo = join(lab.root, "packages/cli/dist/repo");
  if (!existsSync(repo)) return { missing: "the executable: npm run build makes it" };
  const starts = Math.max(3, Math.ceil(rounds / 4));
  return [
    ...(await startTimes({ lab, repo, starts, script: TRIVIAL, name: "that are ready at once" })),
    ...(await startTimes({ lab, repo, starts, script: SLOW, name: "that take 0.1 s" })),
    ...(await idleCost(lab, repo)),
  ];
};
export default figures;

const TRIVIAL = "echo ready; exec sleep 1000";
const SLOW = "sleep 0.1; echo ready; exec sleep 1000";

interface Starting {
  readonly lab: Lab;
  readonly repo: string;
  readonly starts: number;
  readonly script: string;
  readonly name: string;
}

async function startTimes({ lab, repo, starts, script, name }: Starting): Promise<readonly Figure[]> {
  const cwd = workspace(lab.folder(`up-${name.replaceAll(/\W/g, "-")}`), STARTED, script);
  const together: number[] = [];
  const inOrder: number[] = [];
  for (let round = 0; round < starts; round += 1) {
    together.push(await untilAllReady(repo, cwd));
    inOrder.push(await oneAfterTheOther(script));
  }
  const ratio = median(together) / median(inOrder);
  const what = `${STARTED} processes ${name}`;
  return [
    { name: `${what}: started in order, each when the one before is ready`, value: `${median(inOrder).toFixed(0)} ms`, verdict: "" },
    { name: `${what}: \`repo up\` until all are ready`, value: `${median(together).toFixed(0)} ms`, verdict: verdict(ratio, 1, "of that") },
  ];
}

async function untilAllReady(repo: string, cwd: string): Promise<number> {
  const begun = performance.now();
  const child = spawn(repo, ["up", "--provider", "host"], { cwd, stdio: ["ignore", "ignore", "pipe"] });
  const exited = once(child, "exit");
  await linesOf(child, "stderr", / ready/, STARTED);
  const took = performance.now() - begun;
  child.kill("SIGTERM");
  await exited;
  return took;
}

/** What the processes take by themselves, started by this one. */
async function oneAfterTheOther(script: string): Promise<number> {
  const begun = performance.now();
  const children: ChildProcess[] = [];
  for (let i = 0; i < STARTED; i += 1) {
    const child = spawn("bash", ["-euo", "pipefail", "-c", script], { stdio: ["ignore", "pipe", "ignore"] });
    children.push(child);
    await linesOf(child, "stdout", /^ready$/, 1);
  }
  const took = performance.now() - begun;
  await Promise.all(
    children.map(async (child) => {
      child.kill("SIGKILL");
      await once(child, "exit");
    }),
  );
  return took;
}

async function linesOf(child: ChildProcess, stream: "stdout" | "stderr", pattern: RegExp, count: number): Promise<void> {
  const input = child[stream];
  if (input === null) throw new Error("a stream that was not asked for");
  let left = count;
  for await (const line of createInterface({ input })) {
    if (pattern.test(line)) left -= 1;
    if (left === 0) return;
  }
  throw new Error(`it ended before ${count} lines with ${pattern}`);
}

async function idleCost(lab: Lab, repo: string): Promise<readonly Figure[]> {
  const cwd = workspace(lab.folder("up-idle"), IDLE, TRIVIAL);
  const env = { ...process.env, XDG_RUNTIME_DIR: lab.folder("up-idle-runtime") };
  const run = (...args: readonly string[]): void => void execFileSync(repo, args, { cwd, env, stdio: "ignore" });
  run("up", "--provider", "host", "--detach");
  try {
    run("status", "--wait-ready");
    const pid = supervisorOf(cwd);
    const before = cpuMs(pid);
    await sleep(WATCHED_MS);
    const percent = (100 * (cpuMs(pid) - before)) / WATCHED_MS;
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const peak = Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]) / 1000;
    const what = `a supervisor of ${IDLE} processes that does nothing`;
    return [
      { name: `${what}: processor`, value: `${percent.toFixed(2)} % of one`, verdict: verdict(percent, 1, "%") },
      { name: `${what}: peak memory`, value: `${peak.toFixed(0)} MB`, verdict: verdict(peak, 120, "MB") },
    ];
  } finally {
    run("down");
  }
}

/** It says in its record who it is. */
function supervisorOf(cwd: string): number {
  const [file = ""] = execFileSync("find", [join(cwd, ".repo/up"), "-maxdepth", "1", "-name", "processes-*.ndjson"], {
    encoding: "utf8",
  }).split("\n");
  const head = JSON.parse(readFileSync(file, "utf8").split("\n", 1)[0] ?? "") as { supervisor: { pid: number } };
  return head.supervisor.pid;
}

/** User and system time of a process so far: proc(5). A tick is 10 ms. */
function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

function workspace(root: string, count: number, script: string): string {
  const services: Record<string, object> = {};
  for (let i = 0; i < count; i += 1) {
    mkdirSync(join(root, `svc-${i}`), { recursive: true });
    services[`svc-${i}`] = { path: `svc-${i}`, processes: { dev: { run: script, ready: { line: "ready" } } } };
  }
  writeFileSync(join(root, "services.config.json"), JSON.stringify({ services }));
  return root;
}

function verdict(value: number, atMost: number, unit: string): string {
  return `at most ${atMost} ${unit}: ${value <= atMost ? "met" : "MISSED"} (${value.toFixed(2)})`;
}
