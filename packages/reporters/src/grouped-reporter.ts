import { createBlockReporter } from "./block-reporter.ts";
import { printHeld } from "./held-output.ts";
import type { Reporter, ReporterOptions } from "./reporter.ts";
import { isFailure } from "./tally.ts";

export interface GroupedOptions extends ReporterOptions {
  /** Whose output is shown. */
  readonly shows: "all" | "failures";
}

/** For each task how it went, and below it, set in, what it wrote. Blocks go to stdout, what else there is to say to stderr. */
export function createGroupedReporter(options: GroupedOptions): Reporter {
  return createBlockReporter(options, ({ stdout, stderr }) => {
    /** Whether what was printed last has no blank line behind it. */
    let endsOpen = false;
    return {
      tellsProgress: options.shows === "all",
      isShown: ({ outcome }) => options.shows === "all" || isFailure(outcome),
      async print({ lines, held }) {
        for (const line of lines) stdout.line(line);
        endsOpen = held === undefined;
        if (held === undefined) return;
        await printHeld(held, { output: stdout, prefix: SET_IN });
        stdout.line("");
      },
      say: (line) => stderr.line(line),
      end(lines) {
        if (endsOpen) stderr.line("");
        for (const line of lines) stderr.line(line);
      },
    };
  });
}

const SET_IN = "    ";
