import { describe, expect, test } from "@jest/globals";
import type { Failure, RunReport } from "@nix-repo/model";
import fc from "fast-check";
import { readReport } from "../../src/reports/read-report.ts";
import { changed } from "../changed.ts";
import { HEAD } from "../plans.ts";
import { failed, kept, ofShard, passed, report, reported } from "./builders.ts";

const place = { file: "/repo/services.config.ts", line: 3, column: 7 };

/** One of each that a task may have met. */
const failures: readonly Failure[] = [
  { code: "usage", message: "m", hint: "h" },
  { code: "file-invalid", diagnostics: [{ place, length: 2, path: "services.web", message: "m", suggestion: "s", excerpt: "e" }] },
  { code: "file-unreadable", place: { file: "/f" }, reason: "r" },
  { code: "unknown-verb", service: "web", verb: "tset", nearest: "test", verbs: ["test"] },
  { code: "dependency-cycle", tasks: ["a:b", "c:d"], places: [[place], []] },
  { code: "nix-missing" },
  { code: "shell-missing", shell: "web", flake: "/repo", nearest: "wed", available: ["a"], place },
  { code: "nix-failed", installable: ".#web", message: "error:\n  broken", log: "/l", untracked: "f" },
  { code: "hook-failed", shell: "web", exitCode: 3, output: "o" },
  { code: "command-not-found", command: "jq", shell: "web", task: "web:test", onHost: "/usr/bin/jq", keepable: true },
  { code: "start-failed", file: "/f", reason: "it is no program" },
  { code: "undeclared-use", task: "web:test", failed: false, how: "trace", read: ["a"], written: [], removed: [] },
  { code: "delegate-tool-missing", tool: "just", file: "/justfile", shell: "web", nixPackage: "just" },
  {
    code: "engine-missing",
    tried: [
      { program: "docker", what: "not-on-path" },
      { program: "podman", what: "no-socket", socket: "/s" },
    ],
    neededBy: ["api@db"],
  },
  { code: "engine-failed", command: "docker compose up", exit: "SIGKILL", message: "m" },
  { code: "container-port-taken", port: 5432, container: "db", holder: { pid: 7, command: "postgres" }, message: "m" },
];

const full: RunReport = report(
  [
    reported("a:test", passed(), { shell: "backend", command: "go test ./...", attempts: 2 }),
    reported("b:test", kept()),
    reported(
      "c:test",
      { ...failed(), hint: { code: "nix-missing" }, timeoutMs: 10, unready: true, attempts: 2, keptAt: 5, allowed: true } as never,
      {
        tail: ["one", "two"],
        problems: [
          { level: "error", file: "a.ts", line: 1, column: 2, message: "m" },
          { level: "warning", file: "b.ts", message: "n" },
        ],
      },
    ),
    reported("d:test", { kind: "failed", durationMs: 1, status: { kind: "signal", signal: "SIGKILL" } }),
    reported("e:dev", { kind: "stopped", durationMs: 1, because: "not-needed" }),
    reported("f:test", { kind: "not-started", because: { kind: "dependency-failed", task: "c:test" } }),
    reported("g:test", { kind: "not-started", because: { kind: "stage-failed", stage: "lint" } }),
    reported("h:test", { kind: "not-started", because: { kind: "another-failed", task: "c:test" } }),
    reported("i:test", { kind: "not-started", because: { kind: "stopped" } }),
    reported("//:check"),
    ...failures.map((failure) => reported(`x:${failure.code}`, { kind: "unavailable", failure })),
  ],
  ofShard(2, 3),
);

