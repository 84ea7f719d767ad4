import type { TaskId } from "@nix-repo/model";
import { containedLine } from "./contained-line.ts";
import { displayPath } from "./display-path.ts";
import type { Palette } from "./palette.ts";
import type { ReporterOptions } from "./reporter.ts";
import type { Tail, TaskTail } from "./task-tail.ts";
import { plainLine } from "./text-width.ts";

/** The last lines of failed tasks, for the end of a run; of very many only the first ones. */
export class FailureTails {
  readonly #options: ReporterOptions & { readonly palette: Palette };
  readonly #shown: { readonly task: TaskId; readonly tail: Tail }[] = [];
  #others = 0;

  constructor(options: ReporterOptions & { readonly palette: Palette }) {
    this.#options = options;
  }

  add(task: TaskId, tail: TaskTail): void {
    const last = tail.last();
    if (last.lines.length === 0) return;
    if (this.#shown.length < MANY_FAILURES) this.#shown.push({ task, tail: last });
    else this.#others += 1;
  }

  lines(logs: string | undefined): string[] {
    const { palette, run } = this.#options;
    const where = run === undefined ? "" : `   repo runs show ${run}`;
    const others = this.#others === 0 ? [] : ["", palette.quiet(`and the output of ${this.#others} more that failed${where}`)];
    return [...this.#shown.flatMap(({ task, tail }) => this.#linesOf(task, tail, logs)), ...others];
  }

  #linesOf(task: TaskId, tail: Tail, logs: string | undefined): string[] {
    const { palette, colour, root, logFile } = this.#options;
    const log = logs === undefined ? undefined : logFile?.(logs, task);
    const where = log === undefined ? "" : palette.quiet(`   ${displayPath(log, root)}`);
    const what = tail.isWhole ? "" : `, the last ${tail.lines.length} lines`;
    // A task's own colours stay where we colour too.
    const shown = tail.lines.map(colour.stderr ? containedLine : plainLine);
    return ["", `${palette.bad(task)}${what}${where}`, ...shown.map((line) => `    ${line}`.trimEnd())];
  }
}

/** Each takes up to a dozen lines. */
const MANY_FAILURES = 10;
