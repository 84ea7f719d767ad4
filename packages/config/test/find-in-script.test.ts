import { describe, expect, test } from "@jest/globals";
import { finderInScript } from "../src/find-in-script.ts";
import type { Path } from "../src/mistake.ts";

function marked(text: string, path: Path, at: "key" | "value" = "value"): string {
  const { start, end } = finderInScript(text)(path, at);
  return `${start}:${text.slice(start, end)}`;
}

describe("a value in a script", () => {
  test.each<[string, Path, string]>([
    ["export default { a: 1 }", ["a"], "20:1"],
    ["export default { a: { b: 'x' } }", ["a", "b"], "25:'x'"],
    ["export default { a: { b: 1 }, c: 2 }", ["c"], "33:2"],
    ["export default { a: { b: 1 }, c: 2 }", ["a", "c"], "17:a"],
    ["export default { a: [[1], { b: 2 }] }", ["a", 1, "b"], "31:2"],
    ["export default { a: [1, 2] }", ["a"], "17:a"],
    ["export default { a: [{}, {}] }", ["a", 1], "25:{"],
    ["export default { a: [1] }", ["a", 1], "17:a"],
    ["export default defineConfig({ a: 1 })", ["a"], "33:1"],
    ["export default (defineConfig)({ a: 1 })", ["a"], "0:export default"],
    ["export default ({ a: 1 }) as const", ["a"], "21:1"],
    ["export default { a: 1 } satisfies X<{ a: 2 }>", ["a"], "20:1"],
    ["export default { ['a']: 1 }", ["a"], "24:1"],
    ["export default { [a]: 1 }", ["a"], "0:export default"],
    ["export default { 'a b': 1 }", ["a b"], "24:1"],
    ["export default { 7: 1 }", ["7"], "20:1"],
    ["export default { a() { return { b: 1 }; }, c: 2 }", ["c"], "46:2"],
    ["export default { async a() {}, get b() { return 1 }, c: 2 }", ["c"], "56:2"],
    ["export default { a: (x, y) => ({ c: 1 }), c: 2 }", ["c"], "45:2"],
    ["export default { a: x ? { b: 1 } : { b: 2 }, c: 2 }", ["a", "b"], "17:a"],
    ["export default { a: `x${`}` + { b: 1 }}y`, c: 2 }", ["c"], "46:2"],
    ["export default { a: /[/,}]/, c: 2 }", ["c"], "32:2"],
    ["export default { a: 1 /* , c: 3 */, // c: 4\n c: 2 }", ["c"], "48:2"],
    ["export default { a: '}, c: 3', c: 2 }", ["c"], "34:2"],
    ["export default { a: 1, a: 2 }", ["a"], "26:2"],
    ["export default { a: x + 1, b: 2 }", ["a"], "20:x + 1"],
    ["const a = { b: 1 }; export default { a }", ["a", "b"], "15:1"],
    ["const a: Record<string, { b: 3 }> = { b: 1 }; export default a;", ["b"], "41:1"],
    ["const a = b; const b = a; export default a;", ["x"], "26:export default"],
    ["const a = { ...a }; export default a;", ["x"], "20:export default"],
    ["const m = { b: 1 }; export default { ...m, c: 1 }", ["b"], "15:1"],
    ["const m = { b: 1 }; export default { b: 0, ...m }", ["b"], "15:1"],
    ["module.exports = { a: 1 }", ["a"], "22:1"],
    ["exports.x = 1; module.exports = defineConfig({ a: 1 });", ["a"], "50:1"],
    ["export = { a: 1 }", ["a"], "14:1"],
    ['{ "a": { "b": -1 } }', ["a", "b"], "14:-1"],
    ["#!/usr/bin/env repo\nexport default { a: 1 }", ["a"], "40:1"],
    ["export default { a: ", ["a"], "17:a"],
    ["export default", ["a"], "0:export default"],
    ["}{)(", ["a"], "0:}"],
    ["", ["a"], "0:"],
  ])("%s %j is %s", (text, path, expected) => {
    expect(marked(text, path)).toBe(expected);
  });

  test("is looked for by its key where the key is meant", () => {
    expect(marked("export default { a: { b: 1 } }", ["a", "b"], "key")).toBe("22:b");
    expect(marked("export default { a: [5] }", ["a", 0], "key")).toBe("21:5");
  });

  test("of a whole file is the export", () => {
    expect(marked("const a = 1;\nexport default a;", [])).toBe("13:export default");
  });
});
