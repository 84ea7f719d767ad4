/**
 * A line without its line break: the bytes of a chunk from `from` up to `to`, valid until the call returns.
 * `hasEscape`: whether it may hold an escape sequence.
 */
export type OnLine = (bytes: Uint8Array, from: number, to: number, hasEscape: boolean) => void;

/**
 * Turns the bytes of one stream into whole lines, however they were cut into chunks. Works on bytes, since making strings of a hundred megabytes takes
 * many times as long and fills the memory; what is no UTF-8 stays as it is.
 * A carriage return means what it does on a terminal: what follows is written over what stood there, so of a progress line only its last state remains.
 * A line longer than `MAX_LINE` comes in pieces of about that length, cut between characters, so that output without line breaks needs no memory.
 */
export class LineSplitter {
  readonly #onLine: OnLine;
  /** The beginning of a line whose end has not come. */
  #held = Buffer.alloc(0);
  #length = 0;
  #hasEscape = false;
  /** A carriage return was the last thing seen: the next character, unless it is a line break, starts the line over. */
  #returned = false;

  constructor(onLine: OnLine) {
    this.#onLine = onLine;
  }

  write(chunk: Uint8Array): void {
    let start = 0;
    let returned = this.#returned;
    for (let i = 0; i < chunk.length; i += 1) {
      const byte = chunk[i] ?? 0;
      // Nearly all of them.
      if (byte > ESCAPE && !returned) continue;
      if (byte === LINE_FEED) {
        this.#endLine(chunk, start, i);
        returned = false;
        start = i + 1;
      } else if (byte === CARRIAGE_RETURN) {
        this.#hold(chunk, start, i);
        returned = true;
        start = i + 1;
      } else {
        if (returned) this.#startOver();
        returned = false;
        if (byte === ESCAPE) this.#hasEscape = true;
      }
    }
    this.#hold(chunk, start, chunk.length);
    this.#returned = returned;
  }

  /** The stream has ended: what stands there without a line break is a line too. */
  end(): void {
    if (this.#length > 0) this.#endLine(NOTHING, 0, 0);
    this.#returned = false;
  }

  #startOver(): void {
    this.#length = 0;
    this.#hasEscape = false;
  }

  #endLine(chunk: Uint8Array, from: number, to: number): void {
    if (this.#length === 0 && to - from <= MAX_LINE) this.#onLine(chunk, from, to, this.#hasEscape);
    else {
      this.#hold(chunk, from, to);
      this.#onLine(this.#held, 0, this.#length, this.#hasEscape);
    }
    this.#startOver();
  }

  #hold(chunk: Uint8Array, from: number, to: number): void {
    let at = from;
    while (this.#length + to - at > MAX_LINE) {
      const next = at + MAX_LINE - this.#length;
      this.#append(chunk, at, next);
      at = next;
      const cut = isContinuation(chunk[next]) ? startOfLastCharacter(this.#held, this.#length) : this.#length;
      this.#onLine(this.#held, 0, cut, this.#hasEscape);
      this.#held.copyWithin(0, cut, this.#length);
      this.#length -= cut;
    }
    this.#append(chunk, at, to);
  }

  #append(chunk: Uint8Array, from: number, to: number): void {
    const length = this.#length + to - from;
    if (length > this.#held.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(MAX_LINE, Math.max(FIRST_SIZE, length * 2)));
      this.#held.copy(larger, 0, 0, this.#length);
      this.#held = larger;
    }
    if (to > from) this.#held.set(chunk.subarray(from, to), this.#length);
    this.#length = length;
  }
}

/** In bytes. */
export const MAX_LINE = 1 << 16;
const FIRST_SIZE = 256;
const NOTHING = new Uint8Array(0);
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const ESCAPE = 27;

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** Where the character begins that goes on behind `end`; `end` itself where none does. */
function startOfLastCharacter(bytes: Uint8Array, end: number): number {
  for (let back = 1; back <= 3; back += 1) if (!isContinuation(bytes[end - back])) return end - back;
  return end;
}
