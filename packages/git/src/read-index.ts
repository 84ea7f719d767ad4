import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
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
  /** `--assume-unchanged` or `--skip-worktree`: git does not see what becomes of the file. */
  readonly hidden: boolean;
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

/** The tracked paths of a work tree. Questions about single paths make no strings of all the others. */
export interface Index {
  /** All of them, in git's order (by bytes); during a merge a path may occur several times. */
  readonly paths: readonly string[];
  has(path: string): boolean;
  /** Those below a folder ("" for all), in git's order. */
  below(folder: string): readonly string[];
  hasBelow(folder: string): boolean;
  /** Those whose path begins so, in git's order. */
  startingWith(prefix: string): readonly string[];
  entry(path: string): IndexEntry | undefined;
  /** Whether any entry is hidden. */
  readonly hasHidden: boolean;
  /** When it was written: of what had changed in the same moment, it does not tell. Undefined where there is no file. */
  readonly written: IndexWritten | undefined;
}

export interface IndexWritten {
  readonly mtimeMs: number;
  /** Of the file system, by whose clock that is. */
  readonly device: number;
}

/**
 * Reads a work tree's index without starting git, which takes longer than the whole of a warm start.
 * Format: git's Documentation/gitformat-index, versions 2 to 4.
 * @returns an empty index where there is none yet; undefined for what only git itself should read (a split or sparse index, a version to
 * come): ask `git ls-files` then.
 */
