import { describe, expect, test } from "@jest/globals";
import { splitGraph } from "../../src/shards/split-graph.ts";
import { lowerBounds } from "./lower-bound.ts";
import { realDurations, shapes, skewedDurations } from "./shapes.ts";
import { simulateShard } from "./simulate-shard.ts";

const MACHINES = [2, 3, 5, 8];
const concurrency = 2;
const shellMs = 5_000;

const durations = [
  { kind: "skewed", from: skewedDurations },
  { kind: "real", from: realDurations },
];

/** How much longer than ideal the longest part takes at most, of several draws. */
async function measured({ shape, kind, shards, seeds }: { shape: string; kind: string; shards: number; seeds: readonly number[] }) {
  const { tasks: draw } = shapes.find(({ name }) => name === shape) as (typeof shapes)[number];
  const { from } = durations.find((each) => each.kind === kind) as (typeof durations)[number];
  let worst = 0;
  for (const seed of seeds) {
    const tasks = draw(from(seed));
    expect(tasks).toHaveLength(500);
    const byId = new Map(tasks.map((task) => [task.id, task]));
    const parts = splitGraph({ tasks, shards, concurrency, shellMs });
    const lengths: number[] = [];
    for (const { requested, expectedMs } of parts) {
      const length = await simulateShard({ tasks: byId, requested, concurrency, shellMs });
      // What is expected is what the scheduler makes of it.
      expect(Math.abs(expectedMs - length) / length).toBeLessThan(0.02);
      lengths.push(length);
    }
    worst = Math.max(worst, Math.max(...lengths) / lowerBounds({ tasks, shards, concurrency, shellMs }).idealMs);
  }
  return worst;
}

describe("of 500 tasks on several machines, run by the scheduler itself, the longest part takes no more than 15 % above ideal", () => {
  for (const { name: shape, repeatsAtRandom } of shapes) {
    for (const { kind } of durations) {
      if (repeatsAtRandom === true) continue;
      test.each(MACHINES)(`${shape}, ${kind} durations, %i machines`, async (shards) => {
        expect(await measured({ shape, kind, shards, seeds: [1, 2] })).toBeLessThan(1.15);
      });
    }
  }
});

// Each service needs three of twenty libraries, any three: nearly every machine needs nearly all of them. No bound is known that knows that; what
// annealing finds in minutes is 5 to 9 % below ours.
describe("where no two services need the same, it is not far from a bound that nothing can reach", () => {
  const furthest: Readonly<Record<number, number>> = { 2: 1.15, 3: 1.15, 5: 1.15, 8: 1.3 };
  for (const { kind } of durations) {
    test.each(MACHINES)(`any libraries, ${kind} durations, %i machines`, async (shards) => {
      expect(await measured({ shape: "any libraries", kind, shards, seeds: [1, 2] })).toBeLessThan(furthest[shards] ?? 0);
    });
  }
});
