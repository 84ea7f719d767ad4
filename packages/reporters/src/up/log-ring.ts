/**
 * The last lines of one or several units, in memory that does not grow: bytes in a ring, of which strings are made only when somebody looks. So a unit that
 * writes a hundred megabytes a second costs their copying. Lines have numbers that stay theirs, from 0 on; the oldest are forgotten.
 */
export class LogRing {
  readonly #capacity: number;
  readonly #maxLines: number;
  /** Made at the first line: most units of a large workspace say nothing. */
  #bytes: Buffer | undefined;
  /** By a line's number modulo `#maxLines`: where it starts (counted from the first byte ever written), its length, whose it is. */
  readonly #starts: number[] = [];
  readonly #lengths: number[] = [];
  readonly #sources: number[] = [];
  #written = 0;
  #first = 0;
  #end = 0;

  constructor({ maxBytes, maxLines }: { maxBytes: number; maxLines: number }) {
    this.#capacity = maxBytes;
    this.#maxLines = maxLines;
  }

  /** The oldest line that is still there. */
  get first(): number {
    return this.#first;
  }

  /** The number that the next line will have. */
  get end(): number {
    return this.#end;
  }

  /** Adds a line; of a very long one the beginning. `source` is a number that `line` gives back. */
  add(source: number, bytes: Uint8Array, from: number, to: number): void {
    this.#bytes ??= Buffer.allocUnsafeSlow(this.#capacity);
    const length = Math.min(to - from, MAX_LINE, this.#capacity);
    const slot = this.#end % this.#maxLines;
    this.#starts[slot] = this.#written;
    this.#lengths[slot] = length;
    this.#sources[slot] = source;
    const at = this.#written % this.#capacity;
    const head = Math.min(length, this.#capacity - at);
    this.#bytes.set(bytes.subarray(from, from + head), at);
    if (head < length) this.#bytes.set(bytes.subarray(from + head, from + length), 0);
    this.#written += length;
    this.#end += 1;
    this.#forget();
  }

  /** Undefined for a line that was forgotten, or is not there yet. */
  line(number: number): { readonly source: number; readonly text: string } | undefined {
    if (number < this.#first || number >= this.#end || this.#bytes === undefined) return undefined;
    const slot = number % this.#maxLines;
    const at = (this.#starts[slot] ?? 0) % this.#capacity;
    const length = this.#lengths[slot] ?? 0;
    const head = this.#bytes.subarray(at, Math.min(at + length, this.#capacity));
    const rest = this.#bytes.subarray(0, length - head.length);
    return { source: this.#sources[slot] ?? 0, text: (rest.length === 0 ? head : Buffer.concat([head, rest])).toString() };
  }

  #forget(): void {
    const oldest = this.#written - this.#capacity;
    while (this.#end - this.#first > this.#maxLines || (this.#starts[this.#first % this.#maxLines] ?? 0) < oldest) this.#first += 1;
  }
}

/** In bytes: what is longer is no line to be read on a screen. */
const MAX_LINE = 4_000;
