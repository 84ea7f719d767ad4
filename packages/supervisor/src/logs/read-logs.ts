import { mkdirSync, watch } from "node:fs";
import type { UnitId } from "@nix-repo/model";
import { type LogCursor, type LogLine, type LogStart, openLogCursor } from "./log-cursor.ts";
import { loggedUnits } from "./log-files.ts";

export interface ReadLogsOptions {
  /** Left out, all that have a log. */
  readonly units?: readonly UnitId[] | undefined;
  /** The last lines alone, so many of all units together. */
  readonly lines?: number | undefined;
  /** Those since then, in milliseconds since the epoch. */
  readonly since?: number | undefined;
}

/** What is in the logs of some units by now, put in the order of time. */
export function* readUnitLogs(folder: string, { units = loggedUnits(folder), lines, since }: ReadLogsOptions = {}): Generator<LogLine> {
  const now = Date.now();
  const cursors = units.map((unit) => openLogCursor(folder, unit, startOf({ lines, since })));
  try {
    for (const { line, isHistory } of inOrder(cursors, { lines, now })) {
      // Whoever writes faster than we read would keep us for ever.
      if (!isHistory) return;
      yield line;
    }
  } finally {
    for (const cursor of cursors) cursor.close();
  }
}

export interface FollowLogsOptions extends ReadLogsOptions {
  readonly signal: AbortSignal;
}

/** As `readUnitLogs`, and goes on with what is written from then on, until the signal is aborted. A unit that has no log yet is included where it is named. */
export async function* followUnitLogs(
  folder: string,
  { units = loggedUnits(folder), lines, since, signal }: FollowLogsOptions,
): AsyncGenerator<LogLine> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let wake = Promise.withResolvers<void>();
  const onChange = () => wake.resolve();
  // Before the first look: what comes between the two is not missed.
  const watcher = watch(folder, onChange);
  const onAbort = () => {
    watcher.close();
    wake.resolve();
  };
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  const cursors = units.map((unit) => openLogCursor(folder, unit, startOf({ lines, since })));
  let told = 0;
  try {
    for (let limit = lines; !signal.aborted; limit = undefined) {
      wake = Promise.withResolvers();
      for (const { line } of inOrder(cursors, { lines: limit, now: Date.now() })) {
        yield line;
        told += 1;
        // Others have their turn too: somebody may want us to end.
        if (told % LINES_IN_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
        if (signal.aborted) return;
      }
      if (!signal.aborted) await wake.promise;
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    watcher.close();
    for (const cursor of cursors) cursor.close();
  }
}

const LINES_IN_A_TURN = 1_000;

function startOf({ lines, since }: Pick<ReadLogsOptions, "lines" | "since">): LogStart {
  if (since !== undefined) return { since };
  return lines === undefined ? "beginning" : { lines };
}

interface OrderedLine {
  readonly line: LogLine;
  /** Whether it was written before `now`. */
  readonly isHistory: boolean;
}

/** Up to the ends of all cursors; of what was written before `now` (milliseconds since the epoch) only the last lines. */
function* inOrder(cursors: readonly LogCursor[], { lines, now }: { lines: number | undefined; now: number }): Generator<OrderedLine> {
  let last: OrderedLine[] = [];
  for (const line of merged(cursors)) {
    const isHistory = line.at <= now;
    if (lines === undefined) {
      yield { line, isHistory };
      continue;
    }
    if (isHistory) {
      last.push({ line, isHistory });
      // Now and then, so that it is seldom copied.
      if (last.length > 2 * lines + 1_000) last = last.slice(-lines);
      continue;
    }
    if (lines > 0) yield* last.slice(-lines);
    last = [];
    yield { line, isHistory };
  }
  if (lines !== undefined && lines > 0) yield* last.slice(-lines);
}

/** Up to the ends of all cursors, the earliest line first. */
function* merged(cursors: readonly LogCursor[]): Generator<LogLine> {
  const heads = cursors.map((cursor) => ({ cursor, lines: cursor.read(), next: 0 })).filter(({ lines }) => lines.length > 0);
  while (heads.length > 0) {
    let first = heads[0];
    for (const head of heads) if ((head.lines[head.next]?.at ?? 0) < (first?.lines[first.next]?.at ?? 0)) first = head;
    const line = first?.lines[first.next];
    if (first === undefined || line === undefined) return;
    yield line;
    first.next += 1;
    if (first.next < first.lines.length) continue;
    first.lines = first.cursor.read();
    first.next = 0;
    if (first.lines.length === 0) heads.splice(heads.indexOf(first), 1);
  }
}
