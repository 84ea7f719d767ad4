import { WIRE_BYTES, WIRE_FIXED_32, WIRE_FIXED_64, WIRE_VARINT } from "./wire-writer.ts";

/** Bytes that are no message, or not one of ours. */
export class MalformedMessage extends Error {}

/**
 * Reads one message of the protocol buffers' wire format. After `next` has said that there is a field, exactly one of the methods that take its value is
 * called, `skip` for a field that nobody knows. All of them throw `MalformedMessage`.
 */
export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;
  #wireType = 0;
  /** The halves of the number that was read last. */
  #low = 0;
  #high = 0;
  field = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  next(): boolean {
    if (this.#at === this.#bytes.length) return false;
    this.#varint();
    if (this.#high !== 0) throw new MalformedMessage("a field's number is too large");
    this.field = this.#low >>> 3;
    this.#wireType = this.#low & 7;
    if (this.field === 0) throw new MalformedMessage("a field has the number 0");
    return true;
  }

  /** A message within this one, or bytes. A view of the whole, not a copy. */
  bytes(): Buffer {
    this.#expect(WIRE_BYTES);
    this.#varint();
    if (this.#high !== 0) throw new MalformedMessage("a length is too large");
    return this.#take(this.#low);
  }

  string(): string {
    try {
      return UTF8.decode(this.bytes());
    } catch (error) {
      if (error instanceof MalformedMessage) throw error;
      throw new MalformedMessage("a text is not UTF-8");
    }
  }

  int32(): number {
    this.#expect(WIRE_VARINT);
    this.#varint();
    return this.#low | 0;
  }

  /** Of 64 bits, where a float holds it. */
  integer(): number {
    this.#expect(WIRE_VARINT);
    this.#varint();
    const value = (this.#high | 0) * 2 ** 32 + this.#low;
    if (!Number.isSafeInteger(value)) throw new MalformedMessage("a number is too large");
    return value;
  }

  boolean(): boolean {
    this.#expect(WIRE_VARINT);
    this.#varint();
    return this.#low !== 0 || this.#high !== 0;
  }

  skip(): void {
    if (this.#wireType === WIRE_VARINT) this.#varint();
    else if (this.#wireType === WIRE_BYTES) this.bytes();
    else if (this.#wireType === WIRE_FIXED_32) this.#take(4);
    else if (this.#wireType === WIRE_FIXED_64) this.#take(8);
    else throw new MalformedMessage("a field is of no known kind");
  }

  #expect(wireType: number): void {
    if (this.#wireType !== wireType) throw new MalformedMessage("a field is of another kind than it should be");
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new MalformedMessage("the end is missing");
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  /** Seven bits to a byte, the lowest first: four bytes and a half to the lower half. */
  #varint(): void {
    this.#low = 0;
    this.#high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new MalformedMessage("the end is missing");
      const bits = byte & 0x7f;
      if (shift < 28) this.#low |= bits << shift;
      else if (shift === 28) {
        this.#low |= bits << 28;
        this.#high = bits >>> 4;
      } else this.#high |= bits << (shift - 32);
      if (byte < 0x80) {
        if (shift === 63 && byte > 1) break;
        this.#low >>>= 0;
        this.#high >>>= 0;
        return;
      }
    }
    throw new MalformedMessage("a number does not end");
  }
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
