import type { ActionStore } from "./action-store.ts";
import { BlobAdder } from "./add-blob.ts";
import { StoreCap } from "./cap.ts";
import { BlobPlacer } from "./place-blob.ts";
import { readBlob } from "./read-blob.ts";
import { findResult, saveResult, touchResult } from "./results.ts";
import { StoreFolder } from "./store-folder.ts";

export interface LocalStoreOptions {
  /** Absolute; made when something is kept. Worktrees and processes share it: `$XDG_CACHE_HOME/repo`. */
  readonly folder: string;
  /**
   * Absolute; made when it is needed. Where files are prepared that `placeBlob` then puts in their place whole: `.repo/placing` of the workspace, so that
   * what a killed process left there is nobody's input.
   */
  readonly scratch: string;
  /** What the store may take of the disk: results that were not used for the longest time go when there is more. */
  readonly capBytes: number;
  /** `r` keeps nothing, not even when something was used. */
  readonly mode: "rw" | "r";
  /** Called at most once for each kind of trouble. */
  readonly warn: (trouble: StoreTrouble) => void;
}

/** Why a store cannot be used as it should. No task fails for it. */
export type StoreTrouble =
  /** Nothing is kept from here on. `reason` is a clause, "the disk is full". */
  | { readonly kind: "not-written"; readonly folder: string; readonly reason: string }
  /** Nothing is found. */
  | { readonly kind: "not-read"; readonly folder: string; readonly reason: string }
  /** Made by a version of ours that is newer: nothing is found, and nothing kept. */
  | { readonly kind: "newer-format"; readonly folder: string; readonly format: string }
  /** Something was not what was once kept, and has been removed. `file` is the first. */
  | { readonly kind: "damaged"; readonly folder: string; readonly file: string };

export interface LocalStore extends ActionStore {
  /** @returns undefined where another process is just collecting, or the store cannot be used. */
  gc(options: { readonly maxBytes: number }): Promise<StoreCollected | undefined>;
  status(): Promise<StoreStatus>;
  /** Removes all that is kept. */
  clear(): Promise<StoreCollected>;
  /** Reads everything and removes what is damaged. */
  verify(): Promise<StoreVerified>;
}

/** Sizes are what the disk gives to the files. */
export interface StoreStatus {
  readonly results: number;
  readonly blobs: number;
  readonly bytes: number;
  /** When the result was used, to a day, that was not used for the longest time. */
  readonly oldestUseMs?: number;
}

export interface StoreCollected {
  readonly removedResults: number;
  readonly removedBlobs: number;
  readonly freedBytes: number;
  readonly keptBytes: number;
}

export interface StoreVerified {
  readonly results: number;
  readonly blobs: number;
  readonly bytes: number;
  readonly damagedResults: number;
  readonly damagedBlobs: number;
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
