import { readFileSync, statSync, utimesSync } from "node:fs";
import type { Digest } from "../digest.ts";
import { decodeActionResult } from "../reapi/decode.ts";
import { encodeActionResult } from "../reapi/encode.ts";
import type { ActionResult } from "../reapi/messages.ts";
import { isDigest } from "./content.ts";
import { crc32 } from "./crc32.ts";
import { DAY_MS, isLongAgo } from "./file-times.ts";
import type { StoreFolder } from "./store-folder.ts";

/**
 * Results are files of their own: eight bytes, the message's length and a checksum of it and of its action, and the message. A checksum and not a digest, because
 * a warm run reads nothing but results, and does without loading node:crypto; both numbers are of 32 bits, the lowest byte first.
 */
export function findResult(folder: StoreFolder, action: Digest): ActionResult | undefined {
  if (!isDigest(action) || !folder.canRead()) return undefined;
  const file = folder.resultFile(action.hash);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return folder.couldNotRead(error);
  }
  const result = readResult(bytes, action.hash);
  if (result === undefined) folder.removeDamaged(file);
  return result;
}

/** @returns whether it is kept now */
export async function saveResult(folder: StoreFolder, { action, result }: { action: Digest; result: ActionResult }): Promise<boolean> {
  const bytes = resultBytes(result, action.hash);
  const isKept = await folder.writing(async () => {
    await folder.putFile(folder.resultFile(action.hash), bytes, { mayBeMissed: true });
    folder.grew(bytes.length);
    return true;
  });
  return isKept ?? false;
}

function resultBytes(result: ActionResult, actionHash: string): Buffer {
  const message = encodeActionResult(result);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(message.length, 0);
  header.writeUInt32LE(checksumOf(message, actionHash), 4);
  return Buffer.concat([header, message]);
}

/** @returns undefined where it is damaged */
export function readResult(bytes: Buffer, actionHash: string): ActionResult | undefined {
  const message = bytes.subarray(HEADER_BYTES);
  if (bytes.length < HEADER_BYTES || bytes.readUInt32LE(0) !== message.length) return undefined;
  return bytes.readUInt32LE(4) === checksumOf(message, actionHash) ? decodeActionResult(message) : undefined;
}

/** When a result was used last is when its file was changed last. */
export function touchResult(folder: StoreFolder, action: Digest): void {
  if (!folder.canWrite()) return;
  const file = folder.resultFile(action.hash);
  try {
    const used = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    const now = Date.now();
    if (used !== undefined && isLongAgo(used, { now, ms: DAY_MS })) utimesSync(file, now / 1000, now / 1000);
  } catch {
    // On a disk that can only be read, or somebody else's: then it goes earlier than others.
  }
}

function checksumOf(message: Uint8Array, actionHash: string): number {
  return crc32(message, crc32(Buffer.from(actionHash, "latin1")));
}

const HEADER_BYTES = 8;
