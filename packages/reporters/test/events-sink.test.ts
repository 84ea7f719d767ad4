import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { exited, output, passed, retrying, runFinished, runStarted, taskFinished, taskStarted } from "./fake-terminal.ts";
import { written } from "./file-contents.ts";

const parsed = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test("each event is a line of JSON, behind one that says which form this is", async () => {
  const text = await written("events", [
    runStarted("web:test", "api:dev"),
    { type: "notice", level: "warning", task: "web:test", text: "PORT is not set" },
    taskStarted("web:test", 1001),
    output("web:test", 'say "hi"\\\n\t\x1b[1m\x00\x7fé🎉'),
    retrying("web:test", 1, 1002),
    taskStarted("web:test", 1003),
    output("web:test", Buffer.from([0x61, 0xff, 0x0a]), "stderr"),
    { type: "task-ready", task: "api:dev", at: 1004 },
    taskFinished("web:test", exited(3400, 1)),
    taskFinished("api:dev", { kind: "stopped", durationMs: 1, because: "not-needed" }),
    runFinished,
  ]);
  expect(text.endsWith("}\n")).toBe(true);
  expect(parsed(text)).toEqual([
    { version: 1, kind: "events", repo: "1.2.3", run: 12 },
    { type: "run-started", at: 1000, provider: "nix", tasks: ["web:test", "api:dev"] },
    { type: "notice", level: "warning", task: "web:test", text: "PORT is not set" },
    { type: "task-started", at: 1001, task: "web:test", attempt: 1, command: "run web:test", shell: "s" },
    { type: "task-output", task: "web:test", stream: "stdout", text: 'say "hi"\\\n\t\x1b[1m\x00\x7fé🎉' },
    { type: "task-retrying", at: 1002, task: "web:test", attempt: 1, attempts: 3, exitCode: 1, delayMs: 2000 },
    { type: "task-started", at: 1003, task: "web:test", attempt: 2, command: "run web:test", shell: "s" },
    { type: "task-output", task: "web:test", stream: "stderr", base64: "Yf8K" },
    { type: "task-ready", at: 1004, task: "api:dev" },
    { type: "task-finished", at: 2000, task: "web:test", outcome: "failed", durationMs: 3400, exitCode: 1, attempts: 2 },
    { type: "task-finished", at: 2000, task: "api:dev", outcome: "stopped", durationMs: 1, because: { kind: "not-needed" } },
    {
      type: "run-finished",
      at: 7100,
      durationMs: 6100,
      counts: { failed: 1, allowed: 0, stopped: 0, notStarted: 0, passed: 1, kept: 0 },
      logs: "/workspace/.repo/runs/12",
    },
  ]);
});

test("output is told as JSON.stringify would, whatever it holds and however long it is", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", maxLength: 50 }), fc.integer({ min: 1, max: 3000 }), async (text, times) => {
      const content = text.repeat(times);
      const [, line = ""] = (await written("events", [output("a:x", content)])).split(/(?<=\n)/);
      expect(line).toBe(
        `${JSON.stringify({ type: "task-output", task: "a:x", stream: "stdout", text: Buffer.from(content).toString() })}\n`,
      );
    }),
    { numRuns: 200 },
  );
});

test("bytes that are no text come whole", async () => {
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7 + 128) % 256));
  const [, event] = parsed(await written("events", [output("a:x", bytes)]));
  expect(Buffer.from(String(event?.base64), "base64")).toEqual(bytes);
});

test("of a failure it tells the code and the words", async () => {
  const [, event] = parsed(
    await written("events", [taskFinished("a:x", { kind: "unavailable", failure: { code: "nix-missing" } }), passedEvent]),
  );
  expect(event).toMatchObject({
    outcome: "unavailable",
    failure: { code: "nix-missing", message: expect.stringContaining("there is no nix on the PATH") },
  });
});

const passedEvent = taskFinished("b:x", passed(1));
