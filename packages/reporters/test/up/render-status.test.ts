import { describe, expect, test } from "@jest/globals";
import type { Orphan, UnitView } from "@nix-repo/model";
import { ASCII, orphanViews, renderOrphans, renderStatus, statusJson, UNICODE } from "../../src/index.ts";
import { exited, failed, T0, viewOf } from "./units.ts";

const NOW = T0 + 3_725_000;
const PLAIN = { root: "/workspace", colour: false, symbols: UNICODE };
const HOOK = { code: "hook-failed", shell: "api", exitCode: 2, output: "no such file\n" } as const;

const UNITS: readonly UnitView[] = [
  viewOf("db", { kind: "ready", since: T0 + 900, pid: 41 }, { pid: 41, startedAt: T0 }),
  viewOf("migrate", { kind: "completed", since: T0 }, { exit: { kind: "code", code: 0 } }),
  viewOf(
    "api:server",
    { kind: "running", since: NOW - 12_000, pid: 42, why: { kind: "status", status: 503 } },
    { pid: 42, startedAt: NOW - 12_000, restarts: 2, exit: { kind: "signal", signal: "SIGSEGV" } },
  ),
  viewOf("worker", { kind: "waiting", since: T0, for: [{ unit: "api:server", until: "ready" }] }),
  viewOf(
    "mail",
    { kind: "backoff", since: NOW, until: NOW + 1_900, restart: 2, because: exited(1) },
    { restarts: 1, exit: { kind: "code", code: 1 } },
  ),
  viewOf("search", failed({ kind: "not-started", failure: HOOK })),
  viewOf("index", failed({ kind: "dependency", dependency: { unit: "search", until: "ready" } })),
  viewOf("late", failed({ kind: "late", timeoutMs: 30_000, why: { kind: "no-line", pattern: "listening" } })),
  viewOf(
    "cron",
    { kind: "stopping", since: NOW, pid: 43, for: ["web"], next: "ended", killed: false },
    { pid: 43, startedAt: NOW - 90_000 },
  ),
  viewOf(
    "old",
    { kind: "ended", since: NOW, exit: { kind: "signal", signal: "SIGKILL" } },
    { exit: { kind: "signal", signal: "SIGKILL" } },
  ),
  viewOf("idle"),
];

const STATUS = {
  units: UNITS,
  now: NOW,
  samples: new Map([
    ["db", { rssBytes: 120_000_000, cpuPercent: 0.25 }],
    ["api:server", { rssBytes: 1_234_567_890, cpuPercent: 99.96 }],
  ]),
};

