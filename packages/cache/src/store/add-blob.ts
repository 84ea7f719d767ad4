import { chmodSync, closeSync, constants, fstatSync, openSync, readSync, statSync, utimesSync } from "node:fs";
import { type Digest, digestOf } from "../digest.ts";
import { CLONED_FROM_BYTES, Clones } from "./clones.ts";
import { breathe, ContentCheck, PIECE_BYTES, packedPiece, paysToPack, piecesOf, sampleRange, writeAll } from "./content.ts";
import { diskReason } from "./disk-reason.ts";
import { HOUR_MS, isLongAgo } from "./file-times.ts";
import { PACKED } from "./opened-blob.ts";
import type { StoreFolder } from "./store-folder.ts";

/**
 * Puts content into the store. What is there already is not written again, only said to be wanted, so that a collection leaves it until the result that refers to it
 * is there too. Content that can share its blocks with the file that it comes from stays as it is, and takes no room; other content is compressed where that pays.
 */
export class BlobAdder {
  readonly #folder: StoreFolder;
  readonly #clones = new Clones();

  constructor({ folder }: { folder: StoreFolder }) {
    this.#folder = folder;
  }

  async addBlob(content: Uint8Array): Promise<Digest | undefined> {
    if (!this.#folder.canWrite()) return undefined;
    const digest = digestOf(content);
    if (this.#isThere(digest)) return digest;
    const { start, end } = sampleRange(content.length);
    const isPacked = paysToPack(content.subarray(start, end), { sizeBytes: content.length });
    return await this.#write(() => inPieces(content), { isPacked });
  }

  async addFile(file: string): Promise<Digest | undefined> {
    if (!this.#folder.canWrite()) return undefined;
    let fd: number | undefined;
    try {
      // A pipe would be waited for.
      fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      return await this.#addOpened(fd, file);
    } catch (error) {
      if (!(error instanceof UnreadableSource)) diskReason(error);
      return undefined;
    } finally {
      if (fd !== undefined) closeSync(fd);
    }
  }

  async #addOpened(fd: number, file: string): Promise<Digest | undefined> {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return undefined;
    if (stat.size >= CLONED_FROM_BYTES) {
      const cloned = await this.#addClone(file);
      if (cloned !== undefined) return cloned;
    }
    const source = () => readableOrNot(piecesOf(fd, { sizeBytes: stat.size }));
    if (stat.size < PIECE_BYTES) {
      const content = onlyPiece(source());
      if (content !== undefined) return await this.addBlob(content);
    }
    const digest = await digestOfPieces(source());
    if (this.#isThere(digest)) return digest;
    const { start, end } = sampleRange(stat.size);
    const sample = Buffer.alloc(end - start);
    readSync(fd, sample, 0, sample.length, start);
    return await this.#write(source, { isPacked: paysToPack(sample, { sizeBytes: stat.size }) });
  }

  /** @returns of what was written, which may have changed since it was looked at */
  async #write(pieces: () => Iterable<Uint8Array>, { isPacked }: { isPacked: boolean }): Promise<Digest | undefined> {
    return await this.#folder.writing(async () => {
      const check = new ContentCheck();
      let kept: Digest | undefined;
      await this.#folder.put(async (temporary) => {
        const fd = openSync(temporary, "wx", 0o600);
        try {
          for (const piece of pieces()) {
            check.add(piece);
            writeAll(fd, isPacked ? packedPiece(piece) : piece);
            await breathe(piece);
          }
          this.#folder.grew(fstatSync(fd).size);
        } finally {
          closeSync(fd);
        }
        kept = check.digest();
        return `${this.#folder.blobFile(kept.hash)}${isPacked ? PACKED : ""}`;
      });
      return kept;
    });
  }

  async #addClone(file: string): Promise<Digest | undefined> {
    return await this.#folder.writing(async () => {
      let kept: Digest | undefined;
      await this.#folder.put(async (temporary) => {
        if (!this.#clones.tryTo(file, temporary)) return undefined;
        chmodSync(temporary, 0o600);
        const fd = openSync(temporary, "r");
        try {
          kept = await digestOfPieces(piecesOf(fd, { sizeBytes: PIECE_BYTES }));
        } finally {
          closeSync(fd);
        }
        if (this.#isThere(kept)) return undefined;
        this.#folder.grew(kept.sizeBytes);
        return this.#folder.blobFile(kept.hash);
      });
      return kept;
    });
  }

  /** Whether content is kept, as far as a look at its file tells; whether it is whole is found when it is read. */
  #isThere({ hash, sizeBytes }: Digest): boolean {
    if (!this.#folder.canRead()) return false;
    const plain = this.#folder.blobFile(hash);
    return wants(plain, { sizeBytes }) || wants(`${plain}${PACKED}`, {});
  }
}

class UnreadableSource extends Error {}

/** What the source's disk says is not what the store's says. */
function* readableOrNot(pieces: Iterable<Buffer>): Generator<Buffer> {
  const iterator = pieces[Symbol.iterator]();
  for (;;) {
    let next: IteratorResult<Buffer>;
    try {
      next = iterator.next();
    } catch (error) {
      throw new UnreadableSource(diskReason(error));
    }
    if (next.done === true) return;
    yield next.value;
  }
}

/** @returns undefined where there are more: the file has grown */
function onlyPiece(pieces: Iterator<Buffer>): Buffer | undefined {
  const first = pieces.next();
  if (first.done === true) return Buffer.alloc(0);
  const content = Buffer.from(first.value);
  return pieces.next().done === true ? content : undefined;
}

function* inPieces(content: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < content.length; start += PIECE_BYTES) yield content.subarray(start, start + PIECE_BYTES);
}

async function digestOfPieces(pieces: Iterable<Uint8Array>): Promise<Digest> {
  const check = new ContentCheck();
  for (const piece of pieces) {
    check.add(piece);
    await breathe(piece);
  }
  return check.digest();
}

/** Says that a file is wanted, where it is there. */
function wants(file: string, { sizeBytes }: { sizeBytes?: number }): boolean {
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat?.isFile() || (sizeBytes !== undefined && stat.size !== sizeBytes)) return false;
    const now = Date.now();
    if (isLongAgo(stat.mtimeMs, { now, ms: HOUR_MS / 2 })) utimesSync(file, now / 1000, now / 1000);
    return true;
  } catch (error) {
    diskReason(error);
    return false;
  }
}
