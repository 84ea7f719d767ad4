import { mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readIfThere } from "../inputs/look.ts";
import { diskReason, isGone } from "./disk-reason.ts";
import type { StoreTrouble } from "./store-reports.ts";
import { inFolder, sweepTemporaries, temporaryName } from "./temporaries.ts";

export interface StoreFolderOptions {
  /** Absolute; made when something is kept. Worktrees and processes share it: `$XDG_CACHE_HOME/repo`. */
  readonly folder: string;
  /** `r` keeps nothing, not even when something was used. */
  readonly mode: "rw" | "r";
  /** Called at most once for each kind of trouble. */
  readonly warn: (trouble: StoreTrouble) => void;
}

/**
 * Where everything of a store is, whether it can be used, and how anything gets there: whole or not at all.
 *
 *     format              the version of all that follows
 *     ac/a/abcd…          results, by the hash of their action (results.ts)
 *     cas/a/abcd…         content as it is, by its hash; with `.z` at its end compressed (blobs.ts)
 *     blobs/a             what content git's blobs have, by the first digit of their names (inputs/blob-table.ts)
 *     size                about how much all of it takes (size-estimate.ts)
 *     collecting          who collects just now (collect.ts)
 *     tmp/                what is just being written
 *
 * Sixteen folders of each kind are enough for what a store holds, and soon made: a run in an empty one waits for a folder longer than for a file.
 * All of it belongs to one user alone (0700, 0600): outputs and logs may hold what is not everybody's business, and whoever can write here can make up results.
 */
export class StoreFolder {
  readonly path: string;
  readonly #mode: "rw" | "r";
  readonly #warn: (trouble: StoreTrouble) => void;
  readonly #warned = new Set<StoreTrouble["kind"]>();
  #format: "unknown" | "ours" | "unusable" = "unknown";
  #growth = 0;
  #isWritten = true;
  #isSwept = false;

  constructor({ folder, mode, warn }: StoreFolderOptions) {
    this.path = folder;
    this.#mode = mode;
    this.#warn = warn;
  }

  get temporaries(): string {
    return join(this.path, "tmp");
  }

  blobFile(hash: string): string {
    return `${this.path}/cas/${hash.slice(0, 1)}/${hash}`;
  }

  resultFile(hash: string): string {
    return `${this.path}/ac/${hash.slice(0, 1)}/${hash}`;
  }

  /** Whether there is a store, and one that we understand. */
  canRead(): boolean {
    if (this.#format === "unknown") this.#format = this.#findFormat();
    return this.#format === "ours";
  }

  /** Whether anything may be written to it, as far as is known. */
  canWrite(): boolean {
    return this.#mode === "rw" && this.#isWritten && (this.canRead() || this.#format === "unknown");
  }

  /**
   * Runs what writes. The first time that the disk refuses it, that is told, and nothing is written from there on.
   * @returns undefined where it could not be done
   */
  async writing<T>(write: () => Promise<T>): Promise<T | undefined> {
    if (!this.canWrite()) return undefined;
    try {
      this.#prepare();
      return await write();
    } catch (error) {
      // Somebody is just removing the store.
      if (isGone(error)) return undefined;
      const reason = diskReason(error);
      this.#isWritten = false;
      this.tell({ kind: "not-written", folder: this.path, reason });
      return undefined;
    }
  }

  /**
   * Makes a file in `tmp`, and gives it the name that `write` comes to, in place of whatever has it already; where it comes to none, the file goes again.
   * Throws what the file system says.
   */
  async put(write: (temporary: string) => Promise<string | undefined>): Promise<void> {
    const temporary = join(this.temporaries, temporaryName());
    try {
      const file = await this.#inStore(() => write(temporary));
      if (file === undefined) tryToUnlink(temporary);
      else await inFolder(dirname(file), async () => renameSync(temporary, file));
    } catch (error) {
      tryToUnlink(temporary);
      throw error;
    }
  }

  /**
   * @param mayBeMissed the old one goes a moment before the new one comes. A rename in place of a file makes ext4 write the new one to the disk at once, which takes
   * ten times as long as all the rest, and is no good to somebody who verifies what is read.
   */
  async putFile(file: string, content: string | Uint8Array, { mayBeMissed = false } = {}): Promise<void> {
    await this.put(async (temporary) => {
      writeFileSync(temporary, content, { mode: 0o600 });
      if (mayBeMissed) tryToUnlink(file);
      return file;
    });
  }

  /** Notes how much more the disk holds, in the blocks that it gives. */
  grew(sizeBytes: number): void {
    this.#growth += Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;
  }

  /** By how much the store has grown since this was asked last, by this process. */
  takeGrowth(): number {
    const growth = this.#growth;
    this.#growth = 0;
    return growth;
  }

  /** Removes what is not what it should be. */
  removeDamaged(file: string): void {
    if (this.#mode === "rw") tryToUnlink(file);
    this.tell({ kind: "damaged", folder: this.path, file });
  }

  /** The reading of one file failed: undefined where it is just not there. */
  couldNotRead(error: unknown): undefined {
    if (isGone(error)) return undefined;
    this.tell({ kind: "not-read", folder: this.path, reason: diskReason(error) });
    return undefined;
  }

  tell(trouble: StoreTrouble): void {
    if (this.#warned.has(trouble.kind)) return;
    this.#warned.add(trouble.kind);
    this.#warn(trouble);
  }

  #findFormat(): "unknown" | "ours" | "unusable" {
    try {
      const format = readFileSync(join(this.path, "format"), "utf8").trim();
      if (format === FORMAT) return "ours";
      this.tell({ kind: "newer-format", folder: this.path, format });
      return "unusable";
    } catch (error) {
      // Not there: somebody may just be making it.
      if (isGone(error)) return "unknown";
      this.tell({ kind: "not-read", folder: this.path, reason: diskReason(error) });
      return "unusable";
    }
  }

  /** Somebody may have removed all of it, format and all. */
  async #inStore<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if (!isGone(error)) throw error;
      this.#make();
      return await write();
    }
  }

  #prepare(): void {
    if (this.#format === "unknown") this.#make();
    if (this.#isSwept) return;
    this.#isSwept = true;
    sweepTemporaries(this.temporaries);
  }

  #make(): void {
    mkdirSync(this.temporaries, { recursive: true, mode: 0o700 });
    const temporary = join(this.temporaries, temporaryName());
    try {
      writeFileSync(temporary, `${FORMAT}\n`, { mode: 0o600 });
      renameSync(temporary, join(this.path, "format"));
    } catch (error) {
      tryToUnlink(temporary);
      throw error;
    }
    this.#format = "ours";
  }
}

export function tryToUnlink(file: string): boolean {
  try {
    unlinkSync(file);
    return true;
  } catch {
    return false;
  }
}

/** Whether another version has made a store. One that nobody has made yet is nobody's. */
export function isOfOtherFormat(folder: string): boolean {
  const format = readIfThere(join(folder, "format"));
  return format !== undefined && format.toString().trim() !== FORMAT;
}

const FORMAT = "1";
const BLOCK_BYTES = 4096;
