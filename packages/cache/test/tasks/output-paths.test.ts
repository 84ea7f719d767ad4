import { expect, test } from "@jest/globals";
import { outputPaths } from "../../src/tasks/output-paths.ts";

test.each<[readonly string[], readonly string[]]>([
  [[], []],
  [["dist/**"], ["dist"]],
  [
    ["dist", "./dist/types/**", "coverage.xml"],
    ["coverage.xml", "dist"],
  ],
  [["target/release/*", "!target/release/*.d"], ["target/release"]],
  [["**/bin/**", "obj/**"], [""]],
  [["*.tsbuildinfo"], [""]],
])("%j", (globs, paths) => {
  expect(outputPaths(globs)).toEqual(paths);
});
