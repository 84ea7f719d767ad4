import { describe, expect, test } from "@jest/globals";
import { findProblems } from "@nix-repo/reporters";

const find = (output: string, files: readonly string[], folder = "/w/services/api") =>
  findProblems(output.split("\n"), { folder, root: "/w", exists: (path) => files.includes(path) });

const at = (file: string) => [{ level: "error", file, line: 3, column: 5, message: "x" }];

describe("a file", () => {
  test("is looked for in the service's folder, above it, and at last in the root", () => {
    const output = "src/a.c:3:5: error: x";
    const [own, above, root] = ["/w/services/api/src/a.c", "/w/services/src/a.c", "/w/src/a.c"];
    expect(find(output, [root, above, own])).toEqual(at("services/api/src/a.c"));
    expect(find(output, [root, above])).toEqual(at("services/src/a.c"));
    expect(find(output, [root])).toEqual(at("src/a.c"));
    expect(find(output, ["/src/a.c"])).toEqual([]);
  });

  test("is looked for in the root, too, where the service lies elsewhere", () => {
    expect(find("a.c:3:5: error: x", ["/w/a.c"], "/elsewhere/api")).toEqual(at("a.c"));
    expect(find("a.c:3:5: error: x", ["/elsewhere/api/a.c"], "/elsewhere/api")).toEqual([]);
  });

  test("may be named from elsewhere, by its whole path, and as an address", () => {
    expect(find("../web/a.c:3:5: error: x", ["/w/services/web/a.c"])).toEqual(at("services/web/a.c"));
    expect(find("./a.c:3:5: error: x", ["/w/services/api/a.c"])).toEqual(at("services/api/a.c"));
    expect(find("/w/lib/../a.c:3:5: error: x", ["/w/a.c"])).toEqual(at("a.c"));
    expect(find("FAIL a.test.js\n  ● t\n\n    x\n\n      at file:///w/b%20c.js:3:5", ["/w/b c.js"])).toEqual([
      { level: "error", file: "b c.js", line: 3, column: 5, message: "t: x" },
    ]);
  });

  test("that lies outside, is a dependency, or is a folder's root is none of ours", () => {
    for (const path of ["/other/a.c", "/w/../other/a.c", "/w/node_modules/x/a.c", "/nix/store/abc-source/a.c", "/w"]) {
      expect(findProblems([`${path}:3:5: error: x`], { folder: "/w", root: "/w", exists: () => true })).toEqual([]);
    }
  });
});

test("what looks like a place and is none is not reported", () => {
  const output = [
    "http://localhost:3000: error: connection refused",
    "listening on 127.0.0.1:8080",
    "127.0.0.1:8080: error: connection refused",
    "db:5432:1: error: no such host",
    "12:30:45: error: late",
    "2024-01-02 12:30:45: warning: x",
    "v1.2.3:4:5: error: x",
    "web:test:1: error: x",
    "error: something else: 3:5",
    "src/a.ts:3:5: a remark of grep",
    "src/a.ts:3:5",
    "src/a.ts(3,5): debug TS1: x",
    "main.go:23: listening",
    "    at new Promise (<anonymous>)",
    "    at node:internal/a:3:5",
    "  ● not jest",
    "  3:5  error  without a file above",
    "[warn] Code style issues found in 2 files.",
    "FAILED a.py::test_x - outside of a summary",
    "a.py:3: AssertionError",
    "info: src/a.ts is a file",
    "::error::no place",
    "thread 'main' panicked at nothing of a place",
    "   at System.Foo() in /w/services/api/src/a.ts:line 3",
    "#4 main (file:///w/services/api/src/a.dart:3:5)",
    "E   not of pytest",
    "       at /w/services/api/src/a.ts:3:5:",
  ].join("\n");
  const there = ["src/a.ts", "main.go", "a.py", "src/a.dart"].map((file) => `/w/services/api/${file}`);
  expect(find(output, there)).toEqual([]);
});

test("each problem is told once, and errors before warnings", () => {
  const output = ["a.c:1:1: warning: w", "a.c:2:1: error: e", "a.c:1:1: warning: w", "a.c:2:1: error: e", "a.c:2:2: error: e"].join("\n");
  expect(find(output, ["/w/services/api/a.c"])).toEqual([
    { level: "error", file: "services/api/a.c", line: 2, column: 1, message: "e" },
    { level: "error", file: "services/api/a.c", line: 2, column: 2, message: "e" },
    { level: "warning", file: "services/api/a.c", line: 1, column: 1, message: "w" },
  ]);
});

test("a message is one line, without colours and controls, and not longer than 500", () => {
  const [problem] = find(
    `\x1b[1ma.c:1:1: \x1b[31merror: \x1b[0ma\x07b\tc \x1b]8;;http://x\x07link\x1b]8;;\x07 \u009b31md ${"é🎉".repeat(400)}`,
    ["/w/services/api/a.c"],
  );
  expect(problem?.message).toMatch(/^ab c link d (é🎉)+é?…$/u);
  expect(problem?.message.length).toBeLessThanOrEqual(500);
  expect(problem?.message.isWellFormed()).toBe(true);
});

test("a line or column of 0 is none", () => {
  expect(find("a.c:0:1: error: x\na.c:3:0: error: x", ["/w/services/api/a.c"])).toEqual([
    { level: "error", file: "services/api/a.c", message: "x" },
    { level: "error", file: "services/api/a.c", line: 3, message: "x" },
  ]);
});

test("a run that ended in the middle of a failure tells what is known of it", () => {
  expect(find("FAIL a.test.js\n  ● adds\n\n    expected 1\n", ["/w/services/api/a.test.js"])).toEqual([
    { level: "error", file: "services/api/a.test.js", message: "adds: expected 1" },
  ]);
  expect(find("--- FAIL: TestAdd (0.00s)\n    a_test.go:3: x", ["/w/services/api/a_test.go"])).toEqual([
    { level: "error", file: "services/api/a_test.go", line: 3, message: "TestAdd: x" },
  ]);
});
