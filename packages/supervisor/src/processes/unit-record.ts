import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { isAlive, type Orphan, ownIdentity, type ProcessIdentity, type UnitId, writeWhole } from "@nix-repo/model";
import { endAll, processClock, processEntry, processTable, processTree, type TableEntry, whereWeAre } from "@nix-repo/processes";
import { markOf, newToken, unitOfMark } from "./unit-mark.ts";

/** The processes of a supervisor in a file, for whoever comes after a supervisor that was killed. */
export interface UnitRecord {
  /** With which the mark of each of its processes begins. */
  readonly token: string;
  /** Writes it down before it returns. Never throws: where the disk is full, everything goes on without. */
  started(process: StartedProcess): void;
  ended(pid: number): void;
  /** Everything has ended: the file goes. */
  close(): void;
}

export interface StartedProcess {
  readonly unit: UnitId;
  readonly pid: number;
  /** For people; secrets in it are hidden. */
  readonly command: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The first line of the file. */
interface Head {
  readonly version: 1;
  /** Where the numbers mean anything: see `whereWeAre`. */
  readonly where: string;
  readonly supervisor: ProcessIdentity;
  readonly token: string;
}

/** Each further line; or `{ ended: PID }`, when nothing of it was left. `started` is by `processClock`, when the process was there: another one that gets its number later is younger than that. */
interface Line extends StartedProcess {
  readonly started: number;
}

/** @param folder is made where it is missing. Records of other supervisors in it stay as long as there is anything of theirs to be found. */
export function recordUnits(folder: string): UnitRecord {
  const token = newToken();
  const file = join(folder, `processes-${token}.ndjson`);
  const head: Head = { version: 1, where: whereWeAre(), supervisor: ownIdentity(), token };
  const running = new Map<number, Line>();
  let fd: number | undefined;
  let lines = 0;

  const textOf = (items: Iterable<object>) => [...items].map((item) => `${JSON.stringify(item)}\n`).join("");
  const attempt = (write: () => void): void => {
    try {
      write();
    } catch {
      // What is recorded here can also be told by the marks.
    }
  };
  const writeAnew = (): void => {
    if (fd !== undefined) closeSync(fd);
    fd = undefined;
    writeWhole(file, textOf([head, ...running.values()]));
    fd = openSync(file, "a");
    lines = running.size;
  };
  // The head is there before any process: by its token even what was never written down is found.
  attempt(() => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    forgetEnded(folder);
    writeAnew();
  });
  return {
    token,
    started(process) {
      const line: Line = { ...process, started: Math.round(processClock()) };
      running.set(process.pid, line);
      attempt(() => {
        if (fd === undefined || lines > 2 * running.size + WRITTEN_ANEW_ABOVE) writeAnew();
        else {
          writeSync(fd, textOf([line]));
          lines += 1;
        }
      });
    },
    ended(pid) {
      if (!running.delete(pid)) return;
      attempt(() => {
        if (fd !== undefined) writeSync(fd, textOf([{ ended: pid }]));
        lines += 1;
      });
    },
    close() {
      if (fd !== undefined) closeSync(fd);
      fd = undefined;
      rmSync(file, { force: true });
    },
  };
}

const FILES = /^processes-[0-9a-f]+\.ndjson$/;
const WRITTEN_ANEW_ABOVE = 500;

/** What killed supervisors have left running that wrote into a folder, on this machine; nothing of those that run. */
export function findOrphans(folder: string): readonly Orphan[] {
  return abandonedRecords(folder).flatMap((record) => {
    const byUnit = Map.groupBy(leftOf(record), ({ unit }) => unit);
    return [...byUnit].map(([unit, members]) => {
      const line = record.lines.findLast((each) => each.unit === unit);
      const oldestFirst = members.map(({ entry }) => entry).sort((a, b) => a.started - b.started || a.pid - b.pid);
      const pids = oldestFirst.map(({ pid }) => pid);
      return { unit, pids, ...(line === undefined ? {} : { command: line.command, startedAt: line.at }) };
    });
  });
}

/**
 * Ends what killed supervisors have left running, as far as it is of these units (left out: of all): SIGTERM, and after the grace SIGKILL.
 * @param graceMs in milliseconds
 * @returns what could not be ended: another user's.
 */
export async function endOrphans(
  folder: string,
  { graceMs, units, kill = NEVER }: { graceMs: number; units?: Iterable<UnitId>; kill?: AbortSignal },
): Promise<readonly Orphan[]> {
  const wanted = units === undefined ? undefined : new Set(units);
  const isWanted = ({ unit }: { unit: UnitId }) => wanted === undefined || wanted.has(unit);
  const records = abandonedRecords(folder);
  const known = new Map<number, number>();
  const look = (): readonly TableEntry[] => {
    // What was seen to belong to them still does when its parents have ended.
    for (const { entry } of records.flatMap(leftOf).filter(isWanted)) known.set(entry.pid, entry.started);
    return processTable().filter(({ pid, started }) => known.get(pid) === started);
  };
  const signal = (name: NodeJS.Signals): void => {
    for (const { pid } of look()) {
      try {
        process.kill(pid, name);
      } catch {
        // It has just ended, or is another user's.
      }
    }
  };
  await endAll({ isAlive: () => look().length > 0, signal }, { settleMs: 0, graceMs, kill });
  forgetEnded(folder);
  return findOrphans(folder).filter(isWanted);
}

