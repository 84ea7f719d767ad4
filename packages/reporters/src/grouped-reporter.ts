import type { TaskId } from "@nix-repo/model";
import { printHeld, printHeldNow } from "./held-output.ts";
import { createNotices } from "./notices.ts";
import { Output } from "./output.ts";
import { paletteOf } from "./palette.ts";
import { PrefixedLines } from "./prefixed-lines.ts";
import type { Reporter, ReporterOptions } from "./reporter.ts";
import { nameWidthOf, taskLinesOf, totalsLine } from "./summary.ts";
import { countsAsPassed, isFailure, Tally, type TaskResult } from "./tally.ts";
import { createTaskLines, outcomeLine, readyLine, retryLine } from "./task-lines.ts";

export interface GroupedOptions extends ReporterOptions {
  /** Whose output is shown. */
  readonly shows: "all" | "failures";
}

/**
 * A task's output in one block when it has ended: how it went, and below it, set in, what it wrote. Blocks go to stdout, in the order in which tasks end;
 * what else there is to say to stderr. The output is held on disk until then, not in memory.
 *
 * Where a disk has no room for it, it is printed as it comes, with prefixes: nothing of it is lost.
 */
export function createGroupedReporter(options: GroupedOptions): Reporter {
  const { symbols, root, heldOutput = () => undefined } = options;
  const outputs = { stdout: new Output(options.stdout), stderr: new Output(options.stderr) };
  const palettes = { stdout: paletteOf(options.colour.stdout), stderr: paletteOf(options.colour.stderr) };
  const notices = createNotices({ verbose: options.verbose, palette: palettes.stderr });
  const tally = new Tally();
  const lines = new PrefixedLines({ outputs, colour: options.colour, named: tally });
  /** Tasks whose output could not be held to its end. */
  const spilled = new Set<TaskId>();
  /** Whether what was printed last has no blank line behind it. */
  let endsOpen = false;
  let lineOptions = { palette: palettes.stdout, symbols, root, nameWidth: 0 };
  let taskLines = createTaskLines(lineOptions);
  const aside = () => ({ ...lineOptions, palette: palettes.stderr });

  // One after the other, in the order of the events.
  let printed: Promise<void> = Promise.resolve();
  const enqueue = (print: () => Promise<void> | void) => {
    printed = printed.then(print);
  };
  const say = (line: string) => enqueue(() => outputs.stderr.line(line));

  const isShown = ({ outcome }: TaskResult) => options.shows === "all" || isFailure(outcome);

  const printBlock = async (result: TaskResult) => {
    for (const line of taskLines.linesOf(result)) outputs.stdout.line(line);
    const held = heldOutput(result.task);
    endsOpen = held === undefined || held.bytes === 0 || spilled.has(result.task);
    if (held === undefined || endsOpen) return;
    await printHeld(held, { output: outputs.stdout, prefix: SET_IN });
    outputs.stdout.line("");
  };

  const spill = (task: TaskId) => {
    spilled.add(task);
    const held = heldOutput(task);
    if (held === undefined) return;
    printHeldNow(held, (chunk) => lines.write(task, "stdout", chunk));
  };

  const summarize = () => {
    if (endsOpen) outputs.stderr.line("");
    const left = tally.results.filter(({ outcome }) => !countsAsPassed(outcome));
    // Why they failed stands where they ended.
    const plain = { linesOf: (result: TaskResult) => [outcomeLine(result, aside())] };
    const shown = taskLinesOf(left, plain, aside());
    for (const line of [...shown, ...(shown.length === 0 ? [] : [""])]) outputs.stderr.line(line);
    outputs.stderr.line(totalsLine(tally, { ...options, palette: palettes.stderr }));
  };

  return {
    sink(event) {
      tally.take(event);
      switch (event.type) {
        case "run-started":
          lineOptions = { ...lineOptions, nameWidth: nameWidthOf(tally.tasks) };
          taskLines = createTaskLines(lineOptions);
          break;
        case "task-output": {
          const { task, stream, chunk } = event;
          if (!spilled.has(task) && heldOutput(task)?.isWhole === true) break;
          if (!spilled.has(task)) spill(task);
          lines.write(task, stream, chunk);
          break;
        }
        case "task-ready":
          if (options.shows === "all") say(readyLine(event.task, aside()));
          break;
        case "task-retrying":
          if (options.shows === "all") say(retryLine(event, aside()));
          break;
        case "task-finished": {
          lines.end(event.task);
          const result = tally.resultOf(event.task);
          // What was not started waits for the end, where those of one reason share a line.
          if (result !== undefined && event.outcome.kind !== "not-started" && isShown(result)) enqueue(() => printBlock(result));
          break;
        }
        case "notice": {
          const line = notices.lineOf(event);
          if (line !== undefined) say(line);
          break;
        }
        case "run-finished":
          enqueue(summarize);
          break;
        case "task-started":
          break;
      }
    },
    // What waits to be printed waits on disk.
    congestion: () => undefined,
    finish: async () => {
      await printed;
      lines.endAll();
      await Promise.all([outputs.stdout.flush(), outputs.stderr.flush()]);
    },
  };
}

const SET_IN = "    ";
