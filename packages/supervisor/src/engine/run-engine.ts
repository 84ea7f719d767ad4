import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { type EngineFailure, err, ok, type Result, type Variables } from "@nix-repo/model";

export interface EngineCall {
  /** How messages name what is asked: `docker compose up`. */
  readonly command: string;
  /** The program, absolute, and its arguments. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Variables;
  readonly signals: readonly (AbortSignal | undefined)[];
  /** How long it may say nothing, in milliseconds; left out, it may for ever. */
  readonly silentForMs?: number | undefined;
  /** Every whole line of stderr, where compose tells of its progress. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** How a program ended that was asked something, whatever it has answered. */
export interface EngineAnswer {
  /** Its exit code, or the signal that ended it. */
  readonly exit: number | string;
  readonly stdout: string;
  /** The last of it. */
  readonly stderr: string;
}

/**
 * Asks docker, podman or compose, and waits for the end. The program leads a process group: when it is interrupted, says nothing for too long, or has
 * ended and left something running (its plugins are processes of their own), all of the group ends.
 */
export function runEngine({
  command,
  argv,
  cwd,
  env,
  signals,
  silentForMs,
  onLine,
}: EngineCall): Promise<Result<EngineAnswer, EngineFailure>> {
  if (signals.some((signal) => signal?.aborted)) return Promise.resolve(err({ code: "engine-interrupted", command }));
  return new Promise((resolve) => {
    const [program = "", ...args] = argv;
    const child = startLeading(program, args, { cwd, env });
    const stdout: Buffer[] = [];
    let length = 0;
    const stderr = new Tail(MOST_STDERR);
    let why: EngineFailure["code"] | undefined;
    let silence: NodeJS.Timeout | undefined;
    let kill: NodeJS.Timeout | undefined;

    const end = (reason: EngineFailure["code"]) => {
      why ??= reason;
      signalGroup(child, "SIGTERM");
      kill ??= setTimeout(() => signalGroup(child, "SIGKILL"), KILLED_AFTER_MS);
    };
    const onAbort = () => end("engine-interrupted");
    const listen = () => {
      clearTimeout(silence);
      if (silentForMs !== undefined) silence = setTimeout(() => end("engine-silent"), silentForMs);
    };
    const done = (result: Result<EngineAnswer, EngineFailure>) => {
      clearTimeout(silence);
      clearTimeout(kill);
      for (const signal of signals) signal?.removeEventListener("abort", onAbort);
      resolve(result);
    };

    for (const signal of signals) signal?.addEventListener("abort", onAbort, { once: true });
    listen();
    child.stdout.on("data", (chunk: Buffer) => {
      listen();
      length += chunk.length;
      if (length > MOST_STDOUT) end("engine-garbled");
      else stdout.push(chunk);
    });
    const lines = onLine === undefined ? undefined : lineReader(onLine);
    child.stderr.on("data", (chunk: Buffer) => {
      listen();
      stderr.push(chunk);
      lines?.push(chunk);
    });
    for (const pipe of [child.stdout, child.stderr]) pipe.on("error", () => undefined);
    child.once("error", (error) => done(err({ code: "engine-failed", command, exit: "", message: error.message })));
    // What outlived it would keep the pipes open, and is nobody's any more.
    child.once("exit", () => signalGroup(child, "SIGKILL"));
    child.once("close", (code, signal) => {
      lines?.end();
      if (why === "engine-silent")
        return done(err({ code: why, command, afterMs: silentForMs ?? 0, output: stderr.text().trim() || textOf(stdout).trim() }));
      if (why === "engine-interrupted") return done(err({ code: why, command }));
      if (why === "engine-garbled") return done(err({ code: why, command, output: textOf(stdout).slice(0, SHOWN) }));
      done(ok({ exit: code ?? signal ?? "", stdout: textOf(stdout), stderr: stderr.text() }));
    });
  });
}

type EngineProcess = ChildProcess & { readonly stdout: Readable; readonly stderr: Readable };

/** A program in a process group of its own, with no stdin: nothing may ask. */
export function startLeading(program: string, args: readonly string[], { cwd, env }: { cwd: string; env: Variables }): EngineProcess {
  return spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
}

export function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // All of it has ended.
  }
}

/** Cuts what comes into lines, without their breaks. What is too long for a line comes in pieces. */
export function lineReader(onLine: (line: string) => void): { push(chunk: Uint8Array): void; end(): void } {
  const decoder = new TextDecoder();
  let rest = "";
  const add = (text: string) => {
    rest += text;
    if (!text.includes("\n") && rest.length <= LONGEST_LINE) return;
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line.endsWith("\r") ? line.slice(0, -1) : line);
    for (; rest.length > LONGEST_LINE; rest = rest.slice(LONGEST_LINE)) onLine(rest.slice(0, LONGEST_LINE));
  };
  return {
    push: (chunk) => add(decoder.decode(chunk, { stream: true })),
    end() {
      add(decoder.decode());
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString();
}

/** The last of a stream, within a limit. */
class Tail {
  readonly #limit: number;
  #chunks: Uint8Array[] = [];
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length <= 2 * this.#limit) return;
    this.#chunks = [Buffer.concat(this.#chunks).subarray(-this.#limit)];
    this.#length = this.#limit;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString();
  }
}

const MOST_STDOUT = 8_000_000;
const MOST_STDERR = 32_000;
const SHOWN = 500;
const LONGEST_LINE = 65_536;
/** Compose takes a moment to give up what it is at. */
const KILLED_AFTER_MS = 2_000;
