import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import type { UnitId } from "@nix-repo/model";
import { type LogFiles, logFiles } from "./log-files.ts";

/** A line of a log. */
export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly unit: UnitId;
  readonly text: string;
}

/** Where to begin: so many lines before the end, at a time (milliseconds since the epoch), or at the very beginning. */
export type LogStart = { readonly lines: number } | { readonly since: number } | "beginning";

/** A place in the log of a unit that goes on to its end, and through files that are put aside meanwhile. */
export interface LogCursor {
  /** The next lines; none at the end. */
  read(): readonly LogLine[];
  close(): void;
}

/** One file, held open: what is put aside or removed meanwhile can still be read to its end. */
interface OpenLog {
  readonly fd: number;
  /** The number that it has, or that it gets when it is put aside. */
  readonly number: number;
  offset: number;
  /** The beginning of a line. */
  rest: Buffer;
}

export function openLogCursor(folder: string, unit: UnitId, start: LogStart): LogCursor {
  const files = (): LogFiles => logFiles(folder, unit);
  let open: OpenLog | undefined = start === "beginning" || "since" in start ? openAfter(files, 0) : openBefore(files, start.lines);
  const since = typeof start === "object" && "since" in start ? start.since : Number.NEGATIVE_INFINITY;
  const { current } = files();
  let isAtStart = true;

  const advance = (): boolean => {
    if (open === undefined) {
      open = openAfter(files, 0);
      return open !== undefined;
    }
    const { number, fd } = open;
    // The usual case, and quick: it is still the one that is written.
    if (statSync(current, { throwIfNoEntry: false })?.ino === fstatSync(fd).ino) return false;
    if (!isPutAside(files, { number, fd })) return false;
    const next = openAfter(files, number);
    if (next === undefined) return false;
    // What was written between our last look and its being put aside.
    if (fstatSync(fd).size > open.offset) {
      closeSync(next.fd);
      return true;
    }
    closeSync(fd);
    open = next;
    return true;
  };
  return {
    read() {
      for (;;) {
        if (open !== undefined) {
          if (isAtStart) skipOlder(open, since);
          const lines = readLines(open);
          if (lines !== undefined) {
            const wanted = since === Number.NEGATIVE_INFINITY ? lines : lines.filter(({ at }) => at >= since);
            if (wanted.length > 0) {
              isAtStart = false;
              return wanted;
            }
            continue;
          }
        }
        if (!advance()) return [];
      }
    },
    close() {
      if (open !== undefined) closeSync(open.fd);
      open = undefined;
    },
  };
}

/** What was written for the last time before then holds nothing that is wanted. */
function skipOlder(open: OpenLog, since: number): void {
  const { mtimeMs, size } = fstatSync(open.fd);
  if (mtimeMs < since) open.offset = size;
}

/** The oldest file that is younger than one with that number. Undefined where there is none. */
function openAfter(files: () => LogFiles, number: number): OpenLog | undefined {
  for (;;) {
    const { current, full } = files();
    const next = full.find((each) => each.number > number);
    const path = next?.path ?? current;
    const mine = next?.number ?? Math.max(number, full.at(-1)?.number ?? 0) + 1;
    const fd = openIfThere(path);
    // It was put aside, or removed, between our looking and our opening it.
    if (fd === undefined && (next !== undefined || files().full.some((each) => each.number >= mine))) continue;
    if (fd === undefined) return undefined;
    if (next === undefined && files().full.some((each) => each.number >= mine)) {
      closeSync(fd);
      continue;
    }
    return { fd, number: mine, offset: 0, rest: NOTHING };
  }
}

function isPutAside(files: () => LogFiles, { number, fd }: { number: number; fd: number }): boolean {
  const { current, full } = files();
  const written = statSync(current, { throwIfNoEntry: false });
  // All that was put aside may be gone: then another file stands where this one stood.
  return full.some((each) => each.number >= number) || (written !== undefined && written.ino !== fstatSync(fd).ino);
}

/** The place after which there are so many lines, or all that there are. */
function openBefore(files: () => LogFiles, lines: number): OpenLog | undefined {
  const { full } = files();
  // The one that is written comes after all that are full.
  const last = openAfter(files, full.at(-1)?.number ?? 0);
  const older = last === undefined ? full : files().full.filter(({ number }) => number < last.number);
  let missing = lines;
  let best: OpenLog | undefined;
  const candidates = [
    ...(last === undefined ? [] : [() => last]),
    ...older.toReversed().map(
      ({ number, path }) =>
        () =>
          openNumbered(path, number),
    ),
  ];
  for (const candidate of candidates) {
    const open = candidate();
    if (open === undefined) continue;
    const found = placeBefore(open.fd, missing);
    if (best !== undefined) closeSync(best.fd);
    best = { ...open, offset: found.offset };
    missing -= found.lines;
    if (missing <= 0) break;
  }
  return best;
}

function openNumbered(path: string, number: number): OpenLog | undefined {
  const fd = openIfThere(path);
  return fd === undefined ? undefined : { fd, number, offset: 0, rest: NOTHING };
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch {
    return undefined;
  }
}

/** Where the last `lines` lines of a file begin, and how many that are. */
function placeBefore(fd: number, lines: number): { offset: number; lines: number } {
  const { size } = fstatSync(fd);
  if (lines <= 0 || size === 0) return { offset: size, lines: 0 };
  buffer ??= Buffer.allocUnsafe(READ_BYTES);
  let found = 0;
  for (let end = size, from = end; end > 0; end = from) {
    from = Math.max(0, end - READ_BYTES);
    const length = readSync(fd, buffer, 0, end - from, from);
    for (let at = buffer.lastIndexOf(LINE_FEED, length - 1); at >= 0; at = at === 0 ? -1 : buffer.lastIndexOf(LINE_FEED, at - 1)) {
      const offset = from + at + 1;
      // The line break of the last line ends it, and begins no other.
      if (offset === size) continue;
      found += 1;
      if (found === lines) return { offset, lines };
    }
  }
  return { offset: 0, lines: found + 1 };
}

/** The next whole lines of a file; undefined at its end. */
function readLines(open: OpenLog): readonly LogLine[] | undefined {
  buffer ??= Buffer.allocUnsafe(READ_BYTES);
  const length = readSync(open.fd, buffer, 0, READ_BYTES, open.offset);
  if (length === 0) return undefined;
  open.offset += length;
  const data = open.rest.length === 0 ? buffer.subarray(0, length) : Buffer.concat([open.rest, buffer.subarray(0, length)]);
  const end = data.lastIndexOf(LINE_FEED);
  open.rest = Buffer.from(data.subarray(end + 1));
  return data
    .subarray(0, end + 1)
    .toString("utf8")
    .split("\n")
    .flatMap((line) => parseLine(line) ?? []);
}

const READ_BYTES = 256 * 1024;
/** Nothing of it is kept between two readings. */
let buffer: Buffer | undefined;
const LINE_FEED = 10;
const NOTHING = Buffer.alloc(0);

function parseLine(line: string): LogLine | undefined {
  const bar = line.indexOf(" | ", STAMP_LENGTH);
  const at = Date.parse(line.slice(0, STAMP_LENGTH));
  if (bar === -1 || Number.isNaN(at)) return undefined;
  return { at, unit: line.slice(STAMP_LENGTH + 1, bar), text: line.slice(bar + 3) };
}

const STAMP_LENGTH = "2026-11-21T10:00:00.123Z".length;
