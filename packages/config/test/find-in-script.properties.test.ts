import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { finderInScript } from "../src/find-in-script.ts";
import type { Path } from "../src/mistake.ts";
import { parseJson } from "../src/parse-json.ts";

const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie("tree"), { maxLength: 4 }), fc.dictionary(fc.string(), tie("tree"), { maxKeys: 4 })),
}));

function* leavesOf(value: unknown, path: Path = []): Generator<[Path, unknown]> {
  if (Array.isArray(value)) for (const [i, each] of value.entries()) yield* leavesOf(each, [...path, i]);
  else if (typeof value === "object" && value !== null)
    for (const [key, each] of Object.entries(value)) yield* leavesOf(each, [...path, key]);
  else yield [path, value];
}

test("every value of a literal is found where it is written", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), tree),
      fc.constantFrom(undefined, 1, "\t"),
      fc.constantFrom("", "export default ", "module.exports = f("),
      (value, indent, before) => {
        const text = before + JSON.stringify(value, undefined, indent);
        const find = finderInScript(text);
        for (const [path, expected] of leavesOf(value)) {
          const { start, end } = find(path, "value");
          expect(JSON.parse(text.slice(start, end))).toEqual(expected);
        }
      },
    ),
  );
});

test("no text at all makes the search fail or go on for ever", () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom("{", "}", "[", "]", "(", ")", ",", ":", "...", "`${", "export default ", "const a =", "a", "'", "/", "//", "\n"),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join("");
      const { start, end } = finderInScript(text)(["a", 0, "b"], "value");
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeGreaterThanOrEqual(start);
    }),
  );
});

test("JSON is read as JSON.parse reads it, also with comments and closing commas", () => {
  fc.assert(
    fc.property(tree, (value) => {
      const text = JSON.stringify(value, undefined, 1);
      expect(parseJson(`// c\n${text} /* d */`)).toEqual({ ok: true, value: JSON.parse(text) });
    }),
  );
});

test("what is no JSON has a mistake with a place, and never an exception", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom("{", "}", "[", "]", ",", ":", '"a"', "1", "-", "//"))), (pieces) => {
      const result = parseJson(pieces.join(""));
      if (!result.ok) expect(result.mistake.end).toBeGreaterThanOrEqual(result.mistake.start);
    }),
  );
});
