import { expect, test } from "@jest/globals";
import type { NotStartedReason, TaskOutcome } from "@nix-repo/model";
import { ASCII, paletteOf, UNICODE } from "@nix-repo/reporters";
import { countsText } from "../src/summary.ts";
import { outcomeLine } from "../src/task-lines.ts";

const options = { palette: paletteOf(false), symbols: UNICODE, nameWidth: 8 };
const TEN_MINUTES = 600_000;
const killed = { kind: "signal", signal: "SIGKILL" } as const;
const failed = (more: Partial<Extract<TaskOutcome, { kind: "failed" }>>): TaskOutcome => ({
  kind: "failed",
  durationMs: TEN_MINUTES,
  status: { kind: "code", code: 1 },
  ...more,
});
const notStarted = (because: NotStartedReason): TaskOutcome => ({ kind: "not-started", because });

test.each<[string, TaskOutcome, string]>([
  ["passed", { kind: "passed", durationMs: 3400 }, "✓ web:test   3.4s"],
  ["failed", failed({}), "✗ web:test   10m 00s   exit 1"],
  ["ended by a signal", failed({ status: killed }), "✗ web:test   10m 00s   ended by SIGKILL"],
  ["timed out", failed({ status: killed, timeoutMs: TEN_MINUTES }), "✗ web:test   10m 00s   timed out after 10m"],
  ["tried several times", failed({ attempts: 3 }), "✗ web:test   10m 00s   exit 1, tried 3 times"],
  ["tried twice", failed({ attempts: 2 }), "✗ web:test   10m 00s   exit 1, tried twice"],
  ["allowed to fail", failed({ allowed: true }), "! web:test   10m 00s   exit 1, allowed to fail"],
  [
    "all of it",
    failed({ timeoutMs: 1500, attempts: 3, allowed: true }),
    "! web:test   10m 00s   timed out after 1.5s, tried 3 times, allowed to fail",
  ],
  ["not ready in time", failed({ status: killed, unready: true, timeoutMs: 60_000 }), "✗ web:test   10m 00s   not ready within 1m"],
  [
    "ended though it was needed",
    failed({ status: { kind: "code", code: 0 }, unready: true }),
    "✗ web:test   10m 00s   exit 0 while others needed it",
  ],
  [
    "not needed any more",
    { kind: "stopped", durationMs: 12_000, because: "not-needed" },
    "– web:test   12s     stopped: nothing needs it any more",
  ],
  ["stopped by who started it", { kind: "stopped", durationMs: 12_000, because: "run-stopped" }, "– web:test   12s     stopped"],
  [
    "stopped for another one",
    { kind: "stopped", durationMs: 12_000, because: "another-failed" },
    "– web:test   12s     stopped: another task failed",
  ],
  ["a dependency", notStarted({ kind: "dependency-failed", task: "api:build" }), "– web:test   not started: api:build failed"],
  ["the first failure", notStarted({ kind: "another-failed", task: "api:build" }), "– web:test   not started: api:build failed"],
  ["a stage", notStarted({ kind: "stage-failed", stage: "lint" }), "– web:test   not started: lint failed"],
  ["a signal", notStarted({ kind: "stopped" }), "– web:test   not started: the run was stopped"],
  ["not to be started", { kind: "unavailable", failure: { code: "nix-missing" } }, "✗ web:test   could not start"],
])("a task that was %s", (_what, outcome, line) => {
  expect(outcomeLine({ task: "web:test", outcome, attempts: 1 }, options)).toBe(line);
  expect(outcomeLine({ task: "web:test", outcome, attempts: 1 }, { ...options, symbols: ASCII })).toMatch(/^[+x!-] web:test/);
});

test("a task that passed when it was tried again", () => {
  expect(outcomeLine({ task: "web:test", outcome: { kind: "passed", durationMs: 3400 }, attempts: 3 }, options)).toBe(
    "✓ web:test   3.4s    at attempt 3",
  );
});

test.each([
  [{}, "nothing to do"],
  [{ passed: 4 }, "4 passed"],
  [{ passed: 4, kept: 3 }, "4 passed, 3 kept"],
  [
    { failed: 1, allowed: 2, stopped: 3, notStarted: 4, passed: 5, kept: 0 },
    "1 failed, 2 failed (allowed), 3 stopped, 4 not started, 5 passed",
  ],
])("counts %j", (counts, text) => {
  expect(countsText({ failed: 0, allowed: 0, stopped: 0, notStarted: 0, passed: 0, kept: 0, ...counts }, paletteOf(false))).toBe(text);
});
