import { describe, expect, test } from "@jest/globals";
import { findProblems } from "@nix-repo/reporters";

const find = (lines: Iterable<string>, exists: (path: string) => boolean = () => true) =>
  findProblems(lines, { folder: "/w/svc", root: "/w", exists });

const MEGABYTE = 1 << 20;
const repeated = (text: string) => text.repeat(Math.ceil(MEGABYTE / text.length));

describe("a megabyte without a line break, and the same in lines of every length,", () => {
  const pieces = [
    "a",
    " ",
    ":",
    "(",
    "((1,",
    "1:",
    ":1:1: ",
    "at (",
    " at a in ",
    "/",
    "a/b.ts:1:1 - error ",
    "error: ",
    "[error] ",
    "━",
    "━a",
    " ━",
    "a  ",
    " • ",
    "error • a ",
    "a - ",
    " > ",
    "', ",
    "://",
    "\x1b[31m",
    "\x1b[",
    "::error ",
    "::error file=",
    ",file=",
    "E ",
    "====",
    "_ ",
    "\t",
    "Failed a [1 ",
    " (1",
    "00:00 +1: ",
    " [E]",
    "#1 (file:",
    "《",
  ];

  test.each(pieces)("of %j alone", (piece) => {
    const startedAt = performance.now();
    find([repeated(piece)]);
    for (const length of [100, 1999]) {
      const line = piece.repeat(Math.ceil(length / piece.length));
      find(Array.from({ length: MEGABYTE / length }, () => line));
    }
    // The slowest machine that tests this takes a tenth of it; a pattern that tries each part of a line with each other takes minutes.
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  test.each([
    "src/a.ts(",
    "error[E1]: ",
    "src/a.ts:1:",
    "   at a (",
    "  ✖ ",
    " FAIL  ",
    "[warn] ",
    "  1:1  error  ",
    "thread 'a' panicked at '",
  ])("behind %j", (start) => {
    const startedAt = performance.now();
    for (const piece of pieces) find(Array.from({ length: 100 }, () => start + piece.repeat(Math.ceil(2000 / piece.length))));
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});

test("of very many problems the first hundred errors and warnings are kept", () => {
  function* lines() {
    for (let i = 1; i <= 100_000; i += 1) yield `src/a.c:${i}:1: ${i % 2 === 0 ? "error" : "warning"}: number ${i}`;
  }
  const problems = find(lines());
  expect(problems).toHaveLength(200);
  expect(problems[99]).toEqual({ level: "error", file: "svc/src/a.c", line: 200, column: 1, message: "number 200" });
  expect(problems[199]).toEqual({ level: "warning", file: "svc/src/a.c", line: 199, column: 1, message: "number 199" });
});

test("files that are not there are not looked for without end", () => {
  let looks = 0;
  function* lines() {
    for (let i = 0; i < 100_000; i += 1) yield `src/${i}.c:1:1: error: x`;
  }
  const problems = find(lines(), () => {
    looks += 1;
    return false;
  });
  expect(problems).toEqual([]);
  expect(looks).toBeLessThanOrEqual(10_000);
});
