import { closeSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { breathe, ContentCheck, DamagedContent, PIECE_BYTES, piecesOf, unpackedPiecesOf } from "./content.ts";
import { isGone } from "./disk-reason.ts";
import { readResult } from "./results.ts";
import { setEstimate } from "./size-estimate.ts";
import { type StoreFolder, tryToUnlink } from "./store-folder.ts";
import type { StoreCollected, StoreStatus, StoreVerified } from "./store-reports.ts";
import { type StoredFile, survey } from "./survey.ts";
import { inFolder, temporaryName } from "./temporaries.ts";

export async function statusOf(folder: StoreFolder): Promise<StoreStatus> {
  const { results, blobs } = await surveyBoth(folder);
  const bytes = bytesOf([...results, ...blobs]);
  const oldestUseMs = results.reduce((oldest, { mtimeMs }) => Math.min(oldest, mtimeMs), Number.POSITIVE_INFINITY);
  return { results: results.length, blobs: blobs.length, bytes, ...(results.length > 0 && { oldestUseMs }) };
}

/** Takes the folders away whole, so that whoever is writing there makes new ones. */
export async function clear(folder: StoreFolder): Promise<StoreCollected> {
  const { results, blobs } = await surveyBoth(folder);
  const isCleared = await folder.writing(async () => {
    for (const kind of ["ac", "cas", "blobs"]) await removeFolder(folder, kind);
    await setEstimate(folder, 0);
    return true;
  });
  const bytes = bytesOf([...results, ...blobs]);
  if (isCleared === undefined) return { removedResults: 0, removedBlobs: 0, freedBytes: 0, keptBytes: bytes };
  return { removedResults: results.length, removedBlobs: blobs.length, freedBytes: bytes, keptBytes: 0 };
}

export async function verify(folder: StoreFolder): Promise<StoreVerified> {
  const { results, blobs } = await surveyBoth(folder);
  const damagedResults = results.filter((file) => isResultDamaged(file));
  const damagedBlobs: StoredFile[] = [];
  for (const file of blobs) if (await isBlobDamaged(file)) damagedBlobs.push(file);
  if (folder.canWrite()) for (const { path } of [...damagedResults, ...damagedBlobs]) tryToUnlink(path);
  return {
    results: results.length,
    blobs: blobs.length,
    bytes: bytesOf([...results, ...blobs]),
    damagedResults: damagedResults.length,
    damagedBlobs: damagedBlobs.length,
  };
}

async function surveyBoth(folder: StoreFolder) {
  if (!folder.canRead()) return { results: [], blobs: [] };
  return { results: await survey(folder, "ac"), blobs: await survey(folder, "cas") };
}

function bytesOf(files: readonly StoredFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

async function removeFolder(folder: StoreFolder, kind: string): Promise<void> {
  const away = join(folder.temporaries, temporaryName());
  try {
    await inFolder(folder.temporaries, async () => renameSync(join(folder.path, kind), away));
  } catch (error) {
    if (isGone(error)) return;
    throw error;
  }
  rmSync(away, { recursive: true, force: true });
}

/** What is gone is not damaged. */
function isResultDamaged({ path, hash }: StoredFile): boolean {
  try {
    return readResult(readFileSync(path), hash) === undefined;
  } catch (error) {
    return !isGone(error);
  }
}

async function isBlobDamaged({ path, hash, isPacked }: StoredFile): Promise<boolean> {
  let fd: number | undefined;
  try {
    fd = openSync(path, "r");
    const check = new ContentCheck();
    for (const piece of isPacked ? unpackedPiecesOf(fd) : piecesOf(fd, { sizeBytes: PIECE_BYTES })) {
      check.add(piece);
      await breathe(piece);
    }
    return check.digest().hash !== hash;
  } catch (error) {
    return error instanceof DamagedContent || !isGone(error);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
