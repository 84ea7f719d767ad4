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
    counts: { failed: 2, notStarted: 1, passed: 1 },
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

test("a failure for programs has its code, its words and the exit code", () => {
  expect(errorView({ code: "unknown-service", name: "wep", nearest: "web", count: 14 }, "/ws")).toEqual({
    version: 1,
    kind: "error",
    exitCode: 2,
    code: "unknown-service",
    message: 'there is no service "wep"; did you mean "web"? (repo list shows all 14)',
  });
});
