/** Makes whole lines of what comes, with the time and the unit before each: `2026-11-21T10:00:00.123Z web | text`. */
export interface LineStamper {
  /** The lines that are whole with this chunk; `at` in milliseconds since the epoch. */
  push(chunk: Uint8Array, at: number): Uint8Array;
  /** What is left, made a line; at the end. */
  flush(at: number): Uint8Array;
}

/**
 * Works on bytes: at a hundred megabytes a second strings are garbage faster than anybody collects it. A line of more than 64 KB is cut, between characters
 * of UTF-8. What ends lines is a line feed; a carriage return before it goes.
 */
export function createLineStamper(unit: string): LineStamper {
  let rest: Buffer = NOTHING;
  let stamp: { readonly at: number; readonly bytes: Buffer } | undefined;
  const stampOf = (at: number): Buffer => {
    if (stamp?.at !== at) stamp = { at, bytes: Buffer.from(`${new Date(at).toISOString()} ${unit} | `) };
    return stamp.bytes;
  };
  return {
    push(chunk, at) {
      const added = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const data = rest.length === 0 ? added : Buffer.concat([rest, added]);
      const out = createBytes(data.length + 1_024);
      const prefix = stampOf(at);
      let from = 0;
      // What was left was looked at before.
      for (let end = data.indexOf(LINE_FEED, rest.length); ; end = data.indexOf(LINE_FEED, from)) {
        while ((end === -1 ? data.length : end) - from > LONGEST_LINE) {
          const cut = beforeCharacter(data, from + LONGEST_LINE);
          addLine(out, { prefix, data, from, end: cut });
          from = cut;
        }
        if (end === -1) break;
        addLine(out, { prefix, data, from, end: data[end - 1] === CARRIAGE_RETURN && end > from ? end - 1 : end });
        from = end + 1;
      }
      // A copy: the chunk's memory is not ours to keep.
      rest = from === data.length ? NOTHING : Buffer.from(data.subarray(from));
      return out.taken();
    },
    flush(at) {
      if (rest.length === 0) return NOTHING;
      const line = Buffer.concat([stampOf(at), rest, Buffer.of(LINE_FEED)]);
      rest = NOTHING;
      return line;
    },
  };
}

export const LONGEST_LINE = 64 * 1024;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const NOTHING = Buffer.alloc(0);

/** Bytes that grow. */
interface Bytes {
  room(more: number): Buffer;
  length: number;
  taken(): Buffer;
}

function createBytes(capacity: number): Bytes {
  let buffer = Buffer.allocUnsafe(capacity);
  return {
    length: 0,
    room(more) {
      if (this.length + more > buffer.length) {
        const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, this.length + more));
        buffer.copy(larger, 0, 0, this.length);
        buffer = larger;
      }
      return buffer;
    },
    taken() {
      return buffer.subarray(0, this.length);
    },
  };
}

function addLine(out: Bytes, { prefix, data, from, end }: { prefix: Buffer; data: Buffer; from: number; end: number }): void {
  const buffer = out.room(prefix.length + end - from + 1);
  let at = out.length;
  at += prefix.copy(buffer, at);
  at += data.copy(buffer, at, from, end);
  buffer[at] = LINE_FEED;
  out.length = at + 1;
}

/** The last place up to `at` that is not within a character of UTF-8; `at` itself where there is none that near. */
function beforeCharacter(data: Uint8Array, at: number): number {
  for (let back = 0; back < 4; back += 1) if (((data[at - back] ?? 0) & 0xc0) !== 0x80) return at - back;
  return at;
}
