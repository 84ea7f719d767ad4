import { describe, expect, test } from "@jest/globals";
import { type TaskId, taskId } from "@nix-repo/model";
import fc from "fast-check";
import { splitGraph } from "../../src/shards/split-graph.ts";
import type { SplitTask } from "../../src/shards/split-task.ts";
import { numbers, range } from "./shapes.ts";

/** Any acyclic graph, with stages that never decrease along a dependency, and where some is only needed. */
const graphs: fc.Arbitrary<readonly SplitTask[]> = fc
  .array(
    fc.record({
      service: fc.nat(12),
      needs: fc.array(fc.nat(1_000), { maxLength: 3 }),
      later: fc.integer({ min: 0, max: 1 }),
      shell: fc.option(fc.constantFrom("a", "b", "c"), { nil: undefined }),
      expectedMs: fc.oneof(fc.nat(100_000), fc.constant(0), fc.double({ min: 0, max: 10_000, noNaN: true })),
      weight: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
      requested: fc.boolean(),
    }),
    { maxLength: 60, size: "max" },
  )
  .map((sketches) => {
    const tasks: SplitTask[] = [];
    for (const [index, { service, needs, later, shell, weight, ...rest }] of sketches.entries()) {
      const needed = index === 0 ? [] : [...new Set(needs.map((each) => tasks[each % index] as SplitTask))];
      const stage = Math.max(0, ...needed.map((task) => task.stage)) + (index % 5 === 0 ? later : 0);
      const optional = { ...(shell === undefined ? {} : { shell }), ...(weight === undefined ? {} : { weight }) };
      tasks.push({ ...rest, ...optional, id: taskId(`s${service}`, `v${index}`), dependsOn: needed.map(({ id }) => id), stage });
    }
    return tasks;
  });
const machines = fc.record({ shards: fc.integer({ min: 1, max: 9 }), concurrency: fc.integer({ min: 1, max: 4 }) });

describe("splitGraph, on random graphs", () => {
  test("asks each requested task of exactly one machine, and runs there all that it needs, and nothing else", () => {
    fc.assert(
      fc.property(graphs, machines, (tasks, options) => {
        const byId = new Map(tasks.map((task) => [task.id, task]));
        const parts = splitGraph({ tasks, ...options });
        const asked = parts.flatMap(({ requested }) => requested);
        expect([...asked].sort()).toEqual(requestedOf(tasks).sort());
        for (const part of parts) {
          const needed = [...closureOf(part.requested, byId)];
          expect([...part.tasks].sort()).toEqual(needed.sort());
          expect([...part.shells].sort()).toEqual([...new Set(needed.flatMap((id) => byId.get(id)?.shell ?? []))].sort());
        }
      }),
      { numRuns: 500 },
    );
  });

  test("uses as many machines as there are and no more, but those for which nothing is left but to repeat what another does", () => {
    fc.assert(
      fc.property(graphs, machines, (tasks, options) => {
        const byId = new Map(tasks.map((task) => [task.id, task]));
        const parts = splitGraph({ tasks, ...options });
        const needed = new Set(requestedOf(tasks).flatMap((id) => [...closureOf([id], byId)].filter((other) => other !== id)));
        const ends = requestedOf(tasks).filter((id) => !needed.has(id));
        expect(parts).toHaveLength(Math.min(ends.length, options.shards));
        for (const { requested } of parts) expect(requested).not.toHaveLength(0);
      }),
      { numRuns: 500 },
    );
  });

  test("comes to the same result, whatever order the tasks and their dependencies are in", () => {
    const shuffledGraphs = graphs.chain((tasks) =>
      fc.tuple(
        fc.constant(tasks),
        fc
          .shuffledSubarray([...tasks], { minLength: tasks.length })
          .map((shuffled) => shuffled.map((task) => ({ ...task, dependsOn: task.dependsOn.toReversed() }))),
      ),
    );
    fc.assert(
      fc.property(shuffledGraphs, machines, ([tasks, shuffled], options) => {
        expect(splitGraph({ tasks: shuffled, ...options })).toEqual(splitGraph({ tasks, ...options }));
      }),
      { numRuns: 500 },
    );
  });

  test("expects no part to take less than its load over the places, nor less than its slowest task", () => {
    fc.assert(
      fc.property(graphs, machines, (tasks, { shards, concurrency }) => {
        const byId = new Map(tasks.map((task) => [task.id, task]));
        for (const part of splitGraph({ tasks, shards, concurrency, shellMs: 0 })) {
          const all = part.tasks.map((id) => byId.get(id) as SplitTask);
          const load = all.reduce((sum, { expectedMs, weight = 1 }) => sum + Math.round(expectedMs) * Math.min(weight, concurrency), 0);
          expect(part.expectedMs).toBeGreaterThanOrEqual(Math.floor(load / concurrency));
          expect(part.expectedMs).toBeGreaterThanOrEqual(Math.max(0, ...all.map(({ expectedMs }) => Math.round(expectedMs))));
        }
      }),
    );
  });
});

