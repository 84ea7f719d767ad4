import { LineSplitter } from "./line-splitter.ts";
import { plainLine } from "./text-width.ts";

/** The last lines of a running task's output, both streams together in the order in which they came. Costs the same however much the task writes. */
export class TaskTail {
  readonly #lines: string[] = [];
  readonly #splitters = { stdout: new LineSplitter((line) => this.#keep(line)), stderr: new LineSplitter((line) => this.#keep(line)) };
  #latest: "stdout" | "stderr" = "stdout";
  #count = 0;

  write(stream: "stdout" | "stderr", chunk: Uint8Array): void {
    this.#latest = stream;
    this.#splitters[stream].write(chunk);
  }

  /** What the task says now: the line it is writing, else the last one that is not blank. */
  get now(): string {
    const pending = plainLine(this.#splitters[this.#latest].pending.slice(0, MAX_KEPT)).trim();
    if (pending !== "") return pending;
    return plainLine(this.#lines.findLast((line) => plainLine(line).trim() !== "") ?? "").trim();
  }

  /** Ends the task: its last lines, blank ones at either end removed, and how many lines there were in all. */
  end(): Tail {
    this.#splitters.stdout.end();
    this.#splitters.stderr.end();
    // A slice of a chunk keeps the whole chunk alive: these lines outlive the task, so they are copied.
    const lines = this.#lines.map((line) => Buffer.from(line).toString());
    while (lines.length > 0 && isBlank(lines[0])) lines.shift();
    while (lines.length > 0 && isBlank(lines.at(-1))) lines.pop();
    return { lines, count: this.#count };
  }

  #keep(line: string): void {
    this.#count += 1;
    this.#lines.push(line.length > MAX_KEPT ? line.slice(0, MAX_KEPT) : line);
    if (this.#lines.length > TAIL_LINES) this.#lines.shift();
  }
}

export interface Tail {
  readonly lines: readonly string[];
  /** Of the whole output. */
  readonly count: number;
}

export const TAIL_LINES = 12;
/** UTF-16 units of one line: a minified file must not fill the screen. */
const MAX_KEPT = 1000;

function isBlank(line: string | undefined): boolean {
  return plainLine(line ?? "").trim() === "";
}
