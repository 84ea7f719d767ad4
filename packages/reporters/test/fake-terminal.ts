import { Writable } from "node:stream";
import type { Event, TaskId, TaskOutcome } from "@nix-repo/model";
import { createReporter, type ReporterKind, type ReporterOptions, UNICODE } from "@nix-repo/reporters";

/** A stream that keeps what is written to it. */
export class FakeStream extends Writable {
  readonly #chunks: Buffer[] = [];
  isTTY = false;

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get text(): string {
    return this.bytes.toString();
  }
}

export interface Shown {
  readonly stdout: string;
  readonly stderr: string;
}

/** Sends a whole run through a reporter; what it wrote. */
export async function show(kind: ReporterKind, events: readonly Event[], options: Partial<ReporterOptions> = {}): Promise<Shown> {
  const [stdout, stderr] = [new FakeStream(), new FakeStream()];
  const reporter = await createReporter(kind, {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    colour: { stdout: false, stderr: false },
    symbols: UNICODE,
    root: "/workspace",
    logFile: (logs, task) => `${logs}/${task.replace(":", "-")}.log`,
    ...options,
  });
  for (const event of events) reporter.sink(event);
  await reporter.finish();
  return { stdout: stdout.text, stderr: stderr.text };
}

export function runStarted(...tasks: TaskId[]): Event {
  return { type: "run-started", at: 1000, provider: "nix", tasks };
}

export function output(task: TaskId, chunk: string | Uint8Array, stream: "stdout" | "stderr" = "stdout"): Event {
  return { type: "task-output", task, stream, chunk: Buffer.from(chunk as string) };
}

export function taskFinished(task: TaskId, outcome: TaskOutcome): Event {
  return { type: "task-finished", task, at: 2000, outcome };
}

export function passed(durationMs: number): TaskOutcome {
  return { kind: "passed", durationMs };
}

export function exited(durationMs: number, code: number): TaskOutcome {
  return { kind: "failed", durationMs, status: { kind: "code", code } };
}

export const runFinished: Event = { type: "run-finished", at: 7100, durationMs: 6100, logs: "/workspace/.repo/runs/12" };
