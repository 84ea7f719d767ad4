import { readFileSync } from "node:fs";
import { decodeTree } from "../reapi/decode.ts";
import type { ActionResult } from "../reapi/messages.ts";
import { endCollecting, startCollecting } from "./collecting.ts";
import { DAY_MS, HOUR_MS, isLongAgo } from "./file-times.ts";
import { readBlob } from "./read-blob.ts";
import { readResult } from "./results.ts";
import { setEstimate } from "./size-estimate.ts";
import { type StoreFolder, tryToUnlink } from "./store-folder.ts";
import type { StoreCollected } from "./store-reports.ts";
import { type StoredFile, statOf, survey } from "./survey.ts";

/**
 * Removes the results that were not used for the longest time, until the others and what they refer to take no more than that, and the content that no result refers
 * to. Others read and write meanwhile:
 *
 * - Content comes before the result that refers to it: what no result refers to is left alone for an hour, and content is surveyed before results.
 * - What somebody has used or wanted since the survey is left alone as well. Who comes between that look and the removal finds the content missing: a miss.
 * - Who is reading a file reads it to its end.
 *
 * @returns undefined where another process is collecting, or the store cannot be written
 */
export async function collect(folder: StoreFolder, { maxBytes }: { maxBytes: number }): Promise<StoreCollected | undefined> {
  if (!folder.canRead()) return undefined;
  return await folder.writing(async () => {
    if (!startCollecting(folder)) return undefined;
    try {
      return await new Collection(folder, maxBytes).run();
    } finally {
      endCollecting(folder);
    }
  });
}

/** A result, and the hashes of all content that it needs. */
interface ResultUse {
  readonly file: StoredFile;
  readonly needs: readonly string[];
}

class Collection {
  readonly #folder: StoreFolder;
  readonly #maxBytes: number;
  readonly #now = Date.now();
  #blobs: ReadonlyMap<string, readonly StoredFile[]> = new Map();
  readonly #kept = new Set<string>();
  #keptBytes = 0;
  #steps = 0;
  readonly #freed = { removedResults: 0, removedBlobs: 0, freedBytes: 0 };

