import { createNotices } from "./notices.ts";
import { congestionOf, Output } from "./output.ts";
import { paletteOf } from "./palette.ts";
import type { Reporter, ReporterOptions } from "./reporter.ts";
import { nameWidthOf, renderSingle, renderSummary } from "./summary.ts";
import { Tally } from "./tally.ts";
import { readyLine, retryLine } from "./task-lines.ts";

/** For a run of one task: its output passes through untouched and at once, stdout to stdout and stderr to stderr; then one line on stderr. */
export function createStreamingReporter(options: ReporterOptions): Reporter {
  const stdout = new Output(options.stdout);
  const stderr = new Output(options.stderr);
  const palette = paletteOf(options.colour.stderr);
  const notices = createNotices({ verbose: options.verbose, palette });
  const tally = new Tally();
  const lineOptions = () => ({ palette, symbols: options.symbols, nameWidth: nameWidthOf(tally.tasks) });

  /** Our lines start on a line of their own, also where the task's last one was not ended. */
  const printLines = (lines: readonly string[]) => {
    const sharesLines = options.stdout === options.stderr || (options.stdout.isTTY && options.stderr.isTTY);
    if (!stderr.atLineStart || (sharesLines && !stdout.atLineStart)) stderr.write("\n");
    for (const line of lines) stderr.line(line);
  };

  return {
    sink(event) {
      tally.take(event);
      switch (event.type) {
        case "task-output":
          (event.stream === "stdout" ? stdout : stderr).write(event.chunk);
          break;
        case "notice": {
          const line = notices.lineOf(event);
          if (line !== undefined) printLines([line]);
          break;
        }
        case "task-ready":
          printLines([readyLine(event.task, lineOptions())]);
          break;
        case "task-retrying":
          printLines([retryLine(event, lineOptions())]);
          break;
        case "run-finished": {
          const [result, ...others] = tally.results;
          const single = result !== undefined && others.length === 0 && tally.total === 1;
          printLines(single ? renderSingle(result, event, { ...options, palette }) : renderSummary(tally, { ...options, palette }));
          break;
        }
        case "run-started":
        case "task-started":
        case "task-finished":
          break;
      }
    },
    congestion: () => congestionOf(stdout, stderr),
    finish: async () => {
      await Promise.all([stdout.flush(), stderr.flush()]);
    },
  };
}
