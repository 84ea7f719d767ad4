import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Repository } from "./find-repository.ts";

/** What git's index says of one tracked path. */
export interface IndexEntry {
  /** Relative to the top of the work tree, with slashes. */
  readonly path: string;
  /** Type and permissions as git keeps them: 0o100644, 0o100755, 0o120000 (symlink), 0o160000 (submodule). */
  readonly mode: number;
  /** Name of the blob, in hex. */
  readonly oid: string;
  readonly stat: IndexStat;
  /** 0, or 1 to 3 while a merge is in conflict. */
  readonly stage: number;
  /** `git add -N`: tracked, its content not yet. */
  readonly intentToAdd: boolean;
}

/** The file's state when git last found it equal to the blob, each cut to 32 bits. */
export interface IndexStat {
  readonly ctimeSeconds: number;
  readonly ctimeNanoseconds: number;
  readonly mtimeSeconds: number;
  readonly mtimeNanoseconds: number;
  readonly inode: number;
  readonly size: number;
}

/** The tracked paths of a work tree, in git's order (by bytes). */
export interface Index {
  readonly paths: readonly string[];
  entry(path: string): IndexEntry | undefined;
}

/**
 * Reads a work tree's index without starting git, which takes longer than the whole of a warm start.
 * Format: git's Documentation/gitformat-index, versions 2 to 4.
 * @returns an empty index where there is none yet; undefined for what only git itself should read (a split or sparse index, a version to
 * come): ask `git ls-files` then.
 */
export function readIndex(repository: Repository): Index | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(repository.gitFolder, "index"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      return indexOf({ bytes: Buffer.alloc(0), paths: [], offsets: [], oidLength: SHA1 });
    throw error;
  }
  return parseIndex(bytes);
}

const SHA1 = 20;
const SHA256 = 32;
const HEADER = 12;
/** Ten 32-bit numbers: ctime, mtime (two each), device, inode, mode, user, group, size. */
const STAT = 40;

export function parseIndex(bytes: Buffer): Index | undefined {
  if (bytes.length < HEADER + SHA1 || bytes.toString("latin1", 0, 4) !== "DIRC") return undefined;
  const version = bytes.readUInt32BE(4);
  if (version < 2 || version > 4) return undefined;
  // The file does not say how long its object names are; only the right length reads to its end.
  for (const oidLength of [SHA1, SHA256]) {
    const read = readEntries(bytes, { version, oidLength });
    if (read === undefined || !endsWell(bytes, read.end, oidLength)) continue;
    return indexOf({ bytes, ...read, oidLength });
  }
  return undefined;
}

interface Entries {
  readonly paths: string[];
  /** Where each entry starts. */
  readonly offsets: number[];
}

function readEntries(
  bytes: Buffer,
  { version, oidLength }: { version: number; oidLength: number },
): (Entries & { end: number }) | undefined {
  const count = bytes.readUInt32BE(8);
  const paths: string[] = [];
  const offsets: number[] = [];
  let at = HEADER;
  let previous = Buffer.alloc(0);
  for (let i = 0; i < count; i++) {
    const flagsAt = at + STAT + oidLength;
    if (flagsAt + 2 > bytes.length) return undefined;
    const extended = (bytes.readUInt16BE(flagsAt) & 0x4000) !== 0;
    let nameAt = flagsAt + (extended ? 4 : 2);
    let kept = 0;
    if (version === 4) {
      const strip = readOffset(bytes, nameAt);
      if (strip === undefined || strip.value > previous.length) return undefined;
      kept = previous.length - strip.value;
      nameAt = strip.end;
    }
    const nameEnd = bytes.indexOf(0, nameAt);
    if (nameEnd < 0) return undefined;
    offsets.push(at);
    if (version === 4) {
      previous = Buffer.concat([previous.subarray(0, kept), bytes.subarray(nameAt, nameEnd)]);
      paths.push(previous.toString());
      at = nameEnd + 1;
    } else {
      paths.push(bytes.toString("utf8", nameAt, nameEnd));
      // Padded with one to eight NULs to a multiple of eight bytes.
      at += (nameEnd - at + 8) & ~7;
    }
  }
  return { paths, offsets, end: at };
}

/** The variable-length number of pack files' offset deltas. */
function readOffset(bytes: Buffer, at: number): { value: number; end: number } | undefined {
  let byte = bytes[at++];
  if (byte === undefined) return undefined;
  let value = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    byte = bytes[at++];
    if (byte === undefined) return undefined;
    value = ((value + 1) << 7) | (byte & 0x7f);
  }
  return { value, end: at };
}

/** Whether what follows the entries is a row of extensions and one checksum, and none of them changes what the entries mean. */
function endsWell(bytes: Buffer, end: number, oidLength: number): boolean {
  let at = end;
  while (at + 8 + oidLength <= bytes.length) {
    const signature = bytes.toString("latin1", at, at + 4);
    if (!/^[A-Za-z]{4}$/.test(signature)) return false;
    // Lower case marks what must be understood: "link" (split index), "sdir" (sparse index).
    if (/^[a-z]/.test(signature)) return false;
    at += 8 + bytes.readUInt32BE(at + 4);
  }
  return at + oidLength === bytes.length;
}

function indexOf({ bytes, paths, offsets, oidLength }: Entries & { bytes: Buffer; oidLength: number }): Index {
  let positions: Map<string, number> | undefined;
  return {
    paths,
    entry(path) {
      positions ??= new Map(paths.map((each, position) => [each, position]));
      const position = positions.get(path);
      const at = position === undefined ? undefined : offsets[position];
      return at === undefined ? undefined : entryAt(bytes, { at, path, oidLength });
    },
  };
}

function entryAt(bytes: Buffer, { at, path, oidLength }: { at: number; path: string; oidLength: number }): IndexEntry {
  const flagsAt = at + STAT + oidLength;
  const flags = bytes.readUInt16BE(flagsAt);
  const more = (flags & 0x4000) === 0 ? 0 : bytes.readUInt16BE(flagsAt + 2);
  return {
    path,
    mode: bytes.readUInt32BE(at + 24),
    oid: bytes.toString("hex", at + STAT, flagsAt),
    stage: (flags >> 12) & 3,
    intentToAdd: (more & 0x2000) !== 0,
    stat: {
      ctimeSeconds: bytes.readUInt32BE(at),
      ctimeNanoseconds: bytes.readUInt32BE(at + 4),
      mtimeSeconds: bytes.readUInt32BE(at + 8),
      mtimeNanoseconds: bytes.readUInt32BE(at + 12),
      inode: bytes.readUInt32BE(at + 20),
      size: bytes.readUInt32BE(at + 36),
    },
  };
}
