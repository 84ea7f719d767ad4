import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BenchCase } from "./bench-case.ts";

export interface Measurement {
  readonly case: BenchCase;
  /** Wall times in milliseconds, warm-up left out, in the order of the rounds. */
  readonly wallMs: readonly number[];
  /** User and system time of one start, the mean of all rounds; undefined where the system does not tell. */
  readonly cpuMs: number | undefined;
  /**
   * The most memory that it and all that it started had resident at a time, in one start, in MB, what it became by exec included; undefined
   * without Bun, and where it has ended before anybody could look.
   */
  readonly peakMb: number | undefined;
}

/**
 * Runs the cases in interleaved rounds (A B C, C B A, …), so that a machine that gets slower for a while slows all of them, and none always
 * runs behind the same neighbour.
 */
export function measure(cases: readonly BenchCase[], { rounds, warmUp, bun }: MeasureOptions): Measurement[] {
  const wallMs = new Map(cases.map((each) => [each, [] as number[]]));
  const ticks = new Map(cases.map((each) => [each, 0]));
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const each of round % 2 === 0 ? cases : cases.toReversed()) {
      // The slow ones are warm after one start.
      if (round !== -1 && round % (each.every ?? 1) !== 0) continue;
      const sample = startOnce(each);
      if (round < 0) continue;
      wallMs.get(each)?.push(sample.wallMs);
      ticks.set(each, (ticks.get(each) ?? 0) + sample.ticks);
    }
  }
  return cases.map((each) => ({
    case: each,
    wallMs: wallMs.get(each) ?? [],
    cpuMs: process.platform === "linux" ? ((ticks.get(each) ?? 0) * MS_PER_TICK) / (wallMs.get(each)?.length ?? 1) : undefined,
    peakMb: bun === undefined ? undefined : peakMemory(each, bun),
  }));
}

export interface MeasureOptions {
  readonly rounds: number;
  readonly warmUp: number;
  readonly bun: string | undefined;
}

function peakMemory({ argv, cwd, env, before }: BenchCase, bun: string): number | undefined {
  before?.();
  const input = JSON.stringify({ argv, cwd, env: { ...ENVIRONMENT, ...env } });
  const { stdout } = spawnSync(bun, [join(import.meta.dirname, "peak-memory.js")], { input, encoding: "utf8" });
  const bytes = Number(stdout);
  return bytes > 0 ? bytes / 1e6 : undefined;
}

/** Why a case cannot be measured: it does not even succeed once. */
export function tryOnce({ argv, cwd, env, before }: BenchCase): string | undefined {
  const [program = "", ...args] = argv;
  before?.();
  const { error, status, signal, stderr } = spawnSync(program, args, {
    cwd,
    env: { ...ENVIRONMENT, ...env },
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
    timeout: LONGEST_MS,
  });
  if (error !== undefined) return error.message;
  if (status === 0) return undefined;
  return `it ends with ${signal ?? status}: ${stderr.trim().split("\n", 1)[0]}`;
}

/** A command that takes longer than this waits for something that will not come. */
const LONGEST_MS = 300_000;

function startOnce({ argv, cwd, env, before }: BenchCase): { wallMs: number; ticks: number } {
  const [program = "", ...args] = argv;
  const environment = { ...ENVIRONMENT, ...env };
  before?.();
  const ticksBefore = childTicks();
  const start = process.hrtime.bigint();
  const { status } = spawnSync(program, args, { cwd, env: environment, stdio: "ignore" });
  const wallMs = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`${argv.join(" ")} failed in the middle of the bench`);
  return { wallMs, ticks: childTicks() - ticksBefore };
}

/** Little, and the same for all. No colours, no telemetry, no update notices. */
const ENVIRONMENT = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  LANG: "C.UTF-8",
  TURBO_TELEMETRY_DISABLED: "1",
  TURBO_NO_UPDATE_NOTIFIER: "1",
};

/**
 * CPU time of all children so far, in clock ticks: fields 16 and 17 of /proc/self/stat (proc(5)). A tick is 10 ms, too coarse for one start;
 * but the counter goes on from start to start, so the sum over the rounds is right to a tick or two.
 */
function childTicks(): number {
  if (process.platform !== "linux") return 0;
  const stat = readFileSync("/proc/self/stat", "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[13]) + Number(fields[14]);
}

/** USER_HZ is 100 on every platform that Node supports. */
const MS_PER_TICK = 10;
