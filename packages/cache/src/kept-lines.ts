import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeKeptText } from "./kept-file.ts";

export interface KeptLinesOptions {
  /** Absolute; made when something is kept. Its parent is the state folder. */
  readonly folder: string;
  /** Of its files. */
  readonly name: string;
  /** Raised whenever what stands in a line changes: lines of another version are not there. */
  readonly version: number;
}

/**
 * Many small things that are kept by name, in a few files with a line for each: reading hundreds of files takes longer than what they tell of takes to check, and one
 * file would be long where a single thing is asked about. What is set is written by `flush`, whole. Of two processes that write at once, one may lose what it
 * has set: whoever keeps something here can find it again.
 */
export class KeptLines {
  readonly #options: KeptLinesOptions;
  readonly #shelves = new Map<number, Shelf>();

  constructor(options: KeptLinesOptions) {
    this.#options = options;
  }

  /**
   * @param name without tabs and line feeds
   * @param near things with the same word here stand in the same file
   */
  get(name: string, near: string): KeptLine | undefined {
    return this.#shelf(near).get(name);
  }

  /** @param text without line feeds */
  set(name: string, near: string, text: string): void {
    this.#shelf(near).set(name, text);
  }

  /** The names of all that stand with this word. */
  names(near: string): Iterable<string> {
    return this.#shelf(near).names();
  }

  flush(): void {
    for (const shelf of this.#shelves.values()) shelf.flush();
  }

  #shelf(near: string): Shelf {
    const number = numberOf(near);
    let shelf = this.#shelves.get(number);
    if (shelf === undefined) {
      const { folder, name, version } = this.#options;
      shelf = new Shelf(join(folder, `${name}-${number}`), `${name} ${version}`);
      this.#shelves.set(number, shelf);
    }
    return shelf;
  }
}

export interface KeptLine {
  readonly text: string;
  /** Whether it is to be set again though it is the same, since it is in use and might go for its age. */
  readonly isOld: boolean;
}

class Shelf {
  readonly #file: string;
  readonly #header: string;
  readonly #read: string;
  /** Whole lines, by name. */
  readonly #lines: Map<string, string>;
  readonly #set = new Map<string, string>();

  constructor(file: string, header: string) {
    this.#file = file;
    this.#header = header;
    this.#read = readText(file);
    this.#lines = linesOf(this.#read, header);
  }

  get(name: string): KeptLine | undefined {
    const line = this.#lines.get(name);
    if (line === undefined) return undefined;
    const day = line.indexOf("\t") + 1;
    const text = line.indexOf("\t", day) + 1;
    return { text: line.slice(text), isOld: Number(line.slice(day, text - 1)) < today() - DAYS_UNTOUCHED };
  }

  set(name: string, text: string): void {
    const line = `${name}\t${today()}\t${text}`;
    this.#lines.set(name, line);
    this.#set.set(name, line);
  }

  names(): Iterable<string> {
    return this.#lines.keys();
  }

  flush(): void {
    if (this.#set.size === 0) return;
    const text = readText(this.#file);
    // Another process has written meanwhile.
    const lines = text === this.#read ? this.#lines : linesOf(text, this.#header);
    for (const [name, line] of this.#set) {
      // The newest stand last.
      lines.delete(name);
      lines.set(name, line);
    }
    this.#set.clear();
    const oldest = today() - MOST_DAYS;
    const used = [...lines.values()].filter((line) => Number(line.split("\t", 2)[1]) >= oldest).slice(-MOST_LINES);
    writeKeptText(this.#file, [this.#header, ...used, ""].join("\n"));
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function linesOf(text: string, header: string): Map<string, string> {
  const [first, ...lines] = text.split("\n");
  if (first !== header) return new Map();
  // Each ends with a line feed: what stands behind the last one was not written whole.
  return new Map(lines.slice(0, -1).map((line) => [line.slice(0, line.indexOf("\t")), line]));
}

function numberOf(near: string): number {
  let sum = 0;
  for (let i = 0; i < near.length; i++) sum = (sum * 31 + near.charCodeAt(i)) % 65_521;
  return sum % SHELVES;
}

const SHELVES = 16;
/** Of one file: those that were set last. */
const MOST_LINES = 1000;

/** Counted from the epoch. */
function today(): number {
  return Math.floor(Date.now() / 86_400_000);
}

const DAYS_UNTOUCHED = 7;
/** After which one that is not used goes. */
const MOST_DAYS = 30;
