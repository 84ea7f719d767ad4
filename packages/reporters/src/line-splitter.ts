import { StringDecoder } from "node:string_decoder";

/**
 * Turns the bytes of one stream into whole lines, however they were cut into chunks: no character is ever halved.
 * A carriage return means what it does on a terminal: what follows is written over what stood there, so of a progress line only its last state remains.
 * A line longer than `MAX_LINE` comes in pieces of that length, so that output without line breaks needs no memory.
 */
export class LineSplitter {
  readonly #decoder = new StringDecoder("utf8");
  readonly #onLine: (line: string) => void;
  #line = "";
  /** A carriage return was the last thing seen: the next character, unless it is a line break, starts the line over. */
  #returned = false;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  write(chunk: Uint8Array): void {
    this.#take(this.#decoder.write(chunk));
  }

  /** The stream has ended: what stands there without a line break is a line too. */
  end(): void {
    this.#take(this.#decoder.end());
    if (this.#line !== "") this.#emit();
  }

  #take(text: string): void {
    let from = 0;
    let nextReturn = text.indexOf("\r");
    while (from < text.length) {
      const feed = text.indexOf("\n", from);
      const to = feed === -1 ? text.length : feed;
      if (nextReturn !== -1 && nextReturn < to) {
        this.#append(text.slice(from, nextReturn));
        this.#returned = true;
        from = nextReturn + 1;
        nextReturn = text.indexOf("\r", from);
        continue;
      }
      this.#append(text.slice(from, to));
      if (feed !== -1) this.#emit();
      from = to + 1;
    }
  }

  #append(piece: string): void {
    if (piece === "") return;
    this.#line = this.#returned ? piece : this.#line + piece;
    this.#returned = false;
    while (this.#line.length > MAX_LINE) {
      const cut = isHighSurrogate(this.#line.charCodeAt(MAX_LINE - 1)) ? MAX_LINE - 1 : MAX_LINE;
      const rest = this.#line.slice(cut);
      this.#onLine(this.#line.slice(0, cut));
      this.#line = rest;
    }
  }

  #emit(): void {
    const line = this.#line;
    this.#line = "";
    this.#returned = false;
    this.#onLine(line);
  }
}

/** In UTF-16 units. */
export const MAX_LINE = 1 << 16;

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
