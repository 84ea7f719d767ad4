import type { Event, TaskId } from "@nix-repo/model";
import { FailureTails } from "./failure-tails.ts";
import { renderFrame } from "./live-frame.ts";
import { type LiveScreen, loadLiveScreen } from "./live-screen.ts";
import { createNotices } from "./notices.ts";
import { congestionOf, Output } from "./output.ts";
import { paletteOf } from "./palette.ts";
import type { Reporter, ReporterOptions } from "./reporter.ts";
import { nameWidthOf, taskLinesOf, totalsLine } from "./summary.ts";
import { Tally } from "./tally.ts";
import { createTaskLines, retryLine, type TaskLines } from "./task-lines.ts";
import { TaskTail } from "./task-tail.ts";

/**
 * For several tasks on a terminal: running ones stay at the bottom, finished ones become lines that scroll away; at the end the last lines of
 * each failure and the totals. Everything goes to stderr.
 *
 *     no screen ──run-started──▶ opening ──▶ open ──run-finished or finish()──▶ closed
 */
export function createLiveReporter(options: ReporterOptions): Reporter {
  const { symbols, root, now = Date.now } = options;
  const stderr = new Output(options.stderr);
  const palette = paletteOf(options.colour.stderr);
  const notices = createNotices({ verbose: options.verbose, palette });
  const tally = new Tally();
  const running = new Map<TaskId, Running>();
  const failures = new FailureTails({ ...options, palette });
  /** Of tasks that were not run: their result was kept. */
  const replayed = new Map<TaskId, TaskTail>();
  const tailOf = (task: TaskId): TaskTail => {
    const known = running.get(task)?.tail ?? replayed.get(task);
    if (known !== undefined) return known;
    const tail = new TaskTail();
    replayed.set(task, tail);
    return tail;
  };
  const notStarted: TaskId[] = [];
  let startedAt = 0;
  let nameWidth = 0;
  let taskLines: TaskLines | undefined;
  let opening: Promise<void> | undefined;
  let screen: LiveScreen | undefined;
  let closed = false;

  const frame = (size: Parameters<typeof renderFrame>[1]) => {
    const at = now();
    const tasks = [...running].map(([task, { startedAt, isReady, tail }]) => ({
      task,
      elapsedMs: at - startedAt,
      isReady,
      saying: () => tail.now,
    }));
    const state = { running: tasks, counts: tally.counts, total: tally.total, elapsedMs: at - startedAt, nameWidth };
    return renderFrame(state, size, { palette, symbols });
  };
  const open = async () => {
    const openScreen = await loadLiveScreen();
    // The run may have ended while the libraries were loading.
    if (!closed) screen = openScreen({ terminal: options.stderr, other: options.stdout, spinner: symbols.spinner, frame });
  };
  const close = () => {
    closed = true;
    screen?.close();
    screen = undefined;
  };
  const print = (lines: readonly string[]) => {
    if (screen !== undefined) screen.print(lines);
    else for (const line of lines) stderr.line(line);
  };

  const sink = (event: Event) => {
    tally.take(event);
    switch (event.type) {
      case "run-started":
        startedAt ||= event.at;
        nameWidth = nameWidthOf(tally.tasks);
        taskLines = createTaskLines({ palette, symbols, root, nameWidth });
        opening ??= open();
        break;
      case "notice": {
        const line = notices.lineOf(event);
        if (line !== undefined) print([line]);
        break;
      }
      case "task-started":
        running.set(event.task, { startedAt: event.at, isReady: false, tail: new TaskTail() });
        break;
      case "task-ready": {
        const task = running.get(event.task);
        if (task !== undefined) task.isReady = true;
        break;
      }
      case "task-retrying":
        running.delete(event.task);
        print([retryLine(event, { palette, symbols, nameWidth })]);
        break;
      case "task-output":
        tailOf(event.task).write(event.stream, event.chunk);
        break;
      case "task-finished": {
        const { task, outcome } = event;
        const tail = running.get(task)?.tail ?? replayed.get(task);
        running.delete(task);
        replayed.delete(task);
        if (outcome.kind === "failed" && outcome.allowed !== true && tail !== undefined) failures.add(task, tail);
        // Those come by the dozen when something failed: they wait for the end, where they can share a line.
        if (outcome.kind === "not-started") notStarted.push(task);
        else print(taskLines?.linesOf(tally.resultOf(task) ?? { task, outcome, attempts: 1 }) ?? []);
        break;
      }
      case "run-finished": {
        const waiting = new Set(notStarted);
        const results = tally.results.filter(({ task }) => waiting.has(task));
        if (taskLines !== undefined) print(taskLinesOf(results, taskLines, { palette, symbols, nameWidth }));
        close();
        print(failures.lines(event.logs));
        print(["", totalsLine(tally, { ...options, palette })]);
        break;
      }
    }
  };

  return {
    sink,
    congestion: () => congestionOf(stderr),
    finish: async () => {
      close();
      await opening;
      await stderr.flush();
    },
  };
}

interface Running {
  readonly startedAt: number;
  readonly tail: TaskTail;
  isReady: boolean;
}
