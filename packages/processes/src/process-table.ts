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
  return { entry: { pid, parent: Number(parent), group, session: Number(fields[3]), started: Number(fields[19]) * MS_PER_TICK }, runs };
}

/** Of the clock in which Linux counts for programs, on every processor that we run on. */
const MS_PER_TICK = 10;

function fromPs(): readonly TableEntry[] {
  // Loaded here alone: it is asked only where something has to be ended.
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  const { stdout } = spawnSync("/bin/ps", ["-axo", "pid=,ppid=,pgid=,stat=,lstart="], { encoding: "utf8" });
  return (stdout ?? "").split("\n").flatMap((line) => {
    const [pid, parent, group, state, ...started] = line.trim().split(/\s+/);
    if (started.length === 0 || state?.startsWith("Z")) return [];
    return [
      { pid: Number(pid), parent: Number(parent), group: Number(group), session: Number(group), started: Date.parse(started.join(" ")) },
    ];
  });
}
