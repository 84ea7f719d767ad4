import { createNotices } from "./notices.ts";
import { congestionOf, Output } from "./output.ts";
import { paletteOf } from "./palette.ts";
import { PrefixedLines } from "./prefixed-lines.ts";
import type { Reporter, ReporterOptions } from "./reporter.ts";
import { nameWidthOf, renderSummary } from "./summary.ts";
import { Tally } from "./tally.ts";
import { readyLine, retryLine } from "./task-lines.ts";

/** For several tasks without a terminal: whole lines as they come, each with its task's name in front. */
export function createPrefixedReporter(options: ReporterOptions): Reporter {
  const outputs = { stdout: new Output(options.stdout), stderr: new Output(options.stderr) };
  const palette = paletteOf(options.colour.stderr);
  const notices = createNotices({ verbose: options.verbose, palette });
  const tally = new Tally();
  const lines = new PrefixedLines({ outputs, colour: options.colour, named: tally });
  const lineOptions = () => ({ palette, symbols: options.symbols, nameWidth: nameWidthOf(tally.tasks) });
  let printed = false;

  return {
    sink(event) {
      tally.take(event);
      switch (event.type) {
        case "task-output":
          lines.write(event.task, event.stream, event.chunk);
          printed = true;
          break;
        case "task-retrying":
          lines.end(event.task);
          outputs.stderr.line(retryLine(event, lineOptions()));
          break;
        case "task-ready":
          outputs.stderr.line(readyLine(event.task, lineOptions()));
          break;
        case "task-finished":
          lines.end(event.task);
          break;
        case "notice": {
          const line = notices.lineOf(event);
          if (line !== undefined) outputs.stderr.line(line);
          break;
        }
        case "run-finished":
          lines.endAll();
          if (printed) outputs.stderr.line("");
          for (const line of renderSummary(tally, { ...options, palette })) outputs.stderr.line(line);
          break;
        case "run-started":
        case "task-started":
          break;
      }
    },
    congestion: () => congestionOf(outputs.stdout, outputs.stderr),
    finish: async () => {
      lines.endAll();
      await Promise.all([outputs.stdout.flush(), outputs.stderr.flush()]);
    },
  };
}
