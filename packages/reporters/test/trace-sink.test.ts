import { expect, test } from "@jest/globals";
import type { Event, TaskId } from "@nix-repo/model";
import fc from "fast-check";
import { exited, output, passed, retrying, runStarted, taskFinished, taskStarted } from "./fake-terminal.ts";
import { written } from "./file-contents.ts";

interface TraceEvent {
  readonly ph: string;
  readonly name: string;
  readonly cat?: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly args?: Record<string, unknown>;
}

async function traced(events: readonly Event[]): Promise<readonly TraceEvent[]> {
  const trace = JSON.parse(await written("trace", events)) as { traceEvents: TraceEvent[]; displayTimeUnit: string };
  expect(trace.displayTimeUnit).toBe("ms");
  return trace.traceEvents;
}

const at = (event: Event, time: number) => ({ ...event, at: time }) as Event;
const end = (time: number): Event => ({ type: "run-finished", at: time, durationMs: 1 });

test("the run, its tasks and their attempts are complete events in named lanes", async () => {
  const events = await traced([
    runStarted("a:x", "b:x", "c:x"),
    taskStarted("a:x", 1001),
    output("a:x", "not in the trace"),
    taskStarted("b:x", 1002),
    retrying("b:x", 1, 1004),
    at(taskFinished("a:x", passed(4)), 1005),
    taskStarted("c:x", 1006),
    taskStarted("b:x", 1007),
    { type: "task-ready", task: "c:x", at: 1008 },
    at(taskFinished("b:x", exited(2, 3)), 1009),
    at(taskFinished("c:x", passed(4)), 1010),
    end(1011),
  ]);
  expect(events.filter(({ ph }) => ph === "M").map(({ name, tid, args }) => [name, tid, Object.values(args ?? {})[0]])).toEqual([
    ["process_name", 0, "repo"],
    ["thread_name", 0, "run"],
    ["thread_sort_index", 0, 0],
    ["thread_name", 1, "tasks 1"],
    ["thread_sort_index", 1, 1],
    ["thread_name", 2, "tasks 2"],
    ["thread_sort_index", 2, 2],
  ]);
  expect(events.filter(({ ph }) => ph === "i")).toEqual([{ ph: "i", cat: "task", name: "ready", pid: 1, tid: 1, ts: 8000, s: "t" }]);
  const task = (name: string, tid: number, [ts, dur]: readonly [number, number], outcome: object) => ({
    ph: "X",
    cat: "task",
    name,
    pid: 1,
    tid,
    ts,
    dur,
    args: { command: `run ${name}`, shell: "s", ...outcome },
  });
  const attempt = { ph: "X", cat: "attempt", pid: 1, tid: 2, dur: 2000 };
  const passedIn4 = { outcome: "passed", durationMs: 4, exitCode: 0 };
  const failedTwice = { outcome: "failed", durationMs: 2, exitCode: 3, attempts: 2 };
  expect(events.filter(({ ph }) => ph === "X")).toEqual([
    task("a:x", 1, [1000, 4000], passedIn4),
    task("b:x", 2, [2000, 7000], failedTwice),
    { ...attempt, name: "attempt 1", ts: 2000, args: { outcome: "failed", status: "exit 1" } },
    { ...attempt, name: "attempt 2", ts: 7000, args: failedTwice },
    task("c:x", 1, [6000, 4000], passedIn4),
    { ph: "X", cat: "run", name: "run 12", pid: 1, tid: 0, ts: 0, dur: 11_000, args: { startedAt: 1000, version: "1.2.3" } },
  ]);
});

test("whatever runs when, events of a lane nest, and there are no more lanes than tasks ran at once", async () => {
  const step = fc.record({ task: fc.nat(7), wait: fc.integer({ min: -2, max: 5 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { events, most } = history(steps);
      const all = (await traced(events)).filter(({ ph }) => ph === "X");
      const lanes = new Set(all.filter(({ cat }) => cat === "task").map(({ tid }) => tid));
      expect(lanes.size).toBe(most);
      for (const lane of new Set(all.map(({ tid }) => tid))) expectNested(all.filter(({ tid }) => tid === lane));
    }),
  );
});

/** Tasks that start, are tried again and end as the steps say, on a clock that may be set back; and how many ran at once at most. */
function history(steps: readonly { readonly task: number; readonly wait: number }[]): { events: readonly Event[]; most: number } {
  const tasks = Array.from({ length: 8 }, (_, i): TaskId => `t${i}:x`);
  const stages = new Map<TaskId, number>();
  const events: Event[] = [runStarted(...tasks)];
  let time = 1000;
  let running = 0;
  let most = 0;
  for (const { task: index, wait } of steps) {
    time += wait;
    const task = tasks[index] ?? "t0:x";
    const stage = stages.get(task) ?? 0;
    stages.set(task, stage + 1);
    if (stage === 0) running += 1;
    if (stage === 0 || stage === 2) events.push(taskStarted(task, time));
    if (stage === 1) events.push(retrying(task, 1, time));
    if (stage === 3) {
      events.push(at(taskFinished(task, passed(1)), time));
      running -= 1;
    }
    most = Math.max(most, running);
  }
  return { events: [...events, end(time)], most };
}

function expectNested(events: readonly TraceEvent[]): void {
  for (const { ts, dur } of events) expect(Math.min(ts, dur ?? -1)).toBeGreaterThanOrEqual(0);
  for (const a of events) {
    for (const b of events) {
      const [endA, endB] = [a.ts + (a.dur ?? 0), b.ts + (b.dur ?? 0)];
      const apart = endA <= b.ts || endB <= a.ts;
      const inside = (a.ts <= b.ts && endB <= endA) || (b.ts <= a.ts && endA <= endB);
      expect(apart || inside).toBe(true);
    }
  }
}
