import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { sha256 } from "../digest.ts";

/**
 * SHA-256 of a file's content in hex. Large ones pass through a piece at a time. Throws what the file system says.
 * @param size about how long it is, in bytes
 */
export function hashFile(path: string, size: number): string {
  const hash = sha256();
  if (size <= PIECE) return hash.update(readFileSync(path)).digest("hex");
  piece ??= Buffer.allocUnsafe(PIECE);
  const file = openSync(path, "r");
  try {
    for (let length = readSync(file, piece); length > 0; length = readSync(file, piece)) hash.update(piece.subarray(0, length));
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}

/** In bytes. */
const PIECE = 1 << 20;
let piece: Buffer | undefined;
