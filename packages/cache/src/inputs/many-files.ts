import type { Digest } from "../digest.ts";
import { BlobTable, type BlobTableOptions } from "./blob-table.ts";
import type { HashJob } from "./hash-file.ts";
import { HashPool } from "./hash-pool.ts";
import type { IgnoreRules } from "./ignore-rules.ts";
import { isYoung } from "./look.ts";
import { type FileContext, keepHashed, type UnreadFile, undefinedWhereGone } from "./read-file.ts";
import type { KeptFile } from "./snapshot.ts";
import { TrackedBlobs } from "./tracked-blobs.ts";

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
    const unknown = found.filter((each) => "job" in each).map(({ job }) => job);
    const hashed = (await this.#pool.hashAll(unknown)).values();
    return files.map((file, i) => {
      const each = found[i] as Found;
      if (!("job" in each)) return keepHashed(file, each, context);
      const answer = hashed.next().value;
      if (answer === undefined || "error" in answer) return undefinedWhereGone(file.path, answer?.error);
      if (each.blob !== undefined && answer.blob === each.blob) this.#table?.set(each.blob, answer);
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
    const known = claim && this.#table?.get(claim.blob);
    if (claim === undefined || (known === undefined && !this.#table?.isKept)) return { job: { path, size } };
    if (known === undefined) return { job: { path, size, blob: claim.hash }, blob: claim.blob };
    return known.sizeBytes === size && !isYoung(look, nowMs) && claim.isCertain() ? known : { job: { path, size } };
  }
}

type Found = Digest | { readonly job: HashJob; readonly blob?: string };
