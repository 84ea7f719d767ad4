import { readdirSync, readFileSync } from "node:fs";

/** A process, zombies included only where it is said. */
export interface TableEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Its session; on macOS, whose `ps` does not tell, its group. */
  readonly session: number;
  /** By `processClock`. */
  readonly started: number;
  /** The time of processors that it has used so far, in milliseconds. */
  readonly cpuMs: number;
  /** The memory that it has in use; what processes share counts for each. */
  readonly rssBytes: number;
}

/**
 * All processes that run, without zombies: orphans go to process 1, which in many containers reaps late or never, so that a zombie may hold its group's
 * number long after it has ended. Reading takes some 25 µs for each process: who asks in the same callback, as all tasks do that are told to stop, shares it.
 */
export function processTable(): readonly TableEntry[] {
  if (shared === undefined) {
    shared = process.platform === "linux" ? fromProc() : fromPs();
    queueMicrotask(() => {
      shared = undefined;
    });
  }
  return shared;
}

let shared: readonly TableEntry[] | undefined;

/** One of the table, or a zombie. On macOS, which does not keep these, always from the table. */
export function processEntry(pid: number): TableEntry | undefined {
  return process.platform === "linux" ? entryOf(pid)?.entry : processTable().find((entry) => entry.pid === pid);
}

function fromProc(): readonly TableEntry[] {
  return readdirSync("/proc").flatMap((name) => {
    const found = /^\d+$/.test(name) ? entryOf(Number(name)) : undefined;
    return found?.runs === true ? [found.entry] : [];
  });
}

function entryOf(pid: number): { entry: TableEntry; runs: boolean } | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined;
  }
  // "PID (NAME) STATE PPID PGRP SESSION …"; the name may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, parent] = fields;
  const group = Number(fields[2]);
  // What is just being taken away has no group any more (0 or -1), nor has what belongs to the kernel.
  const runs = state !== "Z" && state !== "X" && group > 0;
  const started = Number(fields[19]) * MS_PER_TICK;
  const cpuMs = (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
  const rssBytes = Number(fields[21]) * pageBytes();
  return { entry: { pid, parent: Number(parent), group, session: Number(fields[3]), started, cpuMs, rssBytes }, runs };
}

/** Of the clock in which Linux counts for programs, on every processor that we run on. */
const MS_PER_TICK = 10;

/** What the kernel hands to each program at its start says it: pairs of numbers, of which 6 stands before the size of a page. */
function pageBytes(): number {
  if (knownPageBytes === undefined) {
    const words = readFileSync("/proc/self/auxv");
    knownPageBytes = 4096;
    for (let at = 0; at + 16 <= words.length; at += 16) {
      if (words.readBigUInt64LE(at) === 6n) knownPageBytes = Number(words.readBigUInt64LE(at + 8));
    }
  }
  return knownPageBytes;
}

let knownPageBytes: number | undefined;

function fromPs(): readonly TableEntry[] {
  // Loaded here alone: it is asked only where something has to be ended.
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  return entriesOfPs(spawnSync("/bin/ps", PS_ARGUMENTS, { encoding: "utf8" }).stdout ?? "");
}

export const PS_ARGUMENTS = ["-axo", "pid=,ppid=,pgid=,stat=,rss=,time=,lstart="];

/** What `ps` prints with these arguments. */
export function entriesOfPs(text: string): readonly TableEntry[] {
  return text.split("\n").flatMap((line) => {
    const [pid, parent, group, state, rss, time = "", ...started] = line.trim().split(/\s+/);
    if (started.length === 0 || state?.startsWith("Z")) return [];
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        session: Number(group),
        started: Date.parse(started.join(" ")),
        cpuMs: timeInMs(time),
        rssBytes: Number(rss) * 1024,
      },
    ];
  });
}

/** `1:02.34`, `1:02:03`, `3-01:02:03` */
function timeInMs(text: string): number {
  const [days, rest] = text.includes("-") ? text.split("-") : ["0", text.replace(",", ".")];
  const seconds = (rest ?? "").split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  return Math.round((Number(days) * 86_400 + seconds) * 1000);
}