/** Removes the records of killed supervisors of which nothing runs any more. */
function forgetEnded(folder: string): void {
  for (const record of abandonedRecords(folder)) if (leftOf(record).length === 0) rmSync(record.file, { force: true });
}

const NEVER = new AbortController().signal;

/** A supervisor whose record a folder holds, and which runs, on this machine. */
export function livingSupervisor(folder: string): ProcessIdentity | undefined {
  for (const file of recordFiles(folder)) {
    const head = headOf(recordText(file)?.split("\n", 1)[0] ?? "");
    if (head !== undefined && isAlive(head.supervisor)) return head.supervisor;
  }
  return undefined;
}

interface AbandonedRecord {
  readonly file: string;
  readonly token: string;
  /** Of what had not ended. */
  readonly lines: readonly Line[];
  /** When its supervisor was still there, by `processClock`. */
  readonly lastSignOfLife: number;
}

function abandonedRecords(folder: string): readonly AbandonedRecord[] {
  return recordFiles(folder).flatMap((file) => abandonedRecord(file) ?? []);
}

function recordFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder).flatMap((name) => (FILES.test(name) ? [join(folder, name)] : []));
  } catch {
    // Nobody has ever written there.
    return [];
  }
}

function recordText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Undefined where it is none, or means processes of another machine. */
function headOf(line: string): Head | undefined {
  const head = (parsed(line) ?? {}) as Partial<Head>;
  const { version, where, supervisor, token } = head;
  if (version !== 1 || where !== whereWeAre() || supervisor === undefined) return undefined;
  return typeof token === "string" && token.length >= SHORTEST_TOKEN ? { version, where, supervisor, token } : undefined;
}

function abandonedRecord(file: string): AbandonedRecord | undefined {
  const text = recordText(file);
  const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (text === undefined || written === undefined) return undefined;
  const lastSignOfLife = written - Date.now() + processClock();
  // What follows the last line break was never written to its end.
  const [first = "", ...lines] = text.split("\n").slice(0, -1);
  const head = headOf(first);
  if (head === undefined || isAlive(head.supervisor)) return undefined;
  const rest = lines.map(parsed);
  const running = new Map<number, Line>();
  for (const line of rest) {
    if (isLine(line)) running.set(line.pid, line);
    else running.delete((line as { ended?: number } | undefined)?.ended ?? 0);
  }
  return { file, token: head.token, lines: [...running.values()], lastSignOfLife };
}

const SHORTEST_TOKEN = 16;

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** What is read here is signalled: 1 is the system's first process, and 0 would be ourselves. */
function isLine(line: unknown): line is Line {
  const { pid, unit, started } = (line ?? {}) as Partial<Line>;
  return Number.isSafeInteger(pid) && Number(pid) > 1 && typeof unit === "string" && typeof started === "number";
}

function leftOf({ token, lines, lastSignOfLife }: AbandonedRecord): { unit: UnitId; entry: TableEntry }[] {
  const found = new Map<number, { unit: UnitId; entry: TableEntry }>();
  for (const entry of processTable()) {
    const unit = unitOfMark(markOf(entry), token);
    if (unit !== undefined) found.set(entry.pid, { unit, entry });
  }
  for (const line of lines) {
    if (!isStillItsOwn(line, lastSignOfLife)) continue;
    for (const entry of processTree(line.pid).members()) if (!found.has(entry.pid)) found.set(entry.pid, { unit: line.unit, entry });
  }
  return [...found.values()];
}

/**
 * Whether the process and the session of that number are still the unit's, and not another's that got the number later: it is not younger than its line.
 * Where it is gone, the number is not given away while its session has a member: then the proof is a member that was there when the supervisor still was,
 * as until then the session was not empty.
 */
function isStillItsOwn({ pid, started }: Line, lastSignOfLife: number): boolean {
  const first = processEntry(pid);
  if (first !== undefined) return first.started < started + CLOCK_MARGIN_MS;
  return processTable().some((entry) => entry.session === pid && entry.started < lastSignOfLife - FILE_MARGIN_MS);
}

/** How far `processClock` may lag behind the system's. Numbers are given in turn: it takes longer until one comes again. */
const CLOCK_MARGIN_MS = 100;
/** The same for the times of files. */
const FILE_MARGIN_MS = 1_000;
