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