describe("readReport", () => {
  test("reads all that a report can say as it was written", () => {
    expect(readReport(JSON.stringify(full))).toEqual({ ok: true, value: full });
    const { head: _, ...withoutCommit } = report([]);
    expect(readReport(JSON.stringify(withoutCommit))).toEqual({ ok: true, value: withoutCommit });
  });

  test.each<[mistake: string, at: string, value: unknown]>([
    ["it is not a report of a run", "", 5],
    ["it is not a report of a run", "kind", "ci-plan"],
    ["it is of version 3, and version 1 is what is read here", "version", 3],
    ["version is missing", "version", "1"],
    ["head is not the name of a commit", "head", HEAD.slice(1)],
    ["shard is not an object", "shard", "2/3"],
    ["shard.of is missing", "shard.of", undefined],
    ["shard.index is 4, and there are 3", "shard.index", 4],
    ['provider is not "nix" or "host"', "provider", "docker"],
    ["startedAt is missing", "startedAt", undefined],
    ["durationMs is not a number of milliseconds", "durationMs", null],
    ["tasks is not a list", "tasks", {}],
    ["tasks[0] is not an object", "tasks[0]", []],
    ["tasks[0].task is not a task", "tasks[0].task", "test"],
    ["tasks has b:test twice", "tasks[0].task", "b:test"],
    ["tasks[0].attempts is not a whole number", "tasks[0].attempts", -1],
    ["tasks[0].shell is not text", "tasks[0].shell", null],
    ["tasks[2].tail[1] is not text", "tasks[2].tail[1]", 5],
    ['tasks[2].problems[0].level is not "error" or "warning"', "tasks[2].problems[0].level", "fatal"],
    ["tasks[2].problems[0].line is not a whole number from 1 on", "tasks[2].problems[0].line", 0],
    ["tasks[2].problems[1].message is missing", "tasks[2].problems[1].message", undefined],
    ["tasks[0].outcome.kind is missing", "tasks[0].outcome.kind", undefined],
    ["tasks[0].outcome.kind is none that is known", "tasks[0].outcome.kind", "toString"],
    ["tasks[0].outcome.kind is none that is known", "tasks[0].outcome.kind", ["passed"]],
    ["tasks[1].outcome.keptAt is missing", "tasks[1].outcome.keptAt", undefined],
    ["tasks[2].outcome.allowed is not true", "tasks[2].outcome.allowed", false],
    ["tasks[2].outcome.hint.code is none that is known", "tasks[2].outcome.hint.code", "none-such"],
    ["tasks[3].outcome.status.signal is not a signal", "tasks[3].outcome.status.signal", "KILL"],
    ["tasks[5].outcome.because.task is not a task", "tasks[5].outcome.because.task", 1],
  ])("%s (%s: %j)", (mistake, at, value) => {
    expect(readReport(JSON.stringify(changed(full, at, value)))).toEqual({ ok: false, error: mistake });
  });

  test("misses each field of a failure that is not there", () => {
    for (const [index, failure] of failures.entries()) {
      const at = `tasks[${full.tasks.length - failures.length + index}].outcome.failure`;
      const optional = ["hint", "nearest", "log", "untracked", "task", "onHost", "container", "holder"];
      for (const field of Object.keys(failure).filter(
        (key) => (key === "task" && failure.code === "undeclared-use") || !optional.includes(key),
      )) {
        const result = readReport(JSON.stringify(changed(full, `${at}.${field}`, undefined)));
        const isOptionalPlace = failure.code === "shell-missing" && field === "place";
        expect(result).toEqual(isOptionalPlace ? expect.objectContaining({ ok: true }) : { ok: false, error: `${at}.${field} is missing` });
      }
    }
  });

  test("gives an answer in one clause, whatever the file is", () => {
    const places = [
      "version",
      "head",
      "shard",
      "tasks",
      "tasks[0]",
      "tasks[0].outcome",
      "tasks[2].outcome.hint",
      "tasks[2].problems[0]",
      "tasks[10].outcome.failure",
    ];
    const damaged = fc.tuple(fc.constantFrom(...places), fc.jsonValue()).map(([at, value]) => JSON.stringify(changed(full, at, value)));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), damaged), (text) => {
        const result = readReport(text);
        if (!result.ok) expect(result.error).toMatch(/^[^\n\p{Cc}]{1,200}$/u);
      }),
      { numRuns: 2_000 },
    );
  });
});