  constructor(folder: StoreFolder, maxBytes: number) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  async run(): Promise<StoreCollected> {
    this.#blobs = Map.groupBy(await survey(this.#folder, "cas"), ({ hash }) => hash);
    const uses = await this.#surveyUses();
    this.#keepWhatIsBeingSaved(uses);
    for (const use of this.#leastWanted(uses)) {
      this.#removeResult(use);
      await this.#letOthersOn();
    }
    for (const [hash, files] of this.#blobs) {
      if (!this.#kept.has(hash)) for (const file of files) this.#removeBlob(file);
      await this.#letOthersOn();
    }
    await setEstimate(this.#folder, this.#keptBytes);
    return { ...this.#freed, keptBytes: this.#keptBytes };
  }

  /** Those used last come first. */
  async #surveyUses(): Promise<readonly ResultUse[]> {
    const uses: ResultUse[] = [];
    for (const file of await survey(this.#folder, "ac")) {
      const needs = await this.#needsOf(file);
      if (needs !== undefined) uses.push({ file, needs });
      else this.#remove(file, "removedResults");
      await this.#letOthersOn();
    }
    return uses.sort((a, b) => this.#usedAt(b.file) - this.#usedAt(a.file));
  }

  /** @returns undefined where the result is damaged or gone, or where what it needs has been missing for a while */
  async #needsOf(file: StoredFile): Promise<readonly string[] | undefined> {
    const result = readResultFile(file);
    if (result === undefined) return undefined;
    const needs = contentOf(result);
    for (const { treeDigest } of result.outputDirectories) needs.push(...(await this.#filesOfTree(treeDigest)));
    const isWhole = needs.every((hash) => this.#blobs.has(hash));
    return isWhole || !this.#isOld(file) ? needs : undefined;
  }

  async #filesOfTree(digest: ActionResult["outputDirectories"][number]["treeDigest"]): Promise<readonly string[]> {
    const bytes = await readBlob(this.#folder, digest);
    const tree = bytes === undefined ? undefined : decodeTree(bytes);
    return tree === undefined ? [MISSING] : [tree.root, ...tree.children].flatMap(({ files }) => files.map((file) => file.digest.hash));
  }

  #keepWhatIsBeingSaved(uses: readonly ResultUse[]): void {
    const needed = new Set(uses.flatMap(({ needs }) => needs));
    for (const [hash, files] of this.#blobs) if (!needed.has(hash) && files.some((file) => !this.#isOld(file))) this.#keepBlob(hash);
  }

  /** @returns the results that have to go; the others are kept with all that they need */
  #leastWanted(uses: readonly ResultUse[]): readonly ResultUse[] {
    const unwanted: ResultUse[] = [];
    let isFull = false;
    for (const use of uses) {
      const bytes = this.#bytesFor(use);
      // What is larger than the store may be goes by itself, and not all others for it.
      const isTooLarge = bytes > this.#maxBytes;
      if (!isTooLarge && this.#keptBytes + bytes > this.#maxBytes) isFull = true;
      if (isFull || isTooLarge) unwanted.push(use);
      else this.#keepResult(use);
    }
    return unwanted;
  }

  #bytesFor({ file, needs }: ResultUse): number {
    const more = [...new Set(needs)].filter((hash) => !this.#kept.has(hash));
    return file.bytes + more.reduce((sum, hash) => sum + this.#bytesOf(hash), 0);
  }

  #keepResult({ file, needs }: ResultUse): void {
    this.#keptBytes += file.bytes;
    for (const hash of needs) this.#keepBlob(hash);
  }

  #keepBlob(hash: string): void {
    if (!this.#kept.has(hash)) this.#keptBytes += this.#bytesOf(hash);
    this.#kept.add(hash);
  }

  #bytesOf(hash: string): number {
    return (this.#blobs.get(hash) ?? []).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #removeResult(use: ResultUse): void {
    if (!this.#remove(use.file, "removedResults")) this.#keepResult(use);
  }

  #removeBlob(file: StoredFile): void {
    if (!this.#remove(file, "removedBlobs")) this.#keptBytes += file.bytes;
  }

  /** @returns false for what somebody has used or wanted meanwhile */
  #remove(file: StoredFile, counted: "removedResults" | "removedBlobs"): boolean {
    const now = statOf(file.path);
    if (now !== undefined && now.mtimeMs !== file.mtimeMs) return false;
    if (now === undefined || !tryToUnlink(file.path)) return true;
    this.#freed[counted]++;
    this.#freed.freedBytes += file.bytes;
    return true;
  }

  async #letOthersOn(): Promise<void> {
    this.#steps++;
    if (this.#steps % STEPS_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
  }

  #isOld({ mtimeMs }: StoredFile): boolean {
    return isLongAgo(mtimeMs, { now: this.#now, ms: HOUR_MS });
  }

  /** A use in a future that is more than a day away was before the clock was set back: nobody knows when. */
  #usedAt({ mtimeMs }: StoredFile): number {
    return mtimeMs > this.#now + DAY_MS ? 0 : mtimeMs;
  }
}

function readResultFile({ path, hash }: StoredFile): ActionResult | undefined {
  try {
    return readResult(readFileSync(path), hash);
  } catch {
    return undefined;
  }
}

function contentOf({ outputFiles, outputDirectories, stdoutDigest, stderrDigest }: ActionResult): string[] {
  const digests = [
    ...outputFiles.map(({ digest }) => digest),
    ...outputDirectories.map(({ treeDigest }) => treeDigest),
    stdoutDigest,
    stderrDigest,
  ];
  return digests.flatMap((digest) => digest?.hash ?? []);
}

/** The hash of no content. */
const MISSING = "";

/** So few that tasks which run meanwhile do not notice: about a millisecond's work. */
const STEPS_AT_ONCE = 64;
