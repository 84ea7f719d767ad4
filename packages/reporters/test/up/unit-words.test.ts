import { describe, expect, test } from "@jest/globals";
import type { FailedBecause, Failure, UnitState, WhyUnready } from "@nix-repo/model";
import { describeState, failureBelow, ordinal, type UnitWording } from "../../src/index.ts";
import { failed } from "./units.ts";

const NOW = 100_000;
const since = NOW - 60_000;

function words(state: UnitState, others: Readonly<Record<string, UnitState>> = {}): string {
  return describeState(state, wording(others));
}

function wording(others: Readonly<Record<string, UnitState>> = {}): UnitWording {
  return { root: "/workspace", now: NOW, stateOf: (unit) => others[unit] };
}

const MISSING: Failure = { code: "command-not-found", command: "redis", shell: "api", keepable: false };
const BROKEN: Failure = { code: "hook-failed", shell: "api", exitCode: 2, output: "one\ntwo\n" };

test.each<[UnitState, string]>([
  [{ kind: "idle" }, "not started"],
  [{ kind: "waiting", since, for: [] }, "about to start"],
  [{ kind: "waiting", since, for: [{ unit: "db", until: "ready" }] }, "waiting for db to be ready"],
  [
    {
      kind: "waiting",
      since,
      for: [
        { unit: "db", until: "ready" },
        { unit: "migrate", until: "completed" },
        { unit: "cache", until: "ready" },
        { unit: "logger", until: "started" },
      ],
    },
    "waiting for db and cache to be ready, migrate to complete, logger to be started",
  ],
  [
    { kind: "waiting", since, for: ["a", "b", "c", "d", "e"].map((unit) => ({ unit, until: "ready" as const })) },
    "waiting for a, b and 3 more to be ready",
  ],
  [{ kind: "starting", since }, "starting"],
  [{ kind: "running", since, pid: 7, why: undefined }, "not ready yet"],
  [{ kind: "running", since, pid: 7, why: { kind: "no-connection" } }, "not ready: nobody takes connections"],
  [{ kind: "ready", since, pid: 7 }, "ready"],
  [{ kind: "stopping", since, pid: 7, for: [], next: "ended", killed: false }, "stopping"],
  [{ kind: "stopping", since, pid: 7, for: ["web", "api"], next: "ended", killed: false }, "stopping after web and api"],
  [{ kind: "stopping", since, pid: 7, for: [], next: "waiting", killed: false }, "stopping, to be started again"],
  [{ kind: "stopping", since, pid: 7, for: [], next: "judged", killed: false }, "not ready in time, being stopped"],
  [{ kind: "stopping", since, pid: 7, for: [], next: "ended", killed: true }, "did not end in time, being killed"],
  [
    {
      kind: "backoff",
      since,
      until: NOW + 1_200,
      restart: 2,
      because: { kind: "exited", exit: { kind: "code", code: 1 }, wasReady: true },
    },
    "ended with 1, again in 2s (2nd time)",
  ],
  [
    {
      kind: "backoff",
      since,
      until: NOW - 5,
      restart: 11,
      because: { kind: "exited", exit: { kind: "signal", signal: "SIGSEGV" }, wasReady: false },
    },
    "ended by SIGSEGV before it was ready, again in 0s (11th time)",
  ],
  [{ kind: "ended", since, exit: undefined }, "stopped"],
  [{ kind: "ended", since, exit: { kind: "code", code: 0 } }, "stopped"],
  [{ kind: "ended", since, exit: { kind: "signal", signal: "SIGTERM" } }, "stopped"],
  [{ kind: "ended", since, exit: { kind: "code", code: 143 } }, "stopped, ended with 143"],
  [{ kind: "ended", since, exit: { kind: "signal", signal: "SIGKILL" } }, "stopped, had to be killed"],
  [{ kind: "completed", since }, "completed"],
])("the state %j reads: %s", (state, text) => {
  expect(words(state)).toBe(text);
});

test.each<[FailedBecause, string]>([
  [{ kind: "exited", exit: { kind: "code", code: 0 }, wasReady: true }, "ended with 0"],
  [{ kind: "exited", exit: { kind: "code", code: 0 }, wasReady: false }, "ended with 0 before it was ready"],
  [{ kind: "exited", exit: { kind: "signal", signal: "SIGKILL" }, wasReady: true }, "ended by SIGKILL"],
  [
    { kind: "not-started", failure: MISSING },
    'cannot be started: there is no command "redis" in the devShell api, nor elsewhere on your PATH; add its package to api',
  ],
  [{ kind: "not-started", failure: BROKEN }, "cannot be started: the shellHook of the devShell api failed with exit 2"],
  [{ kind: "late", timeoutMs: 30_000, why: undefined }, "not ready within 30s"],
  [{ kind: "late", timeoutMs: 90_000, why: { kind: "status", status: 503 } }, "not ready within 1m 30s: it answers with status 503"],
  [{ kind: "dependency", dependency: { unit: "db", until: "ready" } }, "not started: db failed"],
])("the failure %j reads: %s", (because, text) => {
  expect(words(failed(because))).toBe(text);
});

test.each<[WhyUnready, string]>([
  [{ kind: "no-connection" }, "nobody takes connections"],
  [{ kind: "no-answer" }, "no answer in time"],
  [{ kind: "status", status: 404 }, "it answers with status 404"],
  [{ kind: "status", status: undefined }, "what it answers is not HTTP"],
  [{ kind: "exit", status: { kind: "code", code: 2 } }, "its check ended with 2"],
  [{ kind: "exit", status: { kind: "signal", signal: "SIGKILL" } }, "its check ended by SIGKILL"],
  [
    { kind: "not-started", failure: { code: "start-failed", file: "/workspace/api/check", reason: "permission denied" } },
    "its check cannot be started: the system cannot start api/check: permission denied",
  ],
  [{ kind: "no-line", pattern: "listening on \\d+" }, "no line matches /listening on \\d+/"],
  [{ kind: "own", text: "unhealthy: \x1b[31mconnection refused\x1b[0m" }, "unhealthy: connection refused"],
])("the reason %j reads: %s", (why, text) => {
  expect(words({ kind: "running", since, pid: 7, why })).toBe(`not ready: ${text}`);
});

describe("what was never started for want of another", () => {
  const worker = failed({ kind: "dependency", dependency: { unit: "db", until: "ready" } });

  test("says what became of that one", () => {
    expect(words(worker, { db: failed({ kind: "late", timeoutMs: 1_000, why: undefined }) })).toBe("not started: db failed");
    expect(words(worker, { db: { kind: "completed", since } })).toBe("not started: db has ended and is not ready any more");
    expect(words(worker, { db: failed({ kind: "dependency", dependency: { unit: "disk", until: "started" } }) })).toBe(
      "not started: db was not started",
    );
  });
});

test("what a failure has to say beyond one line stands below", () => {
  expect(failureBelow(failed({ kind: "not-started", failure: BROKEN }), wording())).toEqual([
    "    one",
    "    two",
    "  correct the hook in the flake; no task of this shell can start before",
  ]);
  expect(failureBelow(failed({ kind: "late", timeoutMs: 1, why: undefined }), wording())).toEqual([]);
});

test("numbers in a row are written as one says them", () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111].map(ordinal).join(" ")).toBe("1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 101st 111th");
});
