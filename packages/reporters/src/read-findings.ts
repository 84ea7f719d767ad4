import { setImmediate as nextTurn } from "node:timers/promises";
import type { HeldOutput, Problem, TaskOutcome } from "@nix-repo/model";
import { heldChunks } from "./held-output.ts";
import { LineSplitter } from "./line-splitter.ts";
import { MaskLines } from "./mask-lines.ts";
import { type FindProblemsOptions, ProblemFinder } from "./problems/find-problems.ts";
import { isFailure } from "./tally.ts";
import { plainLine } from "./text-width.ts";

/** What is found in a task's output, for those who do not read all of it. Values that the task asked to be masked are. */
export interface Findings {
  /** Those that matter with this outcome: of a task that did not fail its warnings. */
  readonly problems: readonly Problem[];
  /** The last lines, without blank ones at the end, colours and whatever moves the cursor. */
  readonly tail: readonly string[];
}

export interface FindingsOptions extends FindProblemsOptions {
  readonly outcome: TaskOutcome;
  /** How many of the last lines are wanted. */
  readonly tailLines: number;
  /** Hears of each command by which the task asks for something to be masked. */
  readonly onMask?: (command: string) => void;
}

/** Reads at once. */
export function readFindings(held: HeldOutput, options: FindingsOptions): Findings {
  const reading = new FindingsReading(held, options);
  for (const chunk of heldChunks(held)) reading.take(chunk);
  return reading.end();
}

/** The same, with time for others in between. */
export async function readFindingsInTurns(held: HeldOutput, options: FindingsOptions): Promise<Findings> {
  const reading = new FindingsReading(held, options);
  for (const chunk of heldChunks(held)) {
    reading.take(chunk);
    await nextTurn();
  }
  return reading.end();
}

class FindingsReading {
  readonly #held: HeldOutput;
  readonly #options: FindingsOptions;
  readonly #finder: ProblemFinder | undefined;
  readonly #splitter: LineSplitter;
  readonly #masks = new MaskLines();
  readonly #tail: string[] = [];
  #blanks = 0;
  #at = 0;

  constructor(held: HeldOutput, options: FindingsOptions) {
    this.#held = held;
    this.#options = options;
    this.#finder = isFailure(options.outcome) || mayWarn(held) ? new ProblemFinder(options) : undefined;
    this.#splitter = new LineSplitter((bytes, from, to) => this.#line(bytes, from, to));
  }

  take(chunk: Uint8Array): void {
    this.#splitter.write(chunk);
    this.#at += chunk.length;
  }

  end(): Findings {
    this.#splitter.end();
    const problems = (this.#finder?.end() ?? []).filter(({ level }) => level === "warning" || isFailure(this.#options.outcome));
    return {
      problems: problems.map((problem) => ({ ...problem, message: this.#masks.masked(problem.message) })),
      tail: this.#tail.map((line) => this.#masks.masked(line)),
    };
  }

  #line(bytes: Uint8Array, from: number, to: number): void {
    const command = this.#masks.take(bytes, from, to);
    if (command !== undefined) {
      this.#options.onMask?.(command);
      return;
    }
    const isNearBeginning = this.#at < READ_BYTES;
    const isNearEnd = this.#at > this.#held.bytes - READ_BYTES;
    if (!isNearBeginning && !isNearEnd) return;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, Math.min(to - from, LINE_BYTES)).toString();
    this.#finder?.take(text);
    if (isNearEnd && this.#options.tailLines > 0) this.#keep(plainLine(text));
  }

  /** Blank lines count only where others follow. */
  #keep(line: string): void {
    if (line.trim() === "") {
      this.#blanks += 1;
      return;
    }
    const blanks = Math.min(this.#blanks, this.#options.tailLines);
    this.#blanks = 0;
    this.#tail.push(...Array.from({ length: blanks }, () => ""), line.slice(0, TAIL_LINE_LENGTH));
    this.#tail.splice(0, this.#tail.length - this.#options.tailLines);
  }
}

/** Of a very long output so much is read at its beginning, and as much at its end: compilers and tests say there what matters. */
const READ_BYTES = 1 << 21;
/** Of a line. */
const LINE_BYTES = 1 << 13;
/** In UTF-16 units. */
const TAIL_LINE_LENGTH = 1000;

/** Whether there is a word in it with which warnings are given. Most tasks pass without any, and need not be looked at line by line. */
function mayWarn(held: HeldOutput): boolean {
  let before = Buffer.alloc(0);
  for (const chunk of heldChunks(held)) {
    const bytes = Buffer.concat([before, chunk]);
    if (WARNING_WORDS.some((word) => bytes.includes(word))) return true;
    before = Buffer.from(bytes.subarray(-LONGEST_WORD));
  }
  return false;
}

const WARNING_WORDS = ["arning", "  ! ", "⚠", "info • ", "info - ", " info: ", " style: ", ": note: "].map((word) => Buffer.from(word));
const LONGEST_WORD = 16;
