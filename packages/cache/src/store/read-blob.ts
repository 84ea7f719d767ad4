import type { Digest } from "../digest.ts";
import { closeBlob, openBlob, readOpened } from "./opened-blob.ts";
import type { StoreFolder } from "./store-folder.ts";

/** Content in memory, verified. */
export async function readBlob(folder: StoreFolder, digest: Digest): Promise<Buffer | undefined> {
  const blob = openBlob(folder, digest);
  if (blob === undefined) return undefined;
  try {
    const pieces: Buffer[] = [];
    const isRight = await readOpened(folder, blob, { digest, take: (piece) => pieces.push(Buffer.from(piece)) });
    const [only] = pieces;
    return isRight ? (pieces.length === 1 ? only : Buffer.concat(pieces)) : undefined;
  } catch (error) {
    return folder.couldNotRead(error);
  } finally {
    closeBlob(blob);
  }
}
