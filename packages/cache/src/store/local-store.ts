import type { ActionStore } from "./action-store.ts";
import { BlobAdder } from "./add-blob.ts";
import { StoreCap } from "./cap.ts";
import { BlobPlacer } from "./place-blob.ts";
import { readBlob } from "./read-blob.ts";
import { findResult, saveResult, touchResult } from "./results.ts";
import { StoreFolder, type StoreFolderOptions } from "./store-folder.ts";
import type { StoreCollected, StoreStatus, StoreVerified } from "./store-reports.ts";

export type * from "./store-reports.ts";

export interface LocalStoreOptions extends StoreFolderOptions {
  /**
   * Absolute; made when it is needed. Where files are prepared that `placeBlob` then puts in their place whole: `.repo/placing` of the workspace, so that
   * what a killed process left there is nobody's input.
   */
  readonly scratch: string;
  /** What the store may take of the disk: results that were not used for the longest time go when there is more. */
  readonly capBytes: number;
}

export interface LocalStore extends ActionStore {
  /** @returns undefined where another process is just collecting, or the store cannot be used. */
  gc(options: { readonly maxBytes: number }): Promise<StoreCollected | undefined>;
  status(): Promise<StoreStatus>;
  /** Removes all that is kept. */
  clear(): Promise<StoreCollected>;
  /** Reads everything and removes what is damaged. */
  verify(): Promise<StoreVerified>;
}

/** Opens a store; makes nothing yet. */
export function openLocalStore(options: LocalStoreOptions): LocalStore {
  const folder = new StoreFolder(options);
  const adder = new BlobAdder({ folder });
  const placer = new BlobPlacer({ folder, scratch: options.scratch });
  const cap = new StoreCap({ folder, capBytes: options.capBytes });
  return {
    findResult: async (action) => findResult(folder, action),
    readBlob: (digest) => readBlob(folder, digest),
    placeBlob: (digest, target) => placer.place(digest, target),
    addBlob: (content) => adder.addBlob(content),
    addFile: (file) => adder.addFile(file),
    async saveResult(action, result) {
      const isKept = await saveResult(folder, { action, result });
      if (isKept) await cap.keep();
      return isKept;
    },
    touch: (action) => touchResult(folder, action),
    gc: async ({ maxBytes }) => (await import("./collect.ts")).collect(folder, { maxBytes }),
    status: async () => (await import("./look-after.ts")).statusOf(folder),
    clear: async () => (await import("./look-after.ts")).clear(folder),
    verify: async () => (await import("./look-after.ts")).verify(folder),
  };
}
