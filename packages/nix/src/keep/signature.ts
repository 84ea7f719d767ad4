import { type BigIntStats, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../sha256.ts";

/** What a path is, for a flake: permissions beyond the executable bit do not count. */
export type Kind = "file" | "executable" | "symlink" | "directory" | "other";

/** One look at a path. */
export interface Look {
  readonly kind: Kind;
  /** Changes whenever the content may have changed. */
  readonly signature: string;
  /** Latest of the times of content and of state, in milliseconds. */
  readonly changedMs: number;
}

/** @returns undefined where there is nothing */
export function lookAt(path: string): Look | undefined {
  let stat: BigIntStats | undefined;
  try {
    stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    // A file stands where a folder would have to be.
    if (isGone(error)) return undefined;
    throw error;
  }
  if (stat === undefined) return undefined;
  const { size, mtimeNs, ctimeNs, ino, mode } = stat;
  const changedMs = Math.max(Number(mtimeNs / 1_000_000n), Number(ctimeNs / 1_000_000n));
  return { kind: kindOf(stat), signature: `${size}:${mtimeNs}:${ctimeNs}:${ino}:${mode}`, changedMs };
}

function kindOf(stat: BigIntStats): Kind {
  if (stat.isSymbolicLink()) return "symlink";
  if (stat.isDirectory()) return "directory";
  if (!stat.isFile()) return "other";
  return (stat.mode & 0o100n) === 0n ? "file" : "executable";
}

/**
 * A signature that may be trusted later. A change within the clock's grain of another one leaves the times as they are, so what was looked at
 * too soon after its last change has none: its content is read again every time, until it is old enough.
 */
export function trusted(look: Look, nowMs: number): string {
  return look.changedMs < nowMs - GRAIN_MS ? look.signature : "";
}

/** Above the 10 ms of the slowest kernel clock; some network file systems know seconds only. */
const GRAIN_MS = 30;

export function digestOf(content: string | Uint8Array): string {
  return sha256().update(content).digest("hex");
}

/** Of a symlink its target. */
export function contentOf(path: string, kind: Kind): Buffer {
  return kind === "symlink" ? Buffer.from(readlinkSync(path)) : readFileSync(path);
}

/** Names, kinds and signatures of all that is below a folder of which we know nothing else; undefined where that is too much to look at each time. */
export function folderDigest(folder: string): string | undefined {
  const lines: string[] = [];
  const walk = (at: string): boolean => {
    let names: string[];
    try {
      names = readdirSync(join(folder, at)).sort();
    } catch {
      lines.push(`${at} unreadable`);
      return true;
    }
    return names.every((name) => {
      const path = at === "" ? name : `${at}/${name}`;
      const look = lookAt(join(folder, path));
      if (look === undefined) return true;
      // A folder's own times say nothing that its names do not.
      lines.push(look.kind === "directory" ? `${path}/` : `${path} ${look.signature} ${look.changedMs}`);
      if (lines.length > MOST_ENTRIES) return false;
      return look.kind === "directory" ? walk(path) : true;
    });
  };
  return walk("") ? digestOf(lines.join("\n")) : undefined;
}

const MOST_ENTRIES = 20_000;

export function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}
