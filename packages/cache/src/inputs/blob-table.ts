import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Digest } from "../digest.ts";
import { isOfOtherFormat, tryToUnlink } from "../store/store-folder.ts";
import { temporaryName } from "../store/temporaries.ts";
import { BlobRecords, keyOf, type NewRecord, SHARD_BYTES } from "./blob-records.ts";
import { isFile, lookAt, readIfThere } from "./look.ts";

export interface BlobTableOptions {
  /** Absolute, the store's: `$XDG_CACHE_HOME/repo`. Made when something is kept. */
  readonly folder: string;
  /** `r` only reads it. */
  readonly mode: "rw" | "r";
}

/**
 * What content git's blobs have, for all repositories of a user: sixteen files in `blobs/` of the store, by the first digit of the blob's name. Whoever can write there
 * could make up results as well. What is set is written by `flush`, whole or not at all; of two processes that write at once, one may lose what it has
 * set, and with it no more than the time to read some files again.
 */
export class BlobTable {
  readonly #options: BlobTableOptions;
  readonly #shards = new Map<string, BlobRecords>();
  readonly #set = new Map<string, Map<string, NewRecord>>();

  constructor(options: BlobTableOptions) {
    this.#options = options;
  }

  /** @param blob its name, in hex */
  get(blob: string): Digest | undefined {
    const set = this.#set.get(blob.slice(0, 1))?.get(blob);
    if (set !== undefined) return set.digest;
    const found = this.#shard(blob.slice(0, 1)).find(keyOf(blob));
    // It might go for its age.
    if (found !== undefined && found.day < today() - DAYS_UNTOUCHED) this.set(blob, found.digest);
    return found?.digest;
  }

  get isKept(): boolean {
    return this.#options.mode === "rw";
  }

  set(blob: string, digest: Digest): void {
    if (!this.isKept) return;
    const shard = blob.slice(0, 1);
    let set = this.#set.get(shard);
    if (set === undefined) {
      set = new Map();
      this.#set.set(shard, set);
    }
    set.set(blob, { key: keyOf(blob), digest, day: today() });
  }

  flush(): void {
    if (this.#set.size === 0) return;
    try {
      // A newer version's store is not ours to write in.
      if (isOfOtherFormat(this.#options.folder)) return;
      for (const [shard, set] of this.#set) {
        // Another process may have written meanwhile.
        const records = this.#read(shard);
        this.#write(shard, records.with([...set.values()]));
      }
    } catch {
      // The store says what is wrong with its folder.
    }
    this.#set.clear();
    this.#shards.clear();
  }

  #shard(shard: string): BlobRecords {
    let records = this.#shards.get(shard);
    if (records === undefined) {
      records = this.#read(shard);
      this.#shards.set(shard, records);
    }
    return records;
  }

  #read(shard: string): BlobRecords {
    const file = this.#file(shard);
    const look = lookAtQuietly(file);
    const isOurs = look !== undefined && isFile(look) && look.size <= SHARD_BYTES;
    return new BlobRecords((isOurs && readIfThere(file)) || Buffer.alloc(0));
  }

  #write(shard: string, content: Buffer): void {
    const temporaries = join(this.#options.folder, "tmp");
    for (const folder of [temporaries, join(this.#options.folder, "blobs")]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const temporary = join(temporaries, temporaryName());
    try {
      writeFileSync(temporary, content, { mode: 0o600 });
      // A rename in place of a file waits for the disk, and nobody needs what is there for a moment.
      tryToUnlink(this.#file(shard));
      renameSync(temporary, this.#file(shard));
    } catch (error) {
      tryToUnlink(temporary);
      throw error;
    }
  }

  #file(shard: string): string {
    return join(this.#options.folder, "blobs", shard);
  }
}

function lookAtQuietly(file: string): ReturnType<typeof lookAt> {
  try {
    return lookAt(file);
  } catch {
    return undefined;
  }
}

const DAYS_UNTOUCHED = 7;

/** Counted from the epoch. */
function today(): number {
  return Math.floor(Date.now() / 86_400_000);
}
