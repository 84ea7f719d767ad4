import type { Hash } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { type Digest, sha256 } from "../digest.ts";

export interface HashJob {
  /** Absolute. */
  readonly path: string;
  /** About how long it is, in bytes. */
  readonly size: number;
  /** The hash of git's that is wanted as well. */
  readonly blob?: BlobHash | undefined;
}

export type BlobHash = "sha1" | "sha256";

export interface HashedFile extends Digest {
  /** What git calls a blob of this content, where that was wanted, and where no filter and no keyword may have made a file of it. */
  readonly blob?: string;
}

/** In a form that can be sent to another thread. */
export type HashAnswer = HashedFile | { readonly error: { readonly code?: string | undefined; readonly message: string } };

export function hashQuietly(job: HashJob): HashAnswer {
  try {
    return hashFile(job);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { error: { code, message } };
  }
}

/** Of what is in a file now. Large ones pass through a piece at a time. Throws what the file system says. */
export function hashFile({ path, size, blob }: HashJob): HashedFile {
  if (size <= PIECE) {
    const content = readFileSync(path);
    const hashes = new Hashes(blob, content.length);
    hashes.update(content);
    return hashes.digest();
  }
  piece ??= Buffer.allocUnsafe(PIECE);
  const hashes = new Hashes(blob, size);
  const file = openSync(path, "r");
  try {
    for (let length = readSync(file, piece); length > 0; length = readSync(file, piece)) hashes.update(piece.subarray(0, length));
  } finally {
    closeSync(file);
  }
  return hashes.digest();
}

class Hashes {
  readonly #content = sha256();
  readonly #blob: Hash | undefined;
  readonly #expected: number;
  #sizeBytes = 0;
  #isConvertible = false;

  constructor(blob: BlobHash | undefined, sizeBytes: number) {
    this.#blob = blob && process.getBuiltinModule("node:crypto").createHash(blob).update(`blob ${sizeBytes}\0`);
    this.#expected = sizeBytes;
  }

  update(bytes: Buffer): void {
    this.#content.update(bytes);
    if (this.#blob !== undefined) {
      this.#blob.update(bytes);
      this.#isConvertible ||= isPointer(bytes, this.#sizeBytes) || mayHoldKeyword(bytes);
    }
    this.#sizeBytes += bytes.length;
  }

  digest(): HashedFile {
    const digest = { hash: this.#content.digest("hex"), sizeBytes: this.#sizeBytes };
    const isBlob = this.#blob !== undefined && !this.#isConvertible && this.#sizeBytes === this.#expected;
    return isBlob ? { ...digest, blob: this.#blob.digest("hex") } : digest;
  }
}

/** Of git-lfs, which lays another content in its place. */
function isPointer(bytes: Buffer, offset: number): boolean {
  return offset === 0 && bytes.length < MOST_OF_POINTER && bytes.toString("latin1", 0, POINTER.length) === POINTER;
}

/** What git would write more into, were it told to (`ident`). The end of a piece may be the beginning of one. */
function mayHoldKeyword(bytes: Buffer): boolean {
  return bytes.includes("$Id") || /\$I?$/.test(bytes.toString("latin1", bytes.length - 2));
}

const POINTER = "version http";
/** In bytes; its specification says so. */
const MOST_OF_POINTER = 1024;

/** In bytes. */
const PIECE = 1 << 20;
let piece: Buffer | undefined;
