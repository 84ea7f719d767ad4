import { describe, expect, test } from "@jest/globals";
import type { KeptRun } from "@nix-repo/model";
import { renderRun, renderRuns, runJson, runsJson, UNICODE } from "@nix-repo/reporters";

const options = { root: "/ws", colour: false, symbols: UNICODE };
const at = new Date(2025, 10, 21, 14, 2).getTime();

const FINISHED: KeptRun = {
  version: 2,
  id: 12,
  state: "finished",
  process: { pid: 1 },
  command: ["test", "web", "api"],
  provider: "nix",
  startedAt: at,
  durationMs: 6100,
  folder: "/ws/.repo/runs/12",
  tasks: {
    "api:test": {
      log: "api-test.log",
      command: "go test",
      shell: "api",
      startedAt: at + 1,
      readyAt: at + 5,
      retried: [{ at: at + 3, status: { kind: "code", code: 1 } }],
      outcome: { kind: "passed", durationMs: 1200 },
    },
    "web:test": {
      log: "web-test.log",
      command: "npm test",
      shell: "web",
      startedAt: at + 1,
      outcome: { kind: "failed", durationMs: 3400, status: { kind: "code", code: 1 } },
    },
    "web:build": { outcome: { kind: "not-started", because: { kind: "dependency-failed", task: "web:test" } } },
    "web:e2e": { outcome: { kind: "unavailable", failure: { code: "nix-missing" } } },
  },
};

const PASSED_TASK = { log: "a-x.log", startedAt: at, outcome: { kind: "passed", durationMs: 40 } } as const;
const STARTED: KeptRun["tasks"] = { "a:x": PASSED_TASK, "b:x": { log: "b-x.log", startedAt: at }, "c:x": {} };
const { durationMs: _, ...ENDLESS } = FINISHED;
const RUNNING: KeptRun = { ...ENDLESS, id: 13, state: "running", command: ["ci"], tasks: STARTED };
const KILLED: KeptRun = { ...RUNNING, id: 9, state: "killed", durationMs: 900 };
const PASSED: KeptRun = { ...FINISHED, id: 8, command: ["lint", "--all"], tasks: { "a:x": PASSED_TASK } };

describe("the list of runs", () => {
  test("says of each when it was, what was typed and what came of it", () => {
    expect(renderRuns([RUNNING, FINISHED, KILLED, PASSED], options)).toBe(
      [
        "run   started            what           result                              took",
        "13    2025-11-21 14:02   ci             running, 1 of 3 done",
        "12    2025-11-21 14:02   test web api   2 failed, 1 not started, 1 passed   6.1s",
        "9     2025-11-21 14:02   ci             killed, 1 of 3 done                 900ms",
        "8     2025-11-21 14:02   lint --all     1 passed                            6.1s",
      ].join("\n"),
    );
    expect(renderRuns([], options)).toBe("nothing has been run yet");
  });

  test("fits a narrow terminal", () => {
    const long = { ...FINISHED, command: ["test", ...Array.from({ length: 40 }, (_, i) => `service-${i}`)] };
    for (const line of renderRuns([long], { ...options, columns: 80 }).split("\n")) expect(line.length).toBeLessThan(80);
  });

  test("for programs", () => {
    expect(runsJson([KILLED])).toEqual({
      version: 1,
      kind: "runs",
      runs: [
        {
          run: 9,
          state: "killed",
          command: ["ci"],
          provider: "nix",
          startedAt: at,
          durationMs: 900,
          counts: { failed: 0, allowed: 0, stopped: 0, notStarted: 0, passed: 1, kept: 0 },
          logs: "/ws/.repo/runs/12",
        },
      ],
    });
  });
});

describe("one run", () => {
  test("with all its tasks, why they failed, and how to read on", () => {
    expect(renderRun(FINISHED, options)).toBe(
      [
        "run 12   test web api   2025-11-21 14:02",
        "",
        "✓ api:test    1.2s    at attempt 2",
        "✗ web:test    3.4s    exit 1",
        "– web:build   not started: web:test failed",
        "✗ web:e2e     could not start",
        "    there is no nix on the PATH, and the tools of every service come from it",
        "      install Nix (https://nixos.org/download), or use this machine's own tools: --provider host",
        "",
        "2 failed, 1 not started, 1 passed   6.1s   repo logs --run 12 web:test",
      ].join("\n"),
    );
  });

  test("that is still going on", () => {
    expect(renderRun(RUNNING, options).split("\n").slice(2)).toEqual([
      "✓ a:x   40ms",
      "> b:x   running",
      "– c:x   waiting",
      "",
      "running, 1 of 3 done",
    ]);
  });

  test("that was killed", () => {
    expect(renderRun(KILLED, options).split("\n").slice(2)).toEqual([
      "✓ a:x   40ms",
      "✗ b:x   was running when repo was killed",
      "– c:x   not started: repo was killed",
      "",
      "killed, 1 of 3 done   900ms",
    ]);
  });

  test("for programs", () => {
    expect(runJson(FINISHED, "/ws")).toMatchObject({ version: 1, kind: "kept-run", run: 12, state: "finished" });
    expect(runJson(FINISHED, "/ws").tasks).toEqual([
      {
        task: "api:test",
        outcome: "passed",
        durationMs: 1200,
        exitCode: 0,
        attempts: 2,
        command: "go test",
        shell: "api",
        startedAt: at + 1,
        readyAt: at + 5,
        retried: [{ at: at + 3, exitCode: 1 }],
        log: "/ws/.repo/runs/12/api-test.log",
      },
      expect.objectContaining({ task: "web:test", outcome: "failed", exitCode: 1, log: "/ws/.repo/runs/12/web-test.log" }),
      { task: "web:build", outcome: "not-started", because: { kind: "dependency-failed", task: "web:test" } },
      { task: "web:e2e", outcome: "unavailable", failure: { code: "nix-missing", message: expect.any(String) } },
    ]);
    expect(runJson(RUNNING, "/ws").tasks.at(-1)).toEqual({ task: "c:x" });
  });
});
