/**
 * Writes bytes of UTF-8 as they stand between the quotes of a JSON string, in pieces that are valid until `write` returns. No string is made of them: of a
 * hundred megabytes that would be garbage for as long as nobody collects it.
 */
export function writeJsonText(bytes: Uint8Array, write: (piece: Uint8Array) => void): void {
  let length = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH) SCRATCH[length++] = byte;
    else {
      const escaped = ESCAPES[byte] ?? NONE;
      for (let j = 0; j < escaped.length; j += 1) SCRATCH[length++] = escaped[j] ?? 0;
    }
    if (length > SCRATCH.length - LONGEST_ESCAPE) {
      write(SCRATCH.subarray(0, length));
      length = 0;
    }
  }
  if (length > 0) write(SCRATCH.subarray(0, length));
}

/** The same for bytes that are no UTF-8, in base64. */
export function writeBase64(bytes: Uint8Array, write: (piece: string) => void): void {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < all.length; at += BASE64_BYTES) write(all.toString("base64", at, Math.min(all.length, at + BASE64_BYTES)));
}

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LONGEST_ESCAPE = 6;
const SCRATCH = new Uint8Array(1 << 15);
const NONE = new Uint8Array(0);

/** By the byte that they stand for, as `JSON.stringify` writes them. */
const ESCAPES: readonly Uint8Array[] = Array.from({ length: BACKSLASH + 1 }, (_, byte) =>
  Buffer.from(JSON.stringify(String.fromCharCode(byte)).slice(1, -1)),
);

/** A multiple of three, so that the pieces put together are what the whole would be. */
const BASE64_BYTES = 3 << 13;
