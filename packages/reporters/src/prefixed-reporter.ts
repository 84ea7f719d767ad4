import type { TaskId } from "@nix-repo/model";
import { containedLine } from "./contained-line.ts";
import { LineSplitter } from "./line-splitter.ts";
import { createNotices } from "./notices.ts";
import { congestionOf, Output } from "./output.ts";
import { type Palette, paletteOf } from "./palette.ts";
import type { Reporter, ReporterOptions } from "./reporter.ts";
import { nameWidthOf, renderSummary } from "./summary.ts";
import { Tally } from "./tally.ts";
import { padTo } from "./text-width.ts";

/** For several tasks without a terminal: whole lines as they come, each with its task's name in front. */
export function createPrefixedReporter(options: ReporterOptions): Reporter {
  const outputs = { stdout: new Output(options.stdout), stderr: new Output(options.stderr) };
  const palette = paletteOf(options.colour.stderr);
  const prefixPalettes = { stdout: paletteOf(options.colour.stdout), stderr: palette };
  const notices = createNotices({ verbose: options.verbose, palette });
  const tally = new Tally();
  const tasks = new Map<TaskId, { stdout: LineSplitter; stderr: LineSplitter }>();
  let nameWidth = 0;
  let printed = false;

  // The lines of one chunk leave in one write.
  const batches = { stdout: "", stderr: "" };
  const send = () => {
    printed ||= batches.stdout !== "" || batches.stderr !== "";
    outputs.stdout.write(batches.stdout);
    outputs.stderr.write(batches.stderr);
    batches.stdout = batches.stderr = "";
  };

  const splittersOf = (task: TaskId) => {
    const known = tasks.get(task);
    if (known !== undefined) return known;
    const splitter = (stream: "stdout" | "stderr") => {
      const prefix = prefixOf(task, { index: tally.tasks.indexOf(task), nameWidth, palette: prefixPalettes[stream] });
      return new LineSplitter((line) => {
        batches[stream] += `${line === "" ? prefix.trimEnd() : prefix + containedLine(line)}\n`;
      });
    };
    const created = { stdout: splitter("stdout"), stderr: splitter("stderr") };
    tasks.set(task, created);
    return created;
  };

  const endTask = (task: TaskId) => {
    const splitters = tasks.get(task);
    tasks.delete(task);
    splitters?.stdout.end();
    splitters?.stderr.end();
    send();
  };

  return {
    sink(event) {
      tally.take(event);
      switch (event.type) {
        case "run-started":
          nameWidth = nameWidthOf(tally.tasks);
          break;
        case "task-output":
          splittersOf(event.task)[event.stream].write(event.chunk);
          send();
          break;
        case "task-finished":
          endTask(event.task);
          break;
        case "notice": {
          const line = notices.lineOf(event);
          if (line !== undefined) outputs.stderr.line(line);
          break;
        }
        case "run-finished":
          for (const task of tasks.keys()) endTask(task);
          if (printed) outputs.stderr.line("");
          for (const line of renderSummary(tally, { ...options, palette })) outputs.stderr.line(line);
          break;
        case "task-started":
          break;
      }
    },
    congestion: () => congestionOf(outputs.stdout, outputs.stderr),
    finish: async () => {
      for (const task of tasks.keys()) endTask(task);
      await Promise.all([outputs.stdout.flush(), outputs.stderr.flush()]);
    },
  };
}

function prefixOf(task: TaskId, options: { index: number; nameWidth: number; palette: Palette }): string {
  const { tasks: paints, quiet } = options.palette;
  const paint = paints[Math.max(0, options.index) % paints.length] ?? quiet;
  return `${paint(padTo(task, options.nameWidth))} ${quiet("|")} `;
}
