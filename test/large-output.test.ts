import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { describe, expect, test } from "@jest/globals";
import { cleanEnvironment, startRepo, type TemporaryFolder } from "@nix-repo/testkit";
import { ON_HOST, workspaceOf } from "./workspace.ts";

/** Megabytes of one task, and of fifty tasks together; what was promised is 100 of either. */
const ONE_MB = Number(process.env.REPO_TEST_ONE_MB ?? 100);
const FIFTY_MB = Number(process.env.REPO_TEST_FIFTY_MB ?? 100);
/** Node by itself takes 145 MB to read fifty pipes: its buffers are garbage for a while. The executable is what has to stay small. */
const MOST_MB = process.env.REPO_TEST_RUNTIME === "node" ? 220 : 150;

const TASKS = Array.from({ length: 50 }, (_, i) => `s${i}`);
const WORDS = "é日🎉 some words of a line";
const LINE_BYTES = Buffer.byteLength(`1234567 ${WORDS}\n`);
const LINES = Math.floor((FIFTY_MB * 1_000_000) / TASKS.length / LINE_BYTES);

const numbered = `seq -f "%.0f ${WORDS}" ${LINES}`;
const fifty = {
  services: Object.fromEntries(
    TASKS.map((name, i) => [name, { path: name, verbs: { test: numbered, fail: `${numbered}${i === 7 ? "; exit 1" : ""}` } }]),
  ),
};