describe("splitGraph", () => {
  test("keeps what shares a devShell together", () => {
    const tasks = range(40).map((index) => task(`s${index}:test`, { shell: `shell${index % 4}` }));
    const parts = splitGraph({ tasks, shards: 4 });
    expect(parts.map(({ shells }) => shells)).toEqual([["shell0"], ["shell1"], ["shell2"], ["shell3"]]);
  });

  test("keeps what shares a dependency together", () => {
    const tasks = [
      ...range(4).map((index) => task(`lib${index}:build`, { expectedMs: 20_000 })),
      ...range(40).map((index) => task(`s${index}:test`, { dependsOn: [`lib${index % 4}:build`] })),
    ];
    const parts = splitGraph({ tasks, shards: 4 });
    for (const part of parts) expect(part.tasks.filter((id) => id.startsWith("lib"))).toHaveLength(1);
  });

  test("keeps the tasks of a service together, as long as that costs nothing", () => {
    const tasks = range(20).flatMap((index) => ["lint", "test", "build"].map((verb) => task(`s${index}:${verb}`, {})));
    for (const part of splitGraph({ tasks, shards: 4 })) {
      expect(new Set(part.requested.map((id) => id.split(":")[0])).size).toBe(5);
    }
  });

  test("divides a service that is longer than the others", () => {
    const tasks = [
      ...range(8).map((index) => task(`big:part${index}`, { expectedMs: 60_000 })),
      ...range(4).map((index) => task(`s${index}:test`, { expectedMs: 1_000 })),
    ];
    const parts = splitGraph({ tasks, shards: 4, concurrency: 1 });
    expect(Math.max(...parts.map(({ expectedMs }) => expectedMs))).toBeLessThanOrEqual(122_000);
  });

  test("runs what two machines need on both, and counts it on both", () => {
    const tasks = [
      task("lib:build", { expectedMs: 10_000, requested: false }),
      task("a:test", { expectedMs: 60_000, dependsOn: ["lib:build"] }),
      task("b:test", { expectedMs: 60_000, dependsOn: ["lib:build"] }),
    ];
    expect(splitGraph({ tasks, shards: 2, concurrency: 1 })).toEqual([
      { requested: ["a:test"], tasks: ["a:test", "lib:build"], shells: [], expectedMs: 70_000 },
      { requested: ["b:test"], tasks: ["b:test", "lib:build"], shells: [], expectedMs: 70_000 },
    ]);
  });

  test("does not spread a chain over machines: each would do all that comes before", () => {
    const tasks = range(5).map((index) => task(`s${index}:build`, { dependsOn: index === 0 ? [] : [`s${index - 1}:build`] }));
    const parts = splitGraph({ tasks, shards: 3 });
    expect(parts).toHaveLength(1);
    expect(parts[0]?.requested).toHaveLength(5);
  });

  test("gives back fewer parts where there are fewer tasks than machines, and none where nothing is requested", () => {
    expect(splitGraph({ tasks: [task("a:test", {}), task("b:test", {})], shards: 5 })).toHaveLength(2);
    expect(splitGraph({ tasks: [], shards: 5 })).toEqual([]);
    expect(splitGraph({ tasks: [task("a:test", { requested: false })], shards: 5 })).toEqual([]);
  });

  test("counts a task that takes several places as often, and the first use of a devShell", () => {
    const tasks = [task("a:test", { weight: 2, expectedMs: 10_000 }), task("b:test", { expectedMs: 10_000, shell: "s" })];
    expect(splitGraph({ tasks, shards: 1, concurrency: 2, shellMs: 3_000 })[0]?.expectedMs).toBe(23_000);
  });

  test("waits for a stage before the next one begins", () => {
    const tasks = [
      task("a:lint", { expectedMs: 30_000 }),
      task("a:test", { expectedMs: 40_000, stage: 1 }),
      task("b:test", { expectedMs: 10_000, stage: 1 }),
    ];
    expect(splitGraph({ tasks, shards: 1, concurrency: 4 })[0]?.expectedMs).toBe(70_000);
  });

  test("splits 5,000 tasks over 20 machines in no time", () => {
    const random = numbers(5);
    const libraries = range(100).map((index) => task(`lib${index}:build`, { expectedMs: 20_000 * random(), shell: "main" }));
    const services = range(1_225).flatMap((index) => {
      const of = { shell: `shell${index % 30}` };
      const dependsOn = range(4).map((): TaskId => `lib${Math.floor(random() * 100)}:build`);
      return [
        task(`s${index}:lint`, { ...of, expectedMs: 5_000 * random() }),
        task(`s${index}:build`, { ...of, expectedMs: 20_000 * random(), dependsOn }),
        ...["test", "e2e"].map((verb) =>
          task(`s${index}:${verb}`, { ...of, expectedMs: 20_000 * random(), dependsOn: [`s${index}:build`] }),
        ),
      ];
    });
    const tasks = [...libraries, ...services];
    expect(tasks).toHaveLength(5_000);
    const before = process.cpuUsage();
    expect(splitGraph({ tasks, shards: 20 })).toHaveLength(20);
    // Time of the processor, whatever else the machine does: 0.4 s where this was written. What grows with the square of something takes ten times that.
    expect(process.cpuUsage(before).user).toBeLessThan(3_000_000);
  });
});

function task(id: TaskId, rest: Partial<SplitTask>): SplitTask {
  return { id, dependsOn: [], stage: 0, expectedMs: 1_000, requested: true, ...rest };
}

function requestedOf(tasks: readonly SplitTask[]): TaskId[] {
  return tasks.filter(({ requested }) => requested).map(({ id }) => id);
}

function closureOf(ids: readonly TaskId[], tasks: ReadonlyMap<TaskId, SplitTask>): ReadonlySet<TaskId> {
  const all = new Set(ids);
  for (const id of all) for (const need of tasks.get(id)?.dependsOn ?? []) all.add(need);
  return all;
}
