import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import type { Event, HeldOutput, TaskId, TaskOutcome } from "@nix-repo/model";
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
export async function show(
  kind: ReporterKind,
  events: readonly Event[],
  { before = () => undefined, ...options }: Partial<ReporterOptions> & { before?: (event: Event) => void } = {},
): Promise<Shown> {
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
  for (const event of events) {
    before(event);
    reporter.sink(event);
  }
  await reporter.finish();
  return { stdout: stdout.text, stderr: stderr.text };
}

/** The same where the tasks' output is held on disk, as a run's record does it; of a task in `spilled` only the first chunk has room there. */
export async function showHeld(
  kind: ReporterKind,
  events: readonly Event[],
  { spilled = [], ...options }: Partial<ReporterOptions> & { spilled?: readonly TaskId[] } = {},
): Promise<Shown> {
  using logs = createLogs(spilled);
  return await show(kind, events, { heldOutput: logs.held, ...options, before: logs.take });
}

export interface Logs extends Disposable {
  take(event: Event): void;
  held(task: TaskId): HeldOutput | undefined;
}

export function createLogs(spilled: readonly TaskId[] = []): Logs {
  const folder = mkdtempSync(join(tmpdir(), "repo-logs-"));
  const logs = new Map<TaskId, HeldOutput>();
  return {
    take(event) {
      // What is kept of an earlier run is told without a start.
      if ((event.type === "task-started" || event.type === "task-output") && !logs.has(event.task)) {
        const file = join(folder, String(logs.size));
        writeFileSync(file, "");
        logs.set(event.task, { file, bytes: 0, isWhole: true });
      }
      const log = event.type === "task-output" ? logs.get(event.task) : undefined;
      if (event.type !== "task-output" || log === undefined) return;
      const isWhole = log.isWhole && !(log.bytes > 0 && spilled.includes(event.task));
      appendFileSync(log.file, event.chunk);
      logs.set(event.task, { ...log, bytes: isWhole ? log.bytes + event.chunk.length : log.bytes, isWhole });
    },
    held: (task) => logs.get(task),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

export function taskStarted(task: TaskId, at = 1000): Event {
  return { type: "task-started", task, at, command: `run ${task}`, shell: "s" };
}

export function retrying(task: TaskId, attempt: number, at = 1500): Event {
  return { type: "task-retrying", task, at, attempt, attempts: 3, status: { kind: "code", code: 1 }, delayMs: 2000 };
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
