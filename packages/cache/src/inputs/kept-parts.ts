import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeKeptText } from "./kept-file.ts";
import { SNAPSHOT_VERSION, type Snapshot } from "./snapshot.ts";

/**
 * All snapshots of a workspace, in a few files with one line for each: reading hundreds of files takes longer than looking at what they tell of, and one file would
 * be long where a single task is asked about. What is set is written by `flush`. Of two processes that write at once, one may lose: then it is found again.
 */
export class KeptParts {
  readonly #folder: string;
  readonly #shelves = new Map<number, Shelf>();

  /** @param folder absolute */
  constructor(folder: string) {
    this.#folder = folder;
  }

  get({ path, name }: PartName): Snapshot | undefined {
    const kept = this.#shelf(path).kept.get(name);
    return typeof kept === "string" ? parseLine(kept) : kept;
  }

  /** Whether anything is kept of a folder. */
  hasAny(path: string): boolean {
    const prefix = `[${JSON.stringify(path)},`;
    for (const name of this.#shelf(path).kept.keys()) if (name.startsWith(prefix)) return true;
    return false;
  }

  set({ path, name }: PartName, snapshot: Snapshot): void {
    this.#shelf(path).set(name, { ...snapshot, day: today() });
  }

  flush(): void {
    for (const shelf of this.#shelves.values()) shelf.flush();
  }

  #shelf(path: string): Shelf {
    const number = numberOf(path);
    let shelf = this.#shelves.get(number);
    if (shelf === undefined) {
      shelf = new Shelf(join(this.#folder, `parts-${number}`));
      this.#shelves.set(number, shelf);
    }
    return shelf;
  }
}

export interface PartName {
  /** Of the service's folder, relative to the workspace's root. */
  readonly path: string;
  /** All that is asked, as JSON: a list that begins with the path. */
  readonly name: string;
}

/** Whether a snapshot is to be set again though nothing has changed, since it is in use. */
export function isOld({ day }: Snapshot): boolean {
  return day < today() - DAYS_UNTOUCHED;
}

class Shelf {
  readonly #file: string;
  readonly #text: string;
  readonly #set = new Map<string, Snapshot>();
  /** Lines that nobody has asked for stay lines. */
  readonly kept: Map<string, string | Snapshot>;

  constructor(file: string) {
    this.#file = file;
    this.#text = readText(file);
    this.kept = linesOf(this.#text);
  }

  set(name: string, snapshot: Snapshot): void {
    this.kept.set(name, snapshot);
    this.#set.set(name, snapshot);
  }

  flush(): void {
    if (this.#set.size === 0) return;
    const text = readText(this.#file);
    // Another process has written meanwhile.
    const lines = text === this.#text ? this.kept : linesOf(text);
    for (const [name, snapshot] of this.#set) {
      // The newest stand last.
      lines.delete(name);
      lines.set(name, snapshot);
    }
    this.#set.clear();
    const oldest = today() - MOST_DAYS;
    const left = [...lines].map(([name, kept]) => (typeof kept === "string" ? kept : `${name}\t${kept.day}\t${JSON.stringify(kept)}`));
    const used = left.filter((line) => Number(line.split("\t", 2)[1]) >= oldest).slice(-MOST_LINES);
    writeKeptText(this.#file, [HEADER, ...used, ""].join("\n"));
  }
}

const HEADER = `inputs ${SNAPSHOT_VERSION}`;

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function linesOf(text: string): Map<string, string | Snapshot> {
  const [header, ...lines] = text.split("\n");
  if (header !== HEADER) return new Map();
  // Each ends with a newline: what stands behind the last one was not written whole.
  return new Map(lines.slice(0, -1).map((line) => [line.slice(0, line.indexOf("\t")), line]));
}

function parseLine(line: string): Snapshot | undefined {
  try {
    return JSON.parse(line.slice(line.indexOf("\t", line.indexOf("\t") + 1) + 1)) as Snapshot;
  } catch {
    return undefined;
  }
}

function numberOf(path: string): number {
  let sum = 0;
  for (let i = 0; i < path.length; i++) sum = (sum * 31 + path.charCodeAt(i)) % 65_521;
  return sum % SHELVES;
}

const SHELVES = 16;
/** Of one shelf: those that were set last. */
const MOST_LINES = 1000;

/** Counted from the epoch. */
function today(): number {
  return Math.floor(Date.now() / 86_400_000);
}

const DAYS_UNTOUCHED = 7;
/** After which one that is not used goes. */
const MOST_DAYS = 30;
