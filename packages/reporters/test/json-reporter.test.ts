import { expect, test } from "@jest/globals";
import { errorView } from "@nix-repo/reporters";
import { exited, output, passed, runFinished, runStarted, show, taskFinished } from "./fake-terminal.ts";

test("a run for programs is one object on stdout, and nothing else anywhere", async () => {
  const { stdout, stderr } = await show("json", [
    runStarted("api:lint", "web:test", "web:build", "web:e2e"),
    { type: "notice", level: "warning", text: "the host's own tools are used" },
    { type: "notice", level: "verbose", text: "captured in 3 s" },
    output("api:lint", "noise\n"),
    taskFinished("api:lint", passed(1200)),
    taskFinished("web:test", exited(3400, 1)),
    taskFinished("web:build", { kind: "not-started", because: { kind: "dependency-failed", task: "web:test" } }),
    taskFinished("web:e2e", { kind: "unavailable", failure: { code: "host-tool-missing", tool: "docker", task: "web:e2e" } }),
    runFinished,
  ]);
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual({
    version: 1,
    kind: "run",
    provider: "nix",
    startedAt: 1000,
    durationMs: 6100,
    logs: "/workspace/.repo/runs/12",
    counts: { failed: 2, allowed: 0, stopped: 0, notStarted: 1, passed: 1, kept: 0 },
    tasks: [
      { task: "api:lint", outcome: "passed", durationMs: 1200, exitCode: 0, log: "/workspace/.repo/runs/12/api-lint.log" },
      { task: "web:test", outcome: "failed", durationMs: 3400, exitCode: 1, log: "/workspace/.repo/runs/12/web-test.log" },
      { task: "web:build", outcome: "not-started", because: { kind: "dependency-failed", task: "web:test" } },
      {
        task: "web:e2e",
        outcome: "unavailable",
        failure: {
          code: "host-tool-missing",
          message: 'web:e2e: hostTools names "docker", which is not on your PATH; install it, or add it to the devShell instead',
        },
      },
    ],
    notices: [{ level: "warning", text: "the host's own tools are used" }],
  });
});

test("tells what was tried again, timed out, allowed to fail or stopped", async () => {
  const retrying = {
    type: "task-retrying",
    task: "a:x",
    at: 1,
    attempt: 1,
    attempts: 3,
    status: { kind: "code", code: 1 },
    delayMs: 10,
  } as const;
  const signal = { kind: "signal", signal: "SIGTERM" } as const;
  const { stdout } = await show(
    "json",
    [
      runStarted("a:x", "b:x", "c:x", "d:x", "e:x"),
      retrying,
      taskFinished("a:x", passed(5)),
      taskFinished("b:x", { kind: "failed", durationMs: 9, status: signal, timeoutMs: 8, allowed: true }),
      taskFinished("c:x", { kind: "failed", durationMs: 9, status: signal, timeoutMs: 8, unready: true }),
      taskFinished("d:x", { kind: "stopped", durationMs: 7, because: "not-needed" }),
      taskFinished("e:x", { kind: "stopped", durationMs: 7, because: "another-failed" }),
      runFinished,
    ],
    { run: 12 },
  );
  const { run, counts, tasks } = JSON.parse(stdout);
  expect({ run, counts }).toEqual({ run: 12, counts: { failed: 1, allowed: 1, stopped: 1, notStarted: 0, passed: 2, kept: 0 } });
  expect(tasks.map(({ log: _, ...task }: { log: string }) => task)).toEqual([
    { task: "a:x", outcome: "passed", durationMs: 5, exitCode: 0, attempts: 2 },
    { task: "b:x", outcome: "failed", durationMs: 9, signal: "SIGTERM", timeoutMs: 8, allowed: true },
    { task: "c:x", outcome: "failed", durationMs: 9, signal: "SIGTERM", timeoutMs: 8, unready: true },
    { task: "d:x", outcome: "stopped", durationMs: 7, because: { kind: "not-needed" } },
    { task: "e:x", outcome: "stopped", durationMs: 7, because: { kind: "another-failed" } },
  ]);
});

test("a failure for programs has its code, its words and the exit code", () => {
  expect(errorView({ code: "unknown-service", name: "wep", nearest: "web", count: 14 }, "/ws")).toEqual({
    version: 1,
    kind: "error",
    exitCode: 2,
    code: "unknown-service",
    message: 'there is no service "wep"; did you mean "web"? (repo list shows all 14)',
  });
});
