import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { type Digest, digestOf, sha256 } from "../digest.ts";

/**
 * Of what is in a file now. Large ones pass through a piece at a time. Throws what the file system says.
 * @param size about how long it is, in bytes
 */
export function hashFile(path: string, size: number): Digest {
  if (size <= PIECE) return digestOf(readFileSync(path));
  piece ??= Buffer.allocUnsafe(PIECE);
  const hash = sha256();
  let sizeBytes = 0;
  const file = openSync(path, "r");
  try {
    for (let length = readSync(file, piece); length > 0; length = readSync(file, piece)) {
      hash.update(piece.subarray(0, length));
      sizeBytes += length;
    }
  } finally {
    closeSync(file);
  }
  return { hash: hash.digest("hex"), sizeBytes };
}

/** In bytes. */
const PIECE = 1 << 20;
let piece: Buffer | undefined;