export function readIndex(repository: Repository): Index | undefined {
  let file: number;
  try {
    file = openSync(join(repository.gitFolder, "index"), "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      return indexOf({ bytes: Buffer.alloc(0), entries: noEntries(0), oidLength: SHA1, written: undefined });
    throw error;
  }
  try {
    // Of the very file that is read: git puts another one in its place.
    const { mtimeMs, dev } = fstatSync(file);
    return parseIndex(readFileSync(file), { mtimeMs, device: dev });
  } finally {
    closeSync(file);
  }
}

const SHA1 = 20;
const SHA256 = 32;
const HEADER = 12;
/** Ten 32-bit numbers: ctime, mtime (two each), device, inode, mode, user, group, size. */
const STAT = 40;

export function parseIndex(bytes: Buffer, written?: IndexWritten): Index | undefined {
  if (bytes.length < HEADER + SHA1 || bytes.toString("latin1", 0, 4) !== "DIRC") return undefined;
  const version = bytes.readUInt32BE(4);
  if (version < 2 || version > 4) return undefined;
  // The file does not say how long its object names are; only the right length reads to its end.
  for (const oidLength of [SHA1, SHA256]) {
    const read = readEntries(bytes, { version, oidLength });
    if (read === undefined || !endsWell(bytes, read.end, oidLength)) continue;
    return indexOf({ bytes, entries: read.entries, oidLength, written });
  }
  return undefined;
}

/** Where things are, by an entry's position. */
interface Entries {
  readonly count: number;
  /** Of each entry's first byte in the file. */
  readonly starts: Uint32Array;
  /** The buffer that holds the names, and where in it each starts and ends. */
  readonly names: Buffer;
  readonly nameStarts: Uint32Array;
  readonly nameEnds: Uint32Array;
}

function noEntries(count: number, names: Buffer = Buffer.alloc(0)): Entries {
  const [starts, nameStarts, nameEnds] = [new Uint32Array(count), new Uint32Array(count), new Uint32Array(count)];
  return { count, starts, names, nameStarts, nameEnds };
}

interface Format {
  readonly version: number;
  readonly oidLength: number;
}

function readEntries(bytes: Buffer, format: Format): { entries: Entries; end: number } | undefined {
  const count = bytes.readUInt32BE(8);
  // No entry is shorter than this, so that a count that means nothing makes no table.
  if (count * (STAT + format.oidLength) > bytes.length) return undefined;
  return format.version === 4 ? readCompressed(bytes, count, format) : readPlain(bytes, count, format);
}

function readPlain(bytes: Buffer, count: number, { oidLength }: Format): { entries: Entries; end: number } | undefined {
  const entries = noEntries(count, bytes);
  const { starts, nameStarts, nameEnds } = entries;
  let at = HEADER;
  for (let i = 0; i < count; i++) {
    const flagsAt = at + STAT + oidLength;
    if (flagsAt + 4 > bytes.length) return undefined;
    const flags = ((bytes[flagsAt] ?? 0) << 8) | (bytes[flagsAt + 1] ?? 0);
    const nameAt = flagsAt + ((flags & EXTENDED) === 0 ? 2 : 4);
    const length = flags & MOST_LENGTH;
    // A longer name than the flags can tell ends where its NUL is.
    const nameEnd = length < MOST_LENGTH ? nameAt + length : bytes.indexOf(0, nameAt);
    if (nameEnd < nameAt || nameEnd >= bytes.length || bytes[nameEnd] !== 0) return undefined;
    starts[i] = at;
    nameStarts[i] = nameAt;
    nameEnds[i] = nameEnd;
    // Padded with one to eight NULs to a multiple of eight bytes.
    at += (nameEnd - at + 8) & ~7;
  }
  return { entries, end: at };
}

const EXTENDED = 0x4000;
const ASSUME_VALID = 0x8000;
/** Of the second ones. */
const SKIP_WORKTREE = 0x4000;
const INTENT_TO_ADD = 0x2000;
const MOST_LENGTH = 0xfff;

/** Version 4: each name is what it shares with the one before, and the rest. */
function readCompressed(bytes: Buffer, count: number, { oidLength }: Format): { entries: Entries; end: number } | undefined {
  const parts: Buffer[] = [];
  const entries = noEntries(count);
  const { starts, nameStarts, nameEnds } = entries;
  let previous = Buffer.alloc(0);
  let written = 0;
  let at = HEADER;
  for (let i = 0; i < count; i++) {
    const flagsAt = at + STAT + oidLength;
    if (flagsAt + 4 > bytes.length) return undefined;
    const extended = (bytes.readUInt16BE(flagsAt) & EXTENDED) !== 0;
    const strip = readOffset(bytes, flagsAt + (extended ? 4 : 2));
    if (strip === undefined || strip.value > previous.length) return undefined;
    const nameEnd = bytes.indexOf(0, strip.end);
    if (nameEnd < 0) return undefined;
    previous = Buffer.concat([previous.subarray(0, previous.length - strip.value), bytes.subarray(strip.end, nameEnd)]);
    parts.push(previous);
    starts[i] = at;
    nameStarts[i] = written;
    written += previous.length;
    nameEnds[i] = written;
    at = nameEnd + 1;
  }
  return { entries: { ...entries, names: Buffer.concat(parts) }, end: at };
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

interface Parsed {
  readonly bytes: Buffer;
  readonly entries: Entries;
  readonly oidLength: number;
  readonly written: IndexWritten | undefined;
}

function indexOf({ bytes, entries, oidLength, written }: Parsed): Index {
  const { count, starts, names, nameStarts, nameEnds } = entries;
  let all: readonly string[] | undefined;
  const pathAt = (position: number) => names.toString("utf8", nameStarts[position], nameEnds[position]);
  const compareAt = (position: number, target: Buffer) =>
    names.compare(target, 0, target.length, nameStarts[position] ?? 0, nameEnds[position] ?? 0);
  /** The first position whose name is not before the target. */
  const positionOf = (target: Buffer): number => {
    let [low, high] = [0, count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareAt(middle, target) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  let last = -1;
  /** Where a path stands. Mostly the next one is asked about. */
  const find = (target: Buffer): number | undefined => {
    const isNext = last + 1 < count && compareAt(last + 1, target) === 0;
    const position = isNext ? last + 1 : positionOf(target);
    if (!isNext && (position >= count || compareAt(position, target) !== 0)) return undefined;
    last = position;
    return position;
  };
  const startsWith = (position: number, prefix: Buffer): boolean => {
    const start = nameStarts[position] ?? 0;
    const end = start + prefix.length;
    return position < count && end <= (nameEnds[position] ?? 0) && names.compare(prefix, 0, prefix.length, start, end) === 0;
  };
  const index: Index = {
    written,
    get hasHidden() {
      return starts.some((at) => isHidden(flagsOf(bytes, at + STAT + oidLength)));
    },
    get paths() {
      all ??= Array.from({ length: count }, (_, position) => pathAt(position));
      return all;
    },
    has(path) {
      return find(Buffer.from(path)) !== undefined;
    },
    below(folder) {
      if (folder === "") return index.paths;
      return index.startingWith(`${folder}/`);
    },
    startingWith(text) {
      const prefix = Buffer.from(text);
      const found: string[] = [];
      for (let position = positionOf(prefix); startsWith(position, prefix); position++) found.push(pathAt(position));
      return found;
    },
    hasBelow(folder) {
      const prefix = Buffer.from(folder === "" ? "" : `${folder}/`);
      return startsWith(positionOf(prefix), prefix);
    },
    entry(path) {
      const target = Buffer.from(path);
      let position = find(target);
      if (position === undefined) return undefined;
      // Of the stages of a conflict the last one: "theirs".
      while (position + 1 < count && compareAt(position + 1, target) === 0) position += 1;
      return entryAt(bytes, { at: starts[position] ?? 0, path, oidLength });
    },
  };
  return index;
}

interface Flags {
  readonly first: number;
  readonly second: number;
}

function flagsOf(bytes: Buffer, at: number): Flags {
  const first = bytes.readUInt16BE(at);
  return { first, second: (first & EXTENDED) === 0 ? 0 : bytes.readUInt16BE(at + 2) };
}

function isHidden({ first, second }: Flags): boolean {
  return (first & ASSUME_VALID) !== 0 || (second & SKIP_WORKTREE) !== 0;
}

function entryAt(bytes: Buffer, { at, path, oidLength }: { at: number; path: string; oidLength: number }): IndexEntry {
  const flagsAt = at + STAT + oidLength;
  const flags = flagsOf(bytes, flagsAt);
  return {
    path,
    mode: bytes.readUInt32BE(at + 24),
    oid: bytes.toString("hex", at + STAT, flagsAt),
    stage: (flags.first >> 12) & 3,
    intentToAdd: (flags.second & INTENT_TO_ADD) !== 0,
    hidden: isHidden(flags),
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
