import type { Hash } from "node:crypto";

/** What content is called in the Remote Execution API: its SHA-256 and its length. */
export interface Digest {
  /** In lower-case hex, 64 characters. */
  readonly hash: string;
  readonly sizeBytes: number;
}

export function digestOf(content: Uint8Array): Digest {
  return { hash: sha256().update(content).digest("hex"), sizeBytes: content.length };
}

/** Taken from the runtime itself where it has it loaded already: an import of node:crypto costs a warm start 2 ms. */
export function sha256(): Hash {
  return process.getBuiltinModule("node:crypto").createHash("sha256");
}
