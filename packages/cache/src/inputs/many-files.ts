import { BlobTable, type BlobTableOptions } from "./blob-table.ts";
import type { HashJob } from "./hash-file.ts";
import { HashPool } from "./hash-pool.ts";
import type { IgnoreRules } from "./ignore-rules.ts";
import { isYoung } from "./look.ts";
import { type FileContext, keepHashed, type UnreadFile, undefinedWhereGone } from "./read-file.ts";
import type { KeptFile } from "./snapshot.ts";
import { type BlobClaim, TrackedBlobs } from "./tracked-blobs.ts";

export interface ManyContext extends FileContext {
  /** Undefined where there is no git to go by. */
  readonly rules: IgnoreRules | undefined;
}

/** Finds what many files hold, for one run: by git's index and the table of its blobs, and where these do not tell, by reading them, several at once where that pays. */
export class ManyFiles {
  readonly #table: BlobTable | undefined;
  readonly #pool = new HashPool();
  #tracked: { readonly rules: IgnoreRules; readonly blobs: TrackedBlobs } | undefined;

  /** @param options where blobs are kept, if anywhere */
  constructor(options: BlobTableOptions | undefined) {
    this.#table = options && new BlobTable(options);
  }

  /**
   * What is gone by now is undefined. Throws `Unreadable`.
   * @returns in their order
   */
  async read(files: readonly UnreadFile[], context: ManyContext): Promise<readonly (KeptFile | undefined)[]> {
    const tracked = context.rules && this.#table && this.#trackedBy(context.rules);
    const found = files.map((file) => this.#find(file, tracked));
    const unknown = found.filter((each) => "path" in each);
    const hashed = (await this.#pool.hashAll(unknown)).values();
    return files.map((file, i) => {
      const each = found[i] as Found;
      if (!("path" in each)) return keepHashed(file, each, context);
      const answer = hashed.next().value;
      if (answer === undefined || "error" in answer) return undefinedWhereGone(file.path, answer?.error);
      if (each.claim !== undefined && answer.blob === each.claim.blob) this.#table?.set(answer.blob, answer);
      return keepHashed(file, answer, context);
    });
  }

  /** Writes down what was learned of blobs. */
  close(): void {
    this.#table?.flush();
  }

  #trackedBy(rules: IgnoreRules): TrackedBlobs {
    if (this.#tracked?.rules !== rules) this.#tracked = { rules, blobs: new TrackedBlobs(rules) };
    return this.#tracked.blobs;
  }

  /** What a file holds, or what is to be read. */
  #find({ path, look, nowMs }: UnreadFile, tracked: TrackedBlobs | undefined): Found {
    const { size } = look;
    const claim = tracked?.claim(path, look);
    if (claim === undefined) return { path, size, claim };
    const known = this.#table?.get(claim.blob);
    if (known === undefined) return { path, size, blob: this.#table?.isKept ? claim.hash : undefined, claim };
    return known.sizeBytes === size && !isYoung(look, nowMs) && claim.isCertain() ? known : { path, size, claim: undefined };
  }
}

type Found = { readonly hash: string; readonly sizeBytes: number } | (HashJob & { readonly claim: BlobClaim | undefined });
