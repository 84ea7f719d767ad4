import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import type { Readable } from "node:stream";
import type { ExitStatus, Failure, Launch } from "@nix-repo/model";
import { messageOf } from "./message-of.ts";
import { endGroup, signalGroup } from "./process-group.ts";
import { type Stopping, signalOf } from "./stop-control.ts";

export interface ActionOptions {
  readonly launch: Launch;
  readonly onOutput: (stream: "stdout" | "stderr", chunk: Uint8Array) => void;
  readonly stopping: Stopping;
  /** How long a process may take to end after it was asked to, in milliseconds. */
  readonly graceMs?: number;
}

export type ActionEnd =
  /** `leftovers`: whether it left processes behind, which were ended. */
  | { readonly kind: "exited"; readonly status: ExitStatus; readonly leftovers: boolean }
  | { readonly kind: "not-started"; readonly failure: Failure };

/**
 * Runs one captured command to its end, in a process group of its own that is empty when this returns.
 *
 *     spawned ──exit──▶ exited ──group empty──▶ pipes closed ──▶ end
 *        │ stop: signal to the group, grace, SIGKILL     ▲ a grandchild that left the group may hold
 *        └ kill: SIGKILL ────────────────────────────────┘ the pipes open: waited for a bounded time only
 */
export async function runAction({ launch, onOutput, stopping, graceMs = GRACE_MS }: ActionOptions): Promise<ActionEnd> {
  const { file, argv, env, cwd } = launch;
  let child: ChildProcess;
  try {
    child = spawn(file, argv.slice(1), { argv0: argv[0] ?? file, cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    return notStarted(launch, error);
  }
  const group = child.pid;
  if (group === undefined) return notStarted(launch, await once(child, "error").then(([error]) => error));

  let lastOutput = 0;
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]?.on("data", (chunk: Uint8Array) => {
      lastOutput += 1;
      onOutput(stream, chunk);
    });
  }
  const closed = allClosed(child);
  const release = passSignals(group, stopping, graceMs);
  const status = await exitOf(child);
  const leftovers = await endGroup(group, { settleMs: SETTLE_MS, graceMs: Math.min(graceMs, LEFTOVERS_GRACE_MS), kill: stopping.kill });
  release();
  await drained(child, closed, () => lastOutput);
  return { kind: "exited", status, leftovers };
}

const GRACE_MS = 10_000;
const LEFTOVERS_GRACE_MS = 2_000;
const SETTLE_MS = 100;

function notStarted({ file, cwd }: Launch, error: unknown): ActionEnd {
  const code = (error as NodeJS.ErrnoException).code;
  return { kind: "not-started", failure: { code: "start-failed", file, reason: reasonOf(code, { file, cwd, error }) } };
}

function reasonOf(code: string | undefined, { file, cwd, error }: { file: string; cwd: string; error: unknown }): string {
  switch (code) {
    case "ENOENT":
      if (!existsSync(cwd)) return `the folder ${cwd} does not exist`;
      return existsSync(file) ? "the interpreter that its first line names does not exist" : "it does not exist";
    case "ENOTDIR":
      return `${cwd} is not a folder`;
    case "EACCES":
      return "it may not be executed";
    case "E2BIG":
      return "its arguments and variables are longer than the system allows";
    case "ENOEXEC":
      return "it is not a program of this system";
    case "EAGAIN":
    case "EMFILE":
    case "ENOMEM":
      return `the system has no room for another process (${code})`;
    default:
      return messageOf(error);
  }
}

async function exitOf(child: ChildProcess): Promise<ExitStatus> {
  const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  return signal === null ? { kind: "code", code: code ?? 0 } : { kind: "signal", signal };
}

/** Hands a stop on to the whole group, once, and kills what has not ended in time. */
function passSignals(group: number, { stop, kill }: Stopping, graceMs: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  const onStop = () => {
    signalGroup(group, signalOf(stop));
    timer = setTimeout(onKill, graceMs);
  };
  const onKill = () => {
    signalGroup(group, "SIGKILL");
  };
  if (stop.aborted) onStop();
  else stop.addEventListener("abort", onStop, { once: true });
  if (kill.aborted) onKill();
  else kill.addEventListener("abort", onKill, { once: true });
  return () => {
    clearTimeout(timer);
    stop.removeEventListener("abort", onStop);
    kill.removeEventListener("abort", onKill);
  };
}

async function allClosed(child: ChildProcess): Promise<void> {
  await Promise.all([child.stdout, child.stderr].map((stream) => (stream === null ? undefined : closing(stream))));
}

function closing(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    stream.once("close", resolve);
    // What reading a pipe can fail with means no more than its end.
    stream.once("error", () => resolve());
  });
}

/** Waits for the ends of the pipes; where they are held open, for as long as output still comes, at most two seconds. */
async function drained(child: ChildProcess, closed: Promise<void>, count: () => number): Promise<void> {
  for (let round = 0, before = -1; round < DRAIN_ROUNDS && before !== count(); round += 1) {
    before = count();
    const timer = Promise.withResolvers<"late">();
    // The turn of the loop after the timer lets what already lies in the pipe arrive first.
    const timeout = setTimeout(() => setImmediate(() => timer.resolve("late")), DRAIN_ROUND_MS);
    const first = await Promise.race([closed, timer.promise]);
    clearTimeout(timeout);
    if (first !== "late") return;
  }
  child.stdout?.destroy();
  child.stderr?.destroy();
}

const DRAIN_ROUND_MS = 200;
const DRAIN_ROUNDS = 10;
