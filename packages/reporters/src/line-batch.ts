import { containedLine } from "./contained-line.ts";
import type { OnLine } from "./line-splitter.ts";
import type { Output } from "./output.ts";

/** Gathers lines, each with something in front, so that the lines of a chunk leave in one write. */
export class LineBatch {
  readonly #output: Output;
  #bytes = Buffer.allocUnsafeSlow(BATCH_BYTES);
  #length = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  /** What a splitter may call: each line contained, behind `prefix`; blanks at the prefix's end are left out where nothing follows. */
  behind(prefix: string): OnLine {
    const whole = Buffer.from(prefix);
    const alone = Buffer.from(prefix.trimEnd());
    return (bytes, from, to, hasEscape) => {
      if (from === to) return this.#add(alone, bytes, from, to);
      if (!hasEscape) return this.#add(whole, bytes, from, to);
      // Escape sequences are ASCII: as Latin-1 every byte goes there and comes back the same.
      const contained = Buffer.from(containedLine(Buffer.from(bytes.subarray(from, to)).toString("latin1")), "latin1");
      return this.#add(whole, contained, 0, contained.length);
    };
  }

  /** Sends what has been gathered. */
  send(): void {
    if (this.#length === 0) return;
    const bytes = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    this.#output.write(this.#output.takesAtOnce ? bytes : Buffer.from(bytes));
  }

  #add(prefix: Uint8Array, bytes: Uint8Array, from: number, to: number): void {
    const needed = prefix.length + to - from + 1;
    if (needed > this.#bytes.length - this.#length) {
      this.send();
      if (needed > this.#bytes.length) this.#bytes = Buffer.allocUnsafeSlow(needed);
    }
    const target = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < prefix.length; i += 1) target[at++] = prefix[i] ?? 0;
    if (to - from > LOOPED_BYTES) {
      target.set(bytes.subarray(from, to), at);
      at += to - from;
    } else for (let i = from; i < to; i += 1) target[at++] = bytes[i] ?? 0;
    target[at++] = LINE_FEED;
    this.#length = at;
  }
}

const BATCH_BYTES = 1 << 17;
/** Up to so many a loop is faster than making a view and copying it. */
const LOOPED_BYTES = 128;
const LINE_FEED = 10;
