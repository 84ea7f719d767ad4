import type { Masker } from "./secret-masker.ts";

/**
 * Makes a stream of bytes end each chunk between characters of UTF-8, so that what comes of both streams of a task can be put together anywhere.
 * What is no UTF-8 passes as it is.
 */
export function wholeCharacters(inner: Masker): Masker {
  let held = NOTHING;
  return {
    push(chunk) {
      const shown = inner.push(chunk);
      const data = held.length === 0 ? shown : Buffer.concat([held, shown]);
      const end = data.length - unfinishedLength(data);
      // A copy: the chunk's memory is not ours to keep.
      held = end === data.length ? NOTHING : Buffer.from(data.subarray(end));
      return end === data.length ? data : data.subarray(0, end);
    },
    flush() {
      const data = Buffer.concat([held, inner.flush()]);
      held = NOTHING;
      return data;
    },
  };
}

const NOTHING = Buffer.alloc(0);

/** How many bytes at the end are the beginning, not the whole, of a character. */
function unfinishedLength(data: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, data.length); back += 1) {
    const byte = data[data.length - back] ?? 0;
    const isContinuation = (byte & 0xc0) === 0x80;
    if (!isContinuation) return lengthOfCharacter(byte) > back ? back : 0;
  }
  return 0;
}

/** In bytes, by its first one. */
function lengthOfCharacter(first: number): number {
  if (first >= 0xf0 && first <= 0xf4) return 4;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xc2 && first <= 0xdf ? 2 : 1;
}
