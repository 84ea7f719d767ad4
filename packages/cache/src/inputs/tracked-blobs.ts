import type { Stats } from "node:fs";
import type { IndexEntry } from "@nix-repo/git";
import { clockGrainMs } from "@nix-repo/model";
import type { BlobHash } from "./hash-file.ts";
import type { IgnoreRules, TrackedPaths } from "./ignore-rules.ts";
import { isFile, lookAt, readIfThere } from "./look.ts";
import { lengthToSkip } from "./walk.ts";

/** What git's index says that files hold: as of the time of the rules that it came with. */
export class TrackedBlobs {
  readonly #rules: IgnoreRules;
  readonly #index: TrackedPaths;
  readonly #top: number;
  #filters: boolean | undefined;
  readonly #converting = new Map<string, boolean>();

  constructor(rules: IgnoreRules) {
    this.#rules = rules;
    this.#index = rules.index();
    this.#top = lengthToSkip(rules.repository.workTree);
  }

  /**
   * The blob that a file may hold; undefined where it holds none for sure.
   * @param path absolute
   */
  claim(path: string, look: Stats): BlobClaim | undefined {
    const entry = this.#entry(path);
    if (entry === undefined || !isPlain(entry) || entry.stat.size !== look.size) return undefined;
    return {
      blob: entry.oid,
      hash: entry.oid.length === SHA1 ? "sha1" : "sha256",
      isCertain: () => this.#isUntouched(entry, look) && !this.#isConverting(path.slice(0, path.lastIndexOf("/"))),
    };
  }

  #entry(path: string): IndexEntry | undefined {
    return this.#index.entry?.(path.slice(this.#top));
  }

  /**
   * Whether a file is as it was when git last found it equal to its blob. All that git keeps has to agree, whether or not it was built and told to look at all of it.
   * And what changed in the moment in which the index was written may have changed again: by one clock a later one shows.
   */
  #isUntouched({ hidden, mode, stat }: IndexEntry, look: Stats): boolean {
    const { written } = this.#index;
    if (hidden || written === undefined) return false;
    const changedMs = Math.max(look.mtimeMs, look.ctimeMs);
    const grainMs = written.device === look.dev ? 0 : clockGrainMs(look.ctimeMs % 1000 === 0);
    return (
      changedMs + grainMs < written.mtimeMs &&
      mode === ((look.mode & 0o100) === 0 ? 0o100644 : 0o100755) &&
      stat.size === look.size &&
      stat.inode === look.ino % WRAP &&
      isSameTime(look.mtimeMs, stat.mtimeSeconds, stat.mtimeNanoseconds) &&
      isSameTime(look.ctimeMs, stat.ctimeSeconds, stat.ctimeNanoseconds)
    );
  }

  /**
   * Whether git may have laid something else into a folder than what its blobs hold, of the same length: line ends alone change that. What was converted when it was
   * laid, and would not be any more, counts for git as unchanged: so content is not taken from the index where any filter is set up, used or not, and what a
   * keyword or git-lfs may have changed is not in the table (`hashFile`).
   */
  #isConverting(folder: string): boolean {
    this.#filters ??= this.#rules.conversions.filters || this.#rules.conversions.attributes.some((file) => converts(readIfThere(file)));
    return this.#filters || this.#isFolderConverting(folder);
  }

  #isFolderConverting(folder: string): boolean {
    let converting = this.#converting.get(folder);
    if (converting === undefined) {
      const isTop = folder === this.#rules.repository.workTree;
      const above = folder.slice(0, folder.lastIndexOf("/")) || "/";
      converting = (!isTop && this.#isFolderConverting(above)) || this.#doOwnAttributesConvert(folder);
      this.#converting.set(folder, converting);
    }
    return converting;
  }

  #doOwnAttributesConvert(folder: string): boolean {
    const file = folder === "/" ? "/.gitattributes" : `${folder}/.gitattributes`;
    const look = lookAt(file);
    const isTracked = this.#index.has(file.slice(this.#top));
    // Where it is gone, git goes by that of the index.
    if (look === undefined) return isTracked;
    if (!isFile(look)) return true;
    const entry = this.#entry(file);
    // Others may have been laid with the one that the index has.
    if (isTracked && (entry === undefined || !isPlain(entry) || !this.#isUntouched(entry, look))) return true;
    return converts(readIfThere(file));
  }
}

export interface BlobClaim {
  /** Its name, in hex. */
  readonly blob: string;
  /** What it is named by. */
  readonly hash: BlobHash;
  /** Whether the file holds it for certain, if it is as long. */
  isCertain(): boolean;
}

/** In hex. */
const SHA1 = 40;
const WRAP = 2 ** 32;

/** A file, in no conflict, whose content is known. */
function isPlain({ mode, stage, intentToAdd }: IndexEntry): boolean {
  return (mode === 0o100644 || mode === 0o100755) && stage === 0 && !intentToAdd;
}

/** Within what a float can tell of today's times. */
function isSameTime(ms: number, seconds: number, nanoseconds: number): boolean {
  return Math.abs(ms - (seconds * 1000 + nanoseconds / 1e6)) < 0.0005;
}

/** Whatever it says of them: that a filter is unset as well. git-lfs changes blobs that are known by their first words. */
function converts(attributes: Buffer | undefined): boolean {
  return attributes !== undefined && /filter|ident|encoding/.test(attributes.toString("latin1").replace(/(?<!\S)filter=lfs(?!\S)/g, ""));
}
