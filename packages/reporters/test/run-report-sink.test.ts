import { expect, test } from "@jest/globals";
import type { Event, RunReport } from "@nix-repo/model";
import { temporaryFolder } from "@nix-repo/testkit";
import { exited, output, passed, retrying, runFinished, runStarted, taskFinished, taskStarted } from "./fake-terminal.ts";
import { written } from "./file-contents.ts";

test("of each task its outcome, and of one that failed its last lines and what they say of files", async () => {
  using folder = temporaryFolder({ "web/src/a.ts": "", "api/main.c": "" });
  const lines = Array.from({ length: 30 }, (_, i) => `line ${i + 1}\n`).join("");
  const text = await written(
    "report",
    [
      runStarted("web:test", "api:lint", "api:test", "web:e2e", "web:build", "web:dev"),
      taskStarted("web:test", 1000),
      taskStarted("api:lint", 1000),
      output("api:lint", "main.c:7:1: warning: careful\nmain.c:8:1: error: a test of a compiler prints this\n"),
      retrying("web:test", 1),
      taskStarted("web:test", 1700),
      output("web:test", `${lines}\x1b[31msrc/a.ts(3,5): error TS1: s3cret\x1b[0m\n::add-mask::s3cret\n10%\r100% s3cret\n\n\n`),
      taskFinished("web:test", { kind: "failed", durationMs: 300, status: { kind: "code", code: 2 }, attempts: 2 }),
      taskFinished("api:lint", passed(1200)),
      taskFinished("api:test", { kind: "kept", durationMs: 2000, keptAt: 5 }),
      taskFinished("web:e2e", { kind: "unavailable", failure: { code: "host-tool-missing", tool: "docker", task: "web:e2e" } }),
      taskFinished("web:build", { kind: "not-started", because: { kind: "dependency-failed", task: "web:test" } }),
      taskStarted("web:dev"),
      runFinished,
    ],
    {
      root: folder.path,
      folderOf: (task) => `${folder.path}/${task.split(":")[0]}`,
      head: "0f3c9a1",
      shard: { index: 2, of: 5 },
    },
  );
  expect(text.endsWith("}\n")).toBe(true);
  const report: RunReport = {
    version: 1,
    kind: "run-report",
    head: "0f3c9a1",
    shard: { index: 2, of: 5 },
    provider: "nix",
    startedAt: 1000,
    durationMs: 6100,
    tasks: [
      {
        task: "web:test",
        outcome: { kind: "failed", durationMs: 300, status: { kind: "code", code: 2 }, attempts: 2 },
        attempts: 2,
        shell: "s",
        command: "run web:test",
        problems: [{ level: "error", file: "web/src/a.ts", line: 3, column: 5, message: "TS1: ***" }],
        tail: [...Array.from({ length: 18 }, (_, i) => `line ${i + 13}`), "src/a.ts(3,5): error TS1: ***", "100% ***"],
      },
      {
        task: "api:lint",
        outcome: { kind: "passed", durationMs: 1200 },
        attempts: 1,
        shell: "s",
        command: "run api:lint",
        problems: [{ level: "warning", file: "api/main.c", line: 7, column: 1, message: "careful" }],
        tail: [],
      },
      { task: "api:test", outcome: { kind: "kept", durationMs: 2000, keptAt: 5 }, attempts: 0, problems: [], tail: [] },
      {
        task: "web:e2e",
        outcome: { kind: "unavailable", failure: { code: "host-tool-missing", tool: "docker", task: "web:e2e" } },
        attempts: 0,
        problems: [],
        tail: [],
      },
      {
        task: "web:build",
        outcome: { kind: "not-started", because: { kind: "dependency-failed", task: "web:test" } },
        attempts: 0,
        problems: [],
        tail: [],
      },
      { task: "web:dev", attempts: 1, shell: "s", command: "run web:dev", problems: [], tail: [] },
    ],
  };
  expect(JSON.parse(text)).toEqual(report);
});

test("of a task 50 problems are kept, errors first, and of a line a thousand characters", async () => {
  using folder = temporaryFolder({ "a.c": "" });
  const said = Array.from({ length: 100 }, (_, i) => `a.c:${i + 1}: ${i < 70 ? "warning" : "error"}: x\n`).join("");
  const events: Event[] = [
    runStarted("a:x"),
    taskStarted("a:x"),
    output("a:x", `${said}${"é".repeat(5000)}`),
    taskFinished("a:x", exited(1, 1)),
    runFinished,
  ];
  const { tasks } = JSON.parse(await written("report", events, { root: folder.path })) as RunReport;
  expect(tasks[0]?.problems.filter(({ level }) => level === "error")).toHaveLength(30);
  expect(tasks[0]?.problems).toHaveLength(50);
  expect(tasks[0]?.tail.at(-1)).toBe("é".repeat(1000));
});

test("of a run without tasks, and without a commit, it is a report too", async () => {
  expect(JSON.parse(await written("report", [runStarted(), runFinished]))).toEqual({
    version: 1,
    kind: "run-report",
    provider: "nix",
    startedAt: 1000,
    durationMs: 6100,
    tasks: [],
  });
});

test("blank lines among the last ones stay, those at the end do not", async () => {
  const events: Event[] = [
    runStarted("a:x"),
    taskStarted("a:x"),
    output("a:x", `${"\n".repeat(100)}one\n\n  \ntwo\n${"\n".repeat(100)}`),
    taskFinished("a:x", exited(1, 1)),
    runFinished,
  ];
  const { tasks } = JSON.parse(await written("report", events)) as RunReport;
  expect(tasks[0]?.tail.slice(-4)).toEqual(["one", "", "", "two"]);
  expect(tasks[0]?.tail).toHaveLength(20);
});
