import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { fewLines } from "../../src/check/few-lines.ts";

test("what fits stays as it is", () => {
  expect(fewLines(["b", "a/c"], 2)).toEqual([
    { path: "a/c", count: 1 },
    { path: "b", count: 1 },
  ]);
});

test("thousands of files do not hide the one that matters", () => {
  const modules = Array.from({ length: 3_000 }, (_, i) => `node_modules/p${i % 50}/${i}.js`);
  expect(fewLines([...modules, "shared/config.json", "notes.md"], 10)).toEqual([
    { path: "node_modules", count: 3_000 },
    { path: "notes.md", count: 1 },
    { path: "shared/config.json", count: 1 },
  ]);
});

test("every path is counted once, and no line stands for another's", () => {
  const path = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 5 }).map((names) => `${names.join("/")}.x`);
  fc.assert(
    fc.property(fc.uniqueArray(path, { maxLength: 40 }), fc.integer({ min: 4, max: 12 }), (paths, most) => {
      const lines = fewLines(paths, most);
      expect(lines.length).toBeLessThanOrEqual(Math.max(most, 6));
      expect(lines.reduce((sum, { count }) => sum + count, 0)).toBe(paths.length);
      for (const { path: line, count } of lines) {
        expect(paths.filter((each) => each === line || each.startsWith(`${line}/`)).length).toBe(count);
      }
    }),
  );
});
