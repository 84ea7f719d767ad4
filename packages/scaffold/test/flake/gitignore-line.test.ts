import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { withIgnored } from "../../src/flake/gitignore-line.ts";

test.each([".repo", ".repo/", "/.repo", "/.repo/", "**/.repo", ".repo/  "])("the line %s says it already", (line) => {
  expect(withIgnored(`a\n${line}\nb`, ".repo")).toBe(`a\n${line}\nb`);
});

test("whatever stood there stands there still, at the beginning, and once is enough", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", "\n", "\r\n", "!", ".repo", "/", " ") }), (before) => {
      const after = withIgnored(before, ".repo");
      expect(after.startsWith(before)).toBe(true);
      expect(withIgnored(after, ".repo")).toBe(after);
      expect(after.split(/\r?\n/).map((line) => line.trimEnd())).toEqual(
        expect.arrayContaining([expect.stringMatching(/^(\*\*)?\/?\.repo\/?$/)]),
      );
    }),
  );
});