describe("repo status", () => {
  test("has a row for each unit, and below the table why one could not be started", () => {
    expect(renderStatus(STATUS, PLAIN).split("\n")).toEqual([
      "  unit         age      restarts   cpu    memory   state",
      "✓ db           1h 02m              0.3%   120 MB   ready",
      "✓ migrate                                          completed",
      "> api:server   12s      2          100%   1.2 GB   not ready: it answers with status 503",
      "– worker                                           waiting for api:server to be ready",
      "↻ mail                  1                          ended with 1, again in 2s (2nd time)",
      "✗ search                                           cannot be started: the shellHook of the devShell api failed with exit 2",
      "– index                                            not started: search failed",
      "✗ late                                             not ready within 30s: no line matches /listening/",
      "> cron         1m 30s                              stopping after web",
      "– old                                              stopped, had to be killed",
      "– idle                                             not started",
      "",
      "search: cannot be started: the shellHook of the devShell api failed with exit 2",
      "        no such file",
      "      correct the hook in the flake; no task of this shell can start before",
    ]);
  });

  test("leaves out columns that say nothing, wraps on a terminal, and draws in ASCII where it has to", () => {
    const units = [viewOf("web", failed({ kind: "late", timeoutMs: 30_000, why: { kind: "no-connection" } })), viewOf("api")];
    const options = { ...PLAIN, symbols: ASCII, columns: 36 };
    expect(renderStatus({ units, now: NOW, samples: new Map() }, options).split("\n")).toEqual([
      "  unit   state",
      "x web    not ready within 30s:",
      "         nobody takes connections",
      "- api    not started",
    ]);
  });

  test("says so where there is nothing, and colours what needs somebody", () => {
    expect(renderStatus({ units: [], now: NOW, samples: new Map() }, PLAIN)).toBe("there are no units");
    const units = [viewOf("web", failed(exited(1)))];
    expect(renderStatus({ units, now: NOW, samples: new Map() }, { ...PLAIN, colour: true })).toBe(
      "\x1b[2m  unit\x1b[22m   \x1b[2mstate\x1b[22m\n\x1b[31m✗\x1b[39m web    \x1b[31mended with 1\x1b[39m",
    );
  });

  test("is data for programs", () => {
    expect(statusJson(STATUS, "/workspace")).toEqual({
      version: 1,
      kind: "status",
      units: [
        {
          unit: "db",
          state: "ready",
          message: "ready",
          since: T0 + 900,
          pid: 41,
          startedAt: T0,
          restarts: 0,
          rssBytes: 120_000_000,
          cpuPercent: 0.3,
        },
        { unit: "migrate", state: "completed", message: "completed", since: T0, restarts: 0, exitCode: 0 },
        {
          unit: "api:server",
          state: "running",
          message: "not ready: it answers with status 503",
          since: NOW - 12_000,
          pid: 42,
          startedAt: NOW - 12_000,
          restarts: 2,
          signal: "SIGSEGV",
          unready: { kind: "status", status: 503 },
          rssBytes: 1_234_567_890,
          cpuPercent: 100,
        },
        {
          unit: "worker",
          state: "waiting",
          message: "waiting for api:server to be ready",
          since: T0,
          restarts: 0,
          waitingFor: [{ unit: "api:server", until: "ready" }],
        },
        {
          unit: "mail",
          state: "backoff",
          message: "ended with 1, again in 2s (2nd time)",
          since: NOW,
          restarts: 1,
          exitCode: 1,
          because: { kind: "exited", exitCode: 1, wasReady: true },
          againAt: NOW + 1_900,
          restart: 2,
        },
        {
          unit: "search",
          state: "failed",
          message: "cannot be started: the shellHook of the devShell api failed with exit 2",
          since: T0,
          restarts: 0,
          because: {
            kind: "not-started",
            failure: {
              code: "hook-failed",
              message:
                "the shellHook of the devShell api failed with exit 2\n    no such file\n  correct the hook in the flake; no task of this shell can start before",
            },
          },
        },
        {
          unit: "index",
          state: "failed",
          message: "not started: search failed",
          since: T0,
          restarts: 0,
          because: { kind: "dependency", dependency: { unit: "search", until: "ready" } },
        },
        {
          unit: "late",
          state: "failed",
          message: "not ready within 30s: no line matches /listening/",
          since: T0,
          restarts: 0,
          because: { kind: "late", timeoutMs: 30_000, unready: { kind: "no-line", pattern: "listening" } },
        },
        {
          unit: "cron",
          state: "stopping",
          message: "stopping after web",
          since: NOW,
          pid: 43,
          startedAt: NOW - 90_000,
          restarts: 0,
          stoppingAfter: ["web"],
        },
        { unit: "old", state: "ended", message: "stopped, had to be killed", since: NOW, restarts: 0, signal: "SIGKILL" },
        { unit: "idle", state: "idle", message: "not started", restarts: 0 },
      ],
    });
  });

  test("tells programs every reason", () => {
    const whys = [
      { kind: "no-connection" },
      { kind: "status", status: undefined },
      { kind: "exit", status: { kind: "signal", signal: "SIGKILL" } },
      { kind: "not-started", failure: { code: "nix-missing" } },
      { kind: "own", text: "unhealthy" },
    ] as const;
    const units = whys.map((why, i) => viewOf(`u${i}`, { kind: "running", since: T0, pid: undefined, why }));
    expect(statusJson({ units, now: NOW, samples: new Map() }, "/workspace").units.map(({ unready }) => unready)).toEqual([
      { kind: "no-connection" },
      { kind: "status" },
      { kind: "exit", signal: "SIGKILL" },
      { kind: "not-started", failure: { code: "nix-missing", message: expect.stringContaining("there is no nix on the PATH") } },
      { kind: "own", text: "unhealthy" },
    ]);
  });
});

describe("what a killed supervisor has left", () => {
  const orphans: readonly Orphan[] = [
    { unit: "web", pids: [4711, 4712, 4713, 4714, 4715], command: "node server.js --name \x1b[2Jx", startedAt: NOW - 7_300_000 },
    { unit: "api:worker#2", pids: [99] },
  ];
  const options = { colour: false, symbols: UNICODE, now: NOW };

  test("is named with its processes, and with what ends it", () => {
    expect(renderOrphans(orphans, options).split("\n")).toEqual([
      "repo: what ran here was killed and has left 2 units (6 processes) running:",
      "  web            4711, 4712, 4713 and 2 more   2 hours ago   node server.js --name x",
      "  api:worker#2   99",
      "repo down ends them",
    ]);
    expect(renderOrphans(orphans.slice(1), options).split("\n")[0]).toBe(
      "repo: what ran here was killed and has left 1 unit (1 process) running:",
    );
  });

  test("is nothing where nothing is left, and data for programs", () => {
    expect(renderOrphans([], options)).toBe("");
    expect(orphanViews(orphans.slice(1))).toEqual([{ unit: "api:worker#2", pids: [99] }]);
  });
});
