import { LineSplitter, type OnLine } from "./line-splitter.ts";
import { plainLine } from "./text-width.ts";

type Stream = "stdout" | "stderr";

/**
 * The end of a running task's output, both streams together in the order in which they came. Only its last bytes are kept, and they are made into
 * lines only when somebody looks: a task that writes a hundred megabytes costs no more than their copying past.
 */
export class TaskTail {
  readonly #chunks: { readonly stream: Stream; bytes: Buffer }[] = [];
  #size = 0;
  #beginningLost = false;
  #now: string | undefined;

  write(stream: Stream, chunk: Uint8Array): void {
    const kept = chunk.subarray(Math.max(0, chunk.length - KEPT_BYTES));
    const last = this.#chunks.at(-1);
    if (last?.stream === stream && last.bytes.length + kept.length <= MERGED_BYTES) last.bytes = Buffer.concat([last.bytes, kept]);
    // A copy, since the chunk may be a view of a large buffer.
    else this.#chunks.push({ stream, bytes: Buffer.from(kept) });
    this.#size += kept.length;
    this.#beginningLost ||= kept.length < chunk.length;
    this.#now = undefined;
    this.#forget();
  }

  /** What the task says now: its last line that is not blank, ended or not. */
  get now(): string {
    this.#now ??= this.#lines().map(plainLine).findLast(isNotBlank)?.trim() ?? "";
    return this.#now;
  }

  /** Its last lines, without blank ones at either end. */
  last(): Tail {
    const all = this.#lines();
    const lines = all.slice(all.findIndex(isNotBlank), all.findLastIndex(isNotBlank) + 1);
    const shown = lines.slice(-TAIL_LINES).map((line) => line.slice(0, LINE_LENGTH));
    return { lines: shown, isWhole: !this.#beginningLost && shown.length === lines.length };
  }

  #forget(): void {
    for (let first = this.#chunks[0]; first !== undefined && this.#size - first.bytes.length >= KEPT_BYTES; first = this.#chunks[0]) {
      this.#size -= first.bytes.length;
      this.#chunks.shift();
      this.#beginningLost = true;
    }
  }

  #lines(): string[] {
    const lines: string[] = [];
    const keep: OnLine = (bytes, from, to) => void lines.push(Buffer.from(bytes.subarray(from, to)).toString());
    const splitters = { stdout: new LineSplitter(keep), stderr: new LineSplitter(keep) };
    this.#chunks.forEach(({ stream, bytes }, i) => {
      // Where the beginning is lost the first line is half a line, perhaps from within a character.
      splitters[stream].write(i === 0 && this.#beginningLost ? bytes.subarray(bytes.indexOf("\n") + 1) : bytes);
    });
    splitters.stdout.end();
    splitters.stderr.end();
    return lines;
  }
}

export interface Tail {
  readonly lines: readonly string[];
  /** Whether this is all that the task wrote. */
  readonly isWhole: boolean;
}

export const TAIL_LINES = 12;
const KEPT_BYTES = 16_384;
const MERGED_BYTES = 4096;
/** In UTF-16 units: one line of a minified file must not fill the screen. */
const LINE_LENGTH = 1000;

function isNotBlank(line: string): boolean {
  return plainLine(line).trim() !== "";
}
