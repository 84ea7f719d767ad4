import { availableParallelism } from "node:os";
import { expect, test } from "@jest/globals";
import { fewAtOnce } from "../../src/keep/few-at-once.ts";

test("no more at once than there are processors, each once, and the results in order", async () => {
  const items = Array.from({ length: 5 * availableParallelism() }, (_, i) => i);
  let now = 0;
  let most = 0;
  const done: number[] = [];
  const results = await fewAtOnce(items, async (item, index) => {
    most = Math.max(most, ++now);
    // Later ones end sooner.
    for (let turns = items.length - item; turns > 0; turns--) await Promise.resolve();
    now--;
    done.push(index);
    return `${item}`;
  });
  expect(most).toBe(availableParallelism());
  expect(done.toSorted((a, b) => a - b)).toEqual(items);
  expect(results).toEqual(items.map(String));
});

test("what goes wrong is told", async () => {
  await expect(fewAtOnce([1, 2, 3], async () => Promise.reject(new Error("no")))).rejects.toThrow("no");
});
