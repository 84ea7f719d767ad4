import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { type Digest, digestOf } from "../../src/digest.ts";
import type { ActionResult } from "../../src/reapi/messages.ts";
import type { ActionStore } from "../../src/store/action-store.ts";

/** Stands in for a store of any kind, so that a test can have it answer whatever it likes. */
export interface MemoryStore extends ActionStore {
  readonly blobs: Map<string, Buffer>;
}

export function memoryStore(): MemoryStore {
  const blobs = new Map<string, Buffer>();
  const results = new Map<string, ActionResult>();
  const addBlob = async (content: Uint8Array) => {
    const digest = digestOf(content);
    blobs.set(digest.hash, Buffer.from(content));
    return digest;
  };
  return {
    blobs,
    addBlob,
    addFile: async (file) => addBlob(readFileSync(file)),
    readBlob: async (digest: Digest) => blobs.get(digest.hash),
    async placeBlob(digest, { path, isExecutable }) {
      const content = blobs.get(digest.hash);
      if (content === undefined) return false;
      writeFileSync(path, content, { flag: "wx" });
      if (isExecutable) chmodSync(path, 0o777 & ~process.umask());
      return true;
    },
    findResult: async ({ hash }) => results.get(hash),
    async saveResult({ hash }, result) {
      results.set(hash, result);
      return true;
    },
    touch: () => undefined,
  };
}
