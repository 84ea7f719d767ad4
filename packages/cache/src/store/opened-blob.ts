import { closeSync, fstatSync, openSync } from "node:fs";
import type { Digest } from "../digest.ts";
import { breathe, ContentCheck, DamagedContent, isDigest, isSameDigest, piecesOf, unpackedPiecesOf } from "./content.ts";
import type { StoreFolder } from "./store-folder.ts";

/** A blob's file, open: whoever removes it meanwhile takes nothing from us. */
export interface OpenedBlob {
  readonly fd: number;
  readonly file: string;
  readonly isPacked: boolean;
}

/** Compressed content is in a file of its own name, since only what is stored as it is can share its blocks with a copy. */
export const PACKED = ".z";

/** @returns undefined where it is not there; to be closed by `closeBlob` */
export function openBlob(folder: StoreFolder, digest: Digest): OpenedBlob | undefined {
  if (!isDigest(digest) || !folder.canRead()) return undefined;
  const plain = folder.blobFile(digest.hash);
  return openFile(folder, { file: plain, isPacked: false }) ?? openFile(folder, { file: `${plain}${PACKED}`, isPacked: true });
}

export function closeBlob({ fd }: OpenedBlob): void {
  closeSync(fd);
}

/**
 * Hands over the content a piece at a time, each good only during the call.
 * @returns whether it was what it should be; otherwise it is removed
 */
export async function readOpened(
  folder: StoreFolder,
  blob: OpenedBlob,
  { digest, take }: { digest: Digest; take: (piece: Buffer) => void },
): Promise<boolean> {
  const check = new ContentCheck();
  let isDamaged = false;
  try {
    if (blob.isPacked || fstatSync(blob.fd).size === digest.sizeBytes) {
      for (const piece of blob.isPacked ? unpackedPiecesOf(blob.fd) : piecesOf(blob.fd, digest)) {
        check.add(piece);
        if (check.sizeBytes > digest.sizeBytes) break;
        take(piece);
        if (digest.sizeBytes > piece.length) await breathe(piece);
      }
    }
  } catch (error) {
    if (!(error instanceof DamagedContent)) throw error;
    isDamaged = true;
  }
  if (!isDamaged && isSameDigest(check.digest(), digest)) return true;
  folder.removeDamaged(blob.file);
  return false;
}

function openFile(folder: StoreFolder, { file, isPacked }: Omit<OpenedBlob, "fd">): OpenedBlob | undefined {
  try {
    return { fd: openSync(file, "r"), file, isPacked };
  } catch (error) {
    return folder.couldNotRead(error);
  }
}
