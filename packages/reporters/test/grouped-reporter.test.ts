import { describe, expect, test } from "@jest/globals";
import type { Event, TaskId } from "@nix-repo/model";
import { exited, output, passed, retrying, runFinished, runStarted, showHeld, taskFinished, taskStarted } from "./fake-terminal.ts";

const EVENTS: readonly Event[] = [
  runStarted("api:lint", "web:test", "web:build", "web:e2e"),
  { type: "notice", level: "warning", text: "PORT is not set" },
  taskStarted("api:lint"),
  taskStarted("web:test"),
  output("api:lint", "\x1b[32mone\ntw"),
  output("web:test", "first\r\n\n"),
  output("web:test", "oh no", "stderr"),
  output("api:lint", "o\n10%\r100%"),
  taskFinished("web:test", exited(3400, 1)),
  taskFinished("web:build", { kind: "not-started", because: { kind: "dependency-failed", task: "web:test" } }),
  taskFinished("api:lint", passed(1200)),
  taskStarted("web:e2e"),
  taskFinished("web:e2e", passed(5)),
  runFinished,
];

const SUMMARY = [
  "✗ web:test    3.4s    exit 1",
  "– web:build   not started: web:test failed",
  "",
  "1 failed, 1 not started, 2 passed   6.1s   repo logs --run 12 web:test",
  "",
];

describe("grouped output", () => {
  test("comes in one block for each task, in the order in which they end", async () => {
    const { stdout, stderr } = await showHeld("grouped", EVENTS, { run: 12 });
    expect(stdout.split("\n")).toEqual([
      "✗ web:test    3.4s    exit 1",
      "    first",
      "",
      "    oh no",
      "",
      "✓ api:lint    1.2s",
      "    \x1b[32mone\x1b[0m",
      "    two",
      "    100%",
      "",
      "✓ web:e2e     5ms",
      "",
    ]);
    expect(stderr.split("\n")).toEqual(["repo: PORT is not set", "", ...SUMMARY]);
  });

  test("of many tasks at once keeps each task's lines together", async () => {
    const tasks = Array.from({ length: 20 }, (_, i): TaskId => `t${i}:x`);
    const turns = Array.from({ length: 50 }, (_, n) => tasks.map((task) => output(task, `${task} ${n}\n`))).flat();
    const ends = tasks.map((task) => taskFinished(task, passed(1)));
    const { stdout } = await showHeld("grouped", [
      runStarted(...tasks),
      ...tasks.map((task) => taskStarted(task)),
      ...turns,
      ...ends,
      runFinished,
    ]);
    const blocks = stdout.split("\n\n").slice(0, -1);
    expect(blocks).toEqual(
      tasks.map((task) => [`✓ ${task.padEnd(5)}   1ms`, ...Array.from({ length: 50 }, (_, n) => `    ${task} ${n}`)].join("\n")),
    );
  });

  test("says what is tried again, and what is ready, as it happens", async () => {
    const { stdout, stderr } = await showHeld("grouped", [
      runStarted("a:x"),
      taskStarted("a:x"),
      output("a:x", "one\n"),
      retrying("a:x", 1),
      taskStarted("a:x"),
      { type: "task-ready", task: "a:x", at: 5 },
      output("a:x", "two\n"),
      taskFinished("a:x", passed(1)),
      runFinished,
    ]);
    expect(stdout).toBe("✓ a:x   1ms     at attempt 2\n    one\n    two\n\n");
    expect(stderr).toBe("↻ a:x   exit 1, again in 2.0s (attempt 2 of 3)\n> a:x   ready\n1 passed   6.1s   logs: .repo/runs/12\n");
  });

  test("that the disk has no room for is printed as it comes, and nothing of it is lost", async () => {
    const { stdout } = await showHeld(
      "grouped",
      [
        runStarted("a:x", "b:x"),
        taskStarted("a:x"),
        taskStarted("b:x"),
        output("a:x", "one\ntw"),
        output("b:x", "b\n"),
        output("a:x", "o\nthree"),
        taskFinished("b:x", passed(1)),
        output("a:x", "\n"),
        taskFinished("a:x", passed(1)),
        runFinished,
      ],
      { spilled: ["a:x"] },
    );
    expect(stdout.split("\n")).toEqual(["a:x | one", "a:x | two", "a:x | three", "✓ b:x   1ms", "    b", "", "✓ a:x   1ms", ""]);
  });
});

describe("failures alone", () => {
  test("show nothing of what passes, and all of what fails", async () => {
    const { stdout, stderr } = await showHeld("failures", EVENTS, { run: 12 });
    expect(stdout).toBe("✗ web:test    3.4s    exit 1\n    first\n\n    oh no\n\n");
    expect(stderr.split("\n")).toEqual(["repo: PORT is not set", ...SUMMARY]);
  });

  test("show what was allowed to fail, too, and not what was stopped because nothing needs it", async () => {
    const { stdout } = await showHeld("failures", [
      runStarted("a:x", "b:x", "c:x"),
      taskStarted("a:x"),
      taskStarted("b:x"),
      output("a:x", "hm\n"),
      output("b:x", "server\n"),
      retrying("a:x", 1),
      taskFinished("a:x", { kind: "failed", durationMs: 5, status: { kind: "code", code: 1 }, allowed: true }),
      taskFinished("b:x", { kind: "stopped", durationMs: 5, because: "not-needed" }),
      runFinished,
    ]);
    expect(stdout).toBe("! a:x   5ms     exit 1, allowed to fail\n    hm\n\n");
  });

  test("where all passes is one line", async () => {
    const { stdout, stderr } = await showHeld("failures", [
      runStarted("a:x"),
      taskStarted("a:x"),
      output("a:x", "x"),
      taskFinished("a:x", passed(1)),
      runFinished,
    ]);
    expect(stdout).toBe("");
    expect(stderr).toBe("1 passed   6.1s   logs: .repo/runs/12\n");
  });
});
