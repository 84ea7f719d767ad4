import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { StoreFolder } from "./store-folder.ts";

/** A file of the store. */
export interface StoredFile {
  readonly path: string;
  /** Of the action that it is the result of, or of its content. */
  readonly hash: string;
  readonly isPacked: boolean;
  /** What the disk gives to it. */
  readonly bytes: number;
  readonly mtimeMs: number;
}

/** All that is kept, of one kind. Others have their turn in between. */
export async function survey(folder: StoreFolder, kind: "ac" | "cas"): Promise<readonly StoredFile[]> {
  const found: StoredFile[] = [];
  for (const { name: part } of entriesOf(join(folder.path, kind))) {
    await new Promise((resolve) => setImmediate(resolve));
    for (const { name } of entriesOf(join(folder.path, kind, part))) {
      const [, hash, suffix] = /^([0-9a-f]{64})(\.z)?$/.exec(name) ?? [];
      if (hash === undefined) continue;
      const path = join(folder.path, kind, part, name);
      const stat = statOf(path);
      if (stat !== undefined) found.push({ path, hash, isPacked: suffix !== undefined, ...stat });
    }
  }
  return found;
}

/** @returns undefined where it is gone, or cannot be looked at */
export function statOf(path: string): Pick<StoredFile, "bytes" | "mtimeMs"> | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isFile() ? { bytes: stat.blocks * BLOCK_BYTES, mtimeMs: stat.mtimeMs } : undefined;
  } catch {
    return undefined;
  }
}

/** None where the folder is gone, or cannot be looked at. */
function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** The unit of `blocks`, wherever it is asked for. */
const BLOCK_BYTES = 512;
