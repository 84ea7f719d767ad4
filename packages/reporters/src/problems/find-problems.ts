import type { Problem } from "@nix-repo/model";
import { plainLine, withoutSequences } from "../text-width.ts";
import { MATCHERS } from "./matchers.ts";
import { ProblemFiles, type ProblemFilesOptions } from "./problem-files.ts";
import type { ProblemMatcher, Sighting } from "./problem-matcher.ts";

export interface FindProblemsOptions extends ProblemFilesOptions {
  /** How many errors and how many warnings are kept; the first ones are. */
  readonly most?: number;
}

/** What compilers, linters and tests say of places in the workspace's files, in a task's output. Errors come before warnings, each once. */
export function findProblems(lines: Iterable<string>, options: FindProblemsOptions): Problem[] {
  const finder = new ProblemFinder(options);
  for (const line of lines) finder.take(line);
  return finder.end();
}

/** The same, line by line. Keeps no more than it gives in the end. */
export class ProblemFinder {
  readonly #files: ProblemFiles;
  readonly #most: number;
  readonly #matchers: readonly ProblemMatcher[];
  readonly #errors = new Map<string, Problem>();
  readonly #warnings = new Map<string, Problem>();

  constructor({ most = MOST_PROBLEMS, ...files }: FindProblemsOptions) {
    this.#files = new ProblemFiles(files);
    this.#most = most;
    const found = (sighting: Sighting) => this.#keep(sighting);
    this.#matchers = MATCHERS.map((create) => create(found));
  }

  /** A line without its line break; may have colours. */
  take(line: string): void {
    const text = withoutSequences(line).slice(0, LINE_LENGTH).trimEnd();
    for (const matcher of this.#matchers) matcher.take(text);
  }

  end(): Problem[] {
    for (const matcher of this.#matchers) matcher.end?.();
    return [...this.#errors.values(), ...this.#warnings.values()];
  }

  #keep({ level, places, message }: Sighting): void {
    const kept = level === "error" ? this.#errors : this.#warnings;
    if (kept.size >= this.#most) return;
    for (const { file: printed, line, column } of places) {
      const file = this.#files.find(printed);
      if (file === undefined) continue;
      const at = line === undefined || line < 1 ? {} : { line, ...(column === undefined || column < 1 ? {} : { column }) };
      const problem = { level, file, ...at, message: oneLine(message) };
      const key = JSON.stringify([file, at, problem.message]);
      if (!this.#errors.has(key)) kept.set(key, problem);
      return;
    }
  }
}

const MOST_PROBLEMS = 100;
/** In UTF-16 units. What a tool says of a place stands at a line's beginning; behind that come listings of minified code. */
const LINE_LENGTH = 2000;
const MESSAGE_LENGTH = 500;

function oneLine(message: string): string {
  const line = plainLine(message.replaceAll("\n", " ")).replace(/ {2,}/g, " ").trim();
  return line.length <= MESSAGE_LENGTH
    ? line
    : `${line
        .slice(0, MESSAGE_LENGTH - 1)
        .trimEnd()
        .replace(/[\ud800-\udbff]$/, "")}…`;
}
