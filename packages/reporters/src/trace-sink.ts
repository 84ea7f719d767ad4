import type { Event, TaskId } from "@nix-repo/model";
import type { FileSink, FileSinkOptions, SinkTarget } from "./file-sink.ts";
import { type OutcomeView, outcomeView } from "./outcome-view.ts";
import { describeStatus } from "./task-lines.ts";

/**
 * `--trace`: the run in the Trace Event Format, which Perfetto and chrome://tracing open. One lane is the run; the others are as few as there were tasks
 * at once, each task on the first that was free. Of a task that was tried several times the attempts stand inside it.
 */
export function createTraceSink({ target, root, version, run }: FileSinkOptions): FileSink {
  const file = new TraceFile(target);
  const lanes = new Lanes(file);
  const running = new Map<TaskId, TracedTask>();
  const clock = new TraceClock();

  const endTask = (task: TracedTask, outcome: Omit<OutcomeView, "task"> | undefined): void => {
    running.delete(task.name);
    lanes.leave(task.lane);
    task.endAttempt(clock.now, outcome ?? {});
    file.write(task.event(clock.now, outcome ?? {}));
    if (task.attempts.length > 1) for (const attempt of task.attempts) file.write(attempt);
  };

  return (event: Event) => {
    if ("at" in event) clock.advance(event.at);
    switch (event.type) {
      case "task-started": {
        const known = running.get(event.task);
        if (known === undefined) running.set(event.task, new TracedTask(event, { lane: lanes.take(), ts: clock.now }));
        else known.startAttempt(clock.now);
        break;
      }
      case "task-retrying":
        running.get(event.task)?.endAttempt(clock.now, { outcome: "failed", status: describeStatus(event.status) });
        break;
      case "task-ready": {
        const task = running.get(event.task);
        if (task !== undefined) file.write({ ph: "i", cat: "task", name: "ready", tid: task.lane, ts: clock.now, s: "t" });
        break;
      }
      case "task-finished": {
        const task = running.get(event.task);
        if (task === undefined) {
          if (event.outcome.kind === "kept") file.write({ ph: "i", cat: "kept", name: event.task, tid: RUN_LANE, ts: clock.now, s: "t" });
          break;
        }
        const { task: _, ...outcome } = outcomeView({ ...event, attempts: task.attempts.length + 1 }, root);
        endTask(task, outcome);
        break;
      }
      case "run-finished": {
        for (const task of [...running.values()]) endTask(task, undefined);
        const name = run === undefined ? "run" : `run ${run}`;
        file.write({ ph: "X", cat: "run", name, tid: RUN_LANE, ts: 0, dur: clock.now, args: { startedAt: clock.startedAt, version } });
        file.end();
        break;
      }
      case "run-started":
      case "notice":
      case "task-output":
        break;
    }
  };
}

/** What we write of the Trace Event Format: complete events ("X"), instants and names. `ts` and `dur` are microseconds since the run's start. */
interface TraceEvent {
  readonly ph: "X" | "M" | "i";
  readonly name: string;
  /** The lane. */
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly cat?: string;
  /** Of an instant: how far it reaches (its lane). */
  readonly s?: "t";
  readonly args?: TraceArgs;
}

type TraceArgs = Readonly<Record<string, unknown>>;

const RUN_LANE = 0;

class TraceFile {
  readonly #target: SinkTarget;
  #isFirst = true;

  constructor(target: SinkTarget) {
    this.#target = target;
    target.write('{"traceEvents":[\n');
    this.write({ ph: "M", name: "process_name", tid: RUN_LANE, ts: 0, args: { name: "repo" } });
    this.nameLane(RUN_LANE, "run");
  }

  write(event: TraceEvent): void {
    this.#target.write(`${this.#isFirst ? "" : ",\n"}${JSON.stringify({ ...event, pid: 1 })}`);
    this.#isFirst = false;
  }

  nameLane(tid: number, name: string): void {
    this.write({ ph: "M", name: "thread_name", tid, ts: 0, args: { name } });
    this.write({ ph: "M", name: "thread_sort_index", tid, ts: 0, args: { sort_index: tid } });
  }

  end(): void {
    this.#target.write('\n],"displayTimeUnit":"ms"}\n');
  }
}

/** Gives each task the first lane that is free: no more of them are made than there are tasks at once. */
class Lanes {
  readonly #file: TraceFile;
  readonly #taken: boolean[] = [];

  constructor(file: TraceFile) {
    this.#file = file;
  }

  take(): number {
    const free = this.#taken.indexOf(false);
    const index = free === -1 ? this.#taken.length : free;
    if (free === -1) this.#file.nameLane(RUN_LANE + 1 + index, `tasks ${index + 1}`);
    this.#taken[index] = true;
    return RUN_LANE + 1 + index;
  }

  leave(lane: number): void {
    this.#taken[lane - RUN_LANE - 1] = false;
  }
}

/** Never goes back, even where the machine's clock is set back: nothing must end before it began. */
class TraceClock {
  #startedAt: number | undefined;
  #now = 0;

  advance(at: number): void {
    this.#startedAt ??= at;
    this.#now = Math.max(this.#now, (at - this.#startedAt) * 1000);
  }

  get now(): number {
    return this.#now;
  }

  /** Milliseconds since the epoch. */
  get startedAt(): number {
    return this.#startedAt ?? 0;
  }
}

class TracedTask {
  readonly name: TaskId;
  readonly lane: number;
  /** Those that have ended. */
  readonly attempts: TraceEvent[] = [];
  readonly #ts: number;
  readonly #args: TraceArgs;
  #attemptTs: number | undefined;

  constructor({ task, command, shell }: { task: TaskId; command: string; shell: string }, { lane, ts }: { lane: number; ts: number }) {
    this.name = task;
    this.lane = lane;
    this.#ts = ts;
    this.#attemptTs = ts;
    this.#args = { command, shell };
  }

  startAttempt(ts: number): void {
    this.#attemptTs = ts;
  }

  /** Does nothing while the next attempt is waited for. */
  endAttempt(now: number, args: TraceArgs): void {
    const ts = this.#attemptTs;
    if (ts === undefined) return;
    this.#attemptTs = undefined;
    this.attempts.push({ ph: "X", cat: "attempt", name: `attempt ${this.attempts.length + 1}`, tid: this.lane, ts, dur: now - ts, args });
  }

  event(now: number, outcome: TraceArgs): TraceEvent {
    const { name, lane } = this;
    return { ph: "X", cat: "task", name, tid: lane, ts: this.#ts, dur: now - this.#ts, args: { ...this.#args, ...outcome } };
  }
}
