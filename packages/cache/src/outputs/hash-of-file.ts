import { closeSync, constants, openSync, readSync } from "node:fs";
import { setImmediate as others } from "node:timers/promises";
import { sha256 } from "../digest.ts";
import { fileReason } from "./file-reason.ts";

/** SHA-256 in hex; undefined for what is no file any more, or cannot be read. */
export async function hashOfFile(path: string): Promise<string | undefined> {
  let file: number | undefined;
  try {
    // Should a link or a pipe have come in its place meanwhile, it is neither followed nor waited for.
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const hash = sha256();
    for (let length = readSync(file, BUFFER); length > 0; length = readSync(file, BUFFER)) {
      hash.update(BUFFER.subarray(0, length));
      // Another task's output is not to wait for a large file.
      if (length === BUFFER.length) await others();
    }
    return hash.digest("hex");
  } catch (error) {
    fileReason(error);
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

const BUFFER = Buffer.allocUnsafeSlow(256 * 1024);
