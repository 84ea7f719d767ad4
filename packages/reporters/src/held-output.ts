import { closeSync, openSync, readSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { HeldOutput } from "@nix-repo/model";
import { LineBatch } from "./line-batch.ts";
import { LineSplitter } from "./line-splitter.ts";
import type { Output } from "./output.ts";

/** Prints what is held on disk of a task, line by line, at the pace at which it is taken. What cannot be read any more is left out. */
export async function printHeld(held: HeldOutput, { output, prefix }: { output: Output; prefix: string }): Promise<void> {
  const batch = new LineBatch(output);
  const splitter = new LineSplitter(batch.behind(prefix));
  for (const chunk of heldChunks(held)) {
    splitter.write(chunk);
    batch.send();
    // Also where nothing holds us up: signals are heard, and the output of others is read.
    await (output.congestion() ?? nextTurn());
  }
  splitter.end();
  batch.send();
}

/** The same at once, without regard for who reads. */
export function printHeldNow(held: HeldOutput, take: (chunk: Uint8Array) => void): void {
  for (const chunk of heldChunks(held)) take(chunk);
}

/** The last bytes of what is held, from the beginning of a line on where that is not all. */
export function heldTail(held: HeldOutput, most: number): { readonly text: string; readonly isWhole: boolean } {
  const from = Math.max(0, held.bytes - most);
  const parts: Buffer[] = [];
  for (const chunk of heldChunks(held, from)) parts.push(Buffer.from(chunk));
  const bytes = Buffer.concat(parts);
  const isWhole = from === 0 && held.isWhole;
  return { text: (from === 0 ? bytes : bytes.subarray(bytes.indexOf("\n") + 1)).toString(), isWhole };
}

/** Each chunk is valid until the next one is asked for. */
export function* heldChunks({ file, bytes }: HeldOutput, from = 0): Generator<Uint8Array> {
  let fd: number;
  try {
    fd = openSync(file, "r");
  } catch {
    return;
  }
  try {
    const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    for (let at = from; at < bytes; ) {
      const read = readSync(fd, buffer, 0, Math.min(CHUNK_BYTES, bytes - at), at);
      if (read === 0) return;
      at += read;
      yield buffer.subarray(0, read);
    }
  } finally {
    closeSync(fd);
  }
}

const CHUNK_BYTES = 1 << 16;
