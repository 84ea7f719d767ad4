/**
 * Writes one message of the protocol buffers' wire format, field by field in the order of their numbers.
 * Fields at their default are left out, as the canonical form wants it; only members of lists and messages are always written.
 * Source: https://protobuf.dev/programming-guides/encoding/
 */
export class WireWriter {
  #buffer = Buffer.allocUnsafe(256);
  #length = 0;

  string(field: number, text: string): this {
    return text === "" ? this : this.#text(field, text);
  }

  /** Where an empty one counts as well. */
  strings(field: number, texts: readonly string[]): this {
    for (const text of texts) this.#text(field, text);
    return this;
  }

  bytes(field: number, bytes: Uint8Array | undefined): this {
    return bytes === undefined || bytes.length === 0 ? this : this.message(field, bytes);
  }

  /** @param value a whole number that a float holds exactly */
  integer(field: number, value: number): this {
    if (value === 0) return this;
    this.#tag(field, WIRE_VARINT);
    this.#varint(value);
    return this;
  }

  boolean(field: number, value: boolean): this {
    return this.integer(field, value ? 1 : 0);
  }

  /**
   * A message within this one, written in its place by `write`. Also where that writes nothing: that it is there is said by its being there.
   * One buffer serves the whole tree of messages: one for each would cost more than what is written into it.
   */
  nested(field: number, write: (writer: WireWriter) => void): this {
    this.#nest(field, write);
    return this;
  }

  /** As `nested`, but left out where it writes nothing. */
  nestedIfAny(field: number, write: (writer: WireWriter) => void): this {
    const before = this.#length;
    if (this.#nest(field, write) === 0) this.#length = before;
    return this;
  }

  /** As `nested`, of what is encoded already. */
  message(field: number, encoded: Uint8Array): this {
    this.#tag(field, WIRE_BYTES);
    return this.#lengthAndBytes(encoded);
  }

  finish(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** @returns how many bytes `write` has written */
  #nest(field: number, write: (writer: WireWriter) => void): number {
    this.#tag(field, WIRE_BYTES);
    this.#reserve(1);
    const start = ++this.#length;
    write(this);
    const length = this.#length - start;
    if (length < 0x80) {
      this.#buffer[start - 1] = length;
    } else {
      // Its length takes more than the byte that was left for it.
      const encoded = Buffer.from(this.#buffer.subarray(start, this.#length));
      this.#length = start - 1;
      this.#lengthAndBytes(encoded);
    }
    return length;
  }

  #lengthAndBytes(encoded: Uint8Array): this {
    this.#varint(encoded.length);
    this.#reserve(encoded.length);
    this.#buffer.set(encoded, this.#length);
    this.#length += encoded.length;
    return this;
  }

  #text(field: number, text: string): this {
    this.#tag(field, WIRE_BYTES);
    const length = Buffer.byteLength(text);
    this.#varint(length);
    this.#reserve(length);
    this.#length += this.#buffer.write(text, this.#length);
    return this;
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number): void {
    this.#reserve(10);
    let rest = value < 0 ? this.#negativeStart(value) : value;
    for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) this.#buffer[this.#length++] = (rest % 0x80) | 0x80;
    this.#buffer[this.#length++] = rest;
  }

  /** Of a number in two's complement of 64 bits, always ten bytes: writes nine, and gives the last. */
  #negativeStart(value: number): number {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 0x7fn; rest >>= 7n) this.#buffer[this.#length++] = Number(rest & 0x7fn) | 0x80;
    return Number(rest);
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }
}

export const WIRE_VARINT = 0;
export const WIRE_FIXED_64 = 1;
export const WIRE_BYTES = 2;
export const WIRE_FIXED_32 = 5;
