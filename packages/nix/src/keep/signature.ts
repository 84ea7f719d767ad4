import { type BigIntStats, type Dirent, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { clockGrainMs } from "@nix-repo/model";
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
  /** The longest that another change may leave the times as they are, in milliseconds. */
  readonly grainMs: number;
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
  return stat === undefined ? undefined : lookOf(stat);
}

export function lookOf(stat: Pick<BigIntStats, "size" | "mtimeNs" | "ctimeNs" | "ino" | "mode">): Look {
  const { size, mtimeNs, ctimeNs, ino, mode } = stat;
  const changedMs = Math.max(Number(mtimeNs / 1_000_000n), Number(ctimeNs / 1_000_000n));
  // The state's time moves with every change, and nobody can set it: whole seconds are those of a file system that knows nothing finer.
  const grainMs = clockGrainMs(ctimeNs % 1_000_000_000n === 0n);
  return { kind: kindOf(mode), signature: `${size}:${mtimeNs}:${ctimeNs}:${ino}:${mode}`, changedMs, grainMs };
}

function kindOf(mode: bigint): Kind {
  switch (mode & 0o170000n) {
    case 0o120000n:
      return "symlink";
    case 0o040000n:
      return "directory";
    case 0o100000n:
      return (mode & 0o100n) === 0n ? "file" : "executable";
    default:
      return "other";
  }
}

/**
 * A signature that may be trusted later. A change within the clock's grain of another one leaves the times as they are, so what was looked at
 * too soon after its last change has none: its content is read again every time, until it is old enough.
 */
export function trusted(look: Look, nowMs: number): string {
  return look.changedMs < nowMs - look.grainMs ? look.signature : "";
}

export function digestOf(content: string | Uint8Array): string {
  return sha256().update(content).digest("hex");
}

/** Of a symlink its target. */
export function contentOf(path: string, kind: Kind): Buffer {
  return kind === "symlink" ? Buffer.from(readlinkSync(path)) : readFileSync(path);
}

export interface OutsideDigest {
  readonly digest: string;
  /** Whether anything in it changed so lately that its next change might not show. */
  readonly young: boolean;
}

/** Names, kinds and signatures of all that is at a path of which we know nothing else; undefined where that is too much to look at each time. */
export function outsideDigest(top: string): OutsideDigest | undefined {
  const now = Date.now();
  const lines: string[] = [];
  let young = false;
  const add = (path: string, look = lookAt(path)): boolean => {
    if (look === undefined) return true;
    // A folder's own times say nothing that its names do not.
    if (look.kind === "directory") lines.push(`${path}/`);
    else {
      lines.push(`${path} ${look.signature} ${look.changedMs}`);
      young ||= trusted(look, now) === "";
    }
    return lines.length <= MOST_ENTRIES;
  };
  const look = lookAt(top);
  if (look !== undefined && !add(top, look)) return undefined;
  // Mostly it is not there: an error of listing it takes longer than all other looks together.
  if (look?.kind === "directory") for (const path of pathsBelow(top)) if (!add(path)) return undefined;
  return { digest: lines.length === 0 ? DIGEST_OF_NOTHING : digestOf(lines.join("\n")), young };
}

/** Of an empty text. Known by heart: mostly there is nothing, and hashing it would load a library of the runtime's. */
const DIGEST_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

const MOST_ENTRIES = 20_000;

/** Absolute paths of all that is below a folder, folders before what is in them. Nothing where there is none, or one that cannot be read. */
export function* pathsBelow(folder: string): Generator<string> {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    yield path;
    if (entry.isDirectory()) yield* pathsBelow(path);
  }
}

export function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}
