import type { UnitId } from "@nix-repo/model";
import { LineSplitter } from "../line-splitter.ts";
import { LogRing } from "./log-ring.ts";

/** Some lines, by numbers that stay theirs. */
export interface LogLines {
  readonly first: number;
  /** The number that the next line will have. */
  readonly end: number;
  /** `unit` is left out where the line is ours and says itself whom it tells of. */
  line(number: number): { readonly unit: UnitId | undefined; readonly text: string } | undefined;
}

/** The last lines of each unit, and of all in the order in which they came: who floods pushes others' lines out of the latter alone. */
export class UnitLogs {
  /** By their number in the rings. */
  readonly #units: UnitId[] = [];
  readonly #all = new LogRing(ALL);
  readonly #logs = new Map<UnitId, UnitLog>();

  write(unit: UnitId, stream: "stdout" | "stderr", chunk: Uint8Array): void {
    this.#of(unit).splitters[stream].write(chunk);
  }

  #of(unit: UnitId): UnitLog {
    const known = this.#logs.get(unit);
    if (known !== undefined) return known;
    const log = logOf(this.#units.push(unit) - 1, this.#all);
    this.#logs.set(unit, log);
    return log;
  }

  /** Its streams have ended: what stands there without a line break is a line too. */
  end(unit: UnitId): void {
    const splitters = this.#logs.get(unit)?.splitters;
    splitters?.stdout.end();
    splitters?.stderr.end();
  }

  /** A line of ours about a unit. */
  tell(unit: UnitId, text: string): void {
    const bytes = Buffer.from(text);
    for (const ring of [this.#of(unit).ring, this.#all]) ring.add(OURS, bytes, 0, bytes.length);
  }

  /** Of one unit, or of all. */
  linesOf(unit: UnitId | undefined): LogLines {
    const ring = unit === undefined ? this.#all : this.#of(unit).ring;
    return {
      first: ring.first,
      end: ring.end,
      line: (number) => {
        const found = ring.line(number);
        return found === undefined ? undefined : { unit: this.#units[found.source], text: found.text };
      },
    };
  }
}

interface UnitLog {
  readonly ring: LogRing;
  readonly splitters: Readonly<Record<"stdout" | "stderr", LineSplitter>>;
}

function logOf(source: number, all: LogRing): UnitLog {
  const ring = new LogRing(OF_ONE);
  const add = (bytes: Uint8Array, from: number, to: number): void => {
    ring.add(source, bytes, from, to);
    all.add(source, bytes, from, to);
  };
  return { ring, splitters: { stdout: new LineSplitter(add), stderr: new LineSplitter(add) } };
}

/** No unit has this number. */
const OURS = -1;
const OF_ONE = { maxBytes: 1 << 17, maxLines: 2_000 };
const ALL = { maxBytes: 1 << 20, maxLines: 10_000 };
