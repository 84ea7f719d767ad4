import type { HeldOutput, TaskId } from "@nix-repo/model";
import { printHeldNow } from "./held-output.ts";
import { createNotices } from "./notices.ts";
import { Output } from "./output.ts";
import { paletteOf } from "./palette.ts";
import { PrefixedLines } from "./prefixed-lines.ts";
import type { Reporter, ReporterOptions } from "./reporter.ts";
import { nameWidthOf, taskLinesOf, totalsLine } from "./summary.ts";
import { countsAsPassed, Tally, type TaskResult } from "./tally.ts";
import { createTaskLines, outcomeLine, readyLine, retryLine } from "./task-lines.ts";

/** How a log shows tasks that have ended. */
export interface BlockPrinter {
  /** Whether it says what is tried again and what is ready, as it happens. */
  readonly tellsProgress: boolean;
  isShown(result: TaskResult): boolean;
  print(block: Block): Promise<void>;
  /** Prints a line of ours that belongs to no task. */
  say(line: string): void;
  /** Hears of output before it is printed as it comes, with its task's name before each line, since the disk has no room for it. */
  beforeSpilled?(task: TaskId, stream: "stdout" | "stderr", chunk: Uint8Array): void;
  /** Prints what stands at the run's end. `lines`: what did not pass, and the totals. */
  end(lines: readonly string[]): void;
  /** Nothing is printed any more; the run may have been broken off. */
  finish?(): void;
}

/** A task that has ended. */
export interface Block {
  readonly result: TaskResult;
  /** When it ended, in milliseconds since the epoch. */
  readonly at: number;
  /** How it went, and below it what is known of why. */
  readonly lines: readonly string[];
  /** What it wrote; undefined where there is nothing, or was printed before. */
  readonly held: HeldOutput | undefined;
}

export interface BlockOutputs {
  readonly stdout: Output;
  readonly stderr: Output;
}

/**
 * Shows each task in one block when it has ended, in the order in which they end. The output is held on disk until then, not in memory.
 *
 * Where a disk has no room for it, it is printed as it comes, with prefixes: nothing of it is lost.
 */
export function createBlockReporter(options: ReporterOptions, createPrinter: (outputs: BlockOutputs) => BlockPrinter): Reporter {
  const { symbols, root, heldOutput = () => undefined } = options;
  const outputs = { stdout: new Output(options.stdout), stderr: new Output(options.stderr) };
  const palettes = { stdout: paletteOf(options.colour.stdout), stderr: paletteOf(options.colour.stderr) };
  const notices = createNotices({ verbose: options.verbose, palette: palettes.stderr });
  const tally = new Tally();
  const lines = new PrefixedLines({ outputs, colour: options.colour, named: tally });
  const printer = createPrinter(outputs);
  /** Tasks whose output could not be held to its end. */
  const spilled = new Set<TaskId>();
  let lineOptions = { palette: palettes.stdout, symbols, root, nameWidth: 0, ...(options.now === undefined ? {} : { now: options.now }) };
  let taskLines = createTaskLines(lineOptions);
  const aside = () => ({ ...lineOptions, palette: palettes.stderr });

  // One after the other, in the order of the events.
  let printed: Promise<void> = Promise.resolve();
  const enqueue = (print: () => Promise<void> | void) => {
    printed = printed.then(print);
  };
  const say = (line: string) => enqueue(() => printer.say(line));

  const blockOf = (result: TaskResult, at: number): Block => {
    const held = heldOutput(result.task);
    const isLeft = held !== undefined && held.bytes > 0 && !spilled.has(result.task);
    return { result, at, lines: taskLines.linesOf(result), held: isLeft ? held : undefined };
  };

  const printSpilled = (task: TaskId, stream: "stdout" | "stderr", chunk: Uint8Array) => {
    printer.beforeSpilled?.(task, stream, chunk);
    lines.write(task, stream, chunk);
  };
  const endSpilled = (task: TaskId) => {
    if (spilled.has(task)) printer.beforeSpilled?.(task, "stdout", NOTHING);
    lines.end(task);
  };
  const spill = (task: TaskId) => {
    spilled.add(task);
    const held = heldOutput(task);
    if (held !== undefined) printHeldNow(held, (chunk) => printSpilled(task, "stdout", chunk));
  };

  const summarize = () => {
    const left = tally.results.filter(({ outcome }) => !countsAsPassed(outcome));
    // Why they failed stands where they ended.
    const plain = { linesOf: (result: TaskResult) => [outcomeLine(result, aside())] };
    const shown = taskLinesOf(left, plain, aside());
    printer.end([...shown, ...(shown.length === 0 ? [] : [""]), totalsLine(tally, { ...options, palette: palettes.stderr })]);
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
          printSpilled(task, stream, chunk);
          break;
        }
        case "task-ready":
          if (printer.tellsProgress) say(readyLine(event.task, aside()));
          break;
        case "task-retrying":
          if (printer.tellsProgress) say(retryLine(event, aside()));
          break;
        case "task-finished": {
          endSpilled(event.task);
          const result = tally.resultOf(event.task);
          // What was not started waits for the end, where those of one reason share a line.
          if (result !== undefined && event.outcome.kind !== "not-started" && printer.isShown(result)) {
            enqueue(() => printer.print(blockOf(result, event.at)));
          }
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
      for (const task of spilled) if (tally.resultOf(task) === undefined) endSpilled(task);
      printer.finish?.();
      await Promise.all([outputs.stdout.flush(), outputs.stderr.flush()]);
    },
  };
}

const NOTHING = new Uint8Array(0);