describe("fifty tasks at once", () => {
  test("prefixed: every line is there once, in order, and memory stays small", async () => {
    using workspace = workspaceOf(fifty);
    const seen = new Map<string, number>();
    const run = start(workspace, ["test", "--all", "--concurrency", "50"]);
    for await (const line of linesOf(run.child.stdout)) {
      const [prefix = "", text = ""] = line.split(" | ");
      take(seen, prefix.trimEnd(), text);
    }
    expectAll(seen, (name) => `${name}:test`);
    expect(await run.peakMegabytes).toBeLessThan(MOST_MB);
  });

  test("grouped: every line is there once, in order, in one block for each task", async () => {
    using workspace = workspaceOf(fifty);
    const seen = new Map<string, number>();
    const run = start(workspace, ["test", "--all", "--concurrency", "50", "--output", "grouped"]);
    let task = "";
    for await (const line of linesOf(run.child.stdout)) {
      if (line.startsWith("✓ ")) task = line.split(" ")[1] ?? "";
      else if (line !== "") take(seen, task, line.slice(4));
    }
    expectAll(seen, (name) => `${name}:test`);
    expect(await run.peakMegabytes).toBeLessThan(MOST_MB);
  });

  test("failures, events, a report and a trace: all of what failed, and every piece of text whole", async () => {
    using workspace = workspaceOf(fifty);
    const files = ["--events", "events", "--junit", "junit", "--trace", "trace"];
    const run = start(workspace, ["fail", "--all", "--concurrency", "50", "--output", "failures", ...files]);
    const seen = new Map<string, number>();
    for await (const line of linesOf(run.child.stdout)) if (line.startsWith("    ")) take(seen, "s7:fail", line.slice(4));
    expect([...seen]).toEqual([["s7:fail", LINES]]);
    expect(await run.peakMegabytes).toBeLessThan(MOST_MB);

    const told = new Map<string, number>();
    const rests = new Map<string, string>();
    for await (const line of linesOf(createReadStream(join(workspace.path, "events")))) {
      const { type, task, text } = JSON.parse(line) as { type?: string; task: string; text?: string };
      if (type !== "task-output" || text === undefined) continue;
      const lines = `${rests.get(task) ?? ""}${text}`.split("\n");
      rests.set(task, lines.pop() ?? "");
      for (const each of lines) take(told, task, each);
    }
    expectAll(told, (name) => `${name}:fail`);
    expect(readFileSync(join(workspace.path, "junit"), "utf8")).toContain(`\n${LINES} ${WORDS}\n</failure>`);
    const log = join(workspace.path, ".repo/runs/1/s49-fail.log");
    expect(readFileSync(log, "utf8")).toBe(Array.from({ length: LINES }, (_, i) => `${i + 1} ${WORDS}\n`).join(""));
  });

  test("with a reader that is slow: nothing piles up", async () => {
    using workspace = workspaceOf(fifty);
    const run = start(workspace, ["test", "--all", "--concurrency", "50"]);
    const { stdout } = run.child;
    const seen = new Map<string, number>();
    let lines = 0;
    for await (const line of linesOf(stdout)) {
      const [prefix = "", text = ""] = line.split(" | ");
      take(seen, prefix.trimEnd(), text);
      lines += 1;
      // For the first of them it reads some thousand lines a second.
      if (lines < 20_000 && lines % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expectAll(seen, (name) => `${name}:test`);
    expect(await run.peakMegabytes).toBeLessThan(MOST_MB);
  });
});

describe("one task", () => {
  test("streams its bytes as they are, and its log holds them", async () => {
    const services = { web: { path: "web", verbs: { test: `head -c ${ONE_MB}000000 /dev/urandom | tee ../data` } } };
    using workspace = workspaceOf({ services });
    const run = start(workspace, ["test", "web"]);
    const hash = createHash("sha256");
    for await (const chunk of run.child.stdout ?? []) hash.update(chunk as Buffer);
    const digest = hash.digest("hex");
    for (const file of ["data", ".repo/runs/1/web-test.log"]) expect(await digestOf(join(workspace.path, file))).toBe(digest);
    expect(await run.peakMegabytes).toBeLessThan(MOST_MB);
  });

  test("of one endless line comes in pieces with prefixes, whole", async () => {
    const services = { web: { path: "web", verbs: { test: `head -c ${ONE_MB}000000 <(yes 'é日🎉' | tr -d '\\n')` } } };
    using workspace = workspaceOf({ services });
    const run = start(workspace, ["test", "web", "--output", "prefixed"]);
    let bytes = 0;
    let wrong = 0;
    let count = 0;
    for await (const line of linesOf(run.child.stdout)) {
      const piece = line.slice("web:test | ".length);
      bytes += Buffer.byteLength(piece);
      count += 1;
      if (piece.includes("\ufffd") && bytes < ONE_MB * 1_000_000) wrong += 1;
    }
    // The last character is cut by `head`: what is no character is shown by the decoder of this test in three bytes for each of its own.
    expect(Math.abs(bytes - ONE_MB * 1_000_000)).toBeLessThan(9);
    expect([wrong, count]).toEqual([0, Math.ceil((ONE_MB * 1_000_000) / 65_536)]);
    expect(await run.peakMegabytes).toBeLessThan(MOST_MB);
  });
});

interface Run {
  readonly child: ChildProcess;
  /** Once it has ended well or with a failed task. */
  readonly peakMegabytes: Promise<number>;
}

function start(workspace: TemporaryFolder, args: readonly string[]): Run {
  const child = startRepo([...args, ...ON_HOST], { cwd: workspace.path, env: cleanEnvironment() });
  child.stderr?.resume();
  let peak = 0;
  // The kernel keeps the highest value: only the last moment before the end may be missed.
  const timer = setInterval(() => {
    peak = Math.max(peak, highestResident(child.pid));
  }, 20);
  const peakMegabytes = once(child, "close").then(([code]) => {
    clearInterval(timer);
    expect([0, 1]).toContain(code);
    expect(peak).toBeGreaterThan(10);
    return peak;
  });
  return { child, peakMegabytes };
}

function highestResident(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1000;
  } catch {
    return 0;
  }
}

/** Takes a line of a task, which must be the one after the last. */
function take(seen: Map<string, number>, task: string, text: string): void {
  const next = (seen.get(task) ?? 0) + 1;
  if (text !== `${next} ${WORDS}`) throw new Error(`${task}: line ${next} reads ${JSON.stringify(text)}`);
  seen.set(task, next);
}

function expectAll(seen: ReadonlyMap<string, number>, taskOf: (name: string) => string): void {
  expect(new Map([...seen].sort())).toEqual(new Map(TASKS.map((name) => [taskOf(name), LINES] as const).sort()));
}

/** As fast as lines can be had in JavaScript; readline takes several times as long. */
async function* linesOf(stream: Readable | null): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of stream ?? []) {
    const lines = (rest + decoder.write(chunk as Buffer)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  rest += decoder.end();
  if (rest !== "") yield rest;
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
