import { describe, expect, test } from "@jest/globals";
import type { RunReport, TaskOutcome } from "@nix-repo/model";
import { durationsOf, isWell, type MergedReport, mergeReports } from "../../src/reports/merge-reports.ts";
import type { CiPlan } from "../../src/shards/ci-plan.ts";
import { HEAD, OTHER_HEAD, somePlan } from "../plans.ts";
import { failed, kept, ofShard, passed, report, reported } from "./builders.ts";

function merged(reports: readonly RunReport[], plan?: CiPlan): MergedReport {
  const result = mergeReports(reports, { plan });
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

/** Reports of all parts of `somePlan`. */
const ofPlan = [
  report([reported("api:test", passed()), reported("web:test", passed())], ofShard(1, 3)),
  report([reported("docs:build", passed())], ofShard(2, 3)),
  report([reported("//:flake-check", passed())], ofShard(3, 3)),
];

describe("mergeReports", () => {
  test("joins the tasks in the order of the machines, from the first start to the last end", () => {
    const {
      report: whole,
      missing,
      shardOf,
    } = merged([
      report([reported("web:test", passed(30)), reported("web:build", failed(40))], {
        ...ofShard(2, 2),
        startedAt: 1_200,
        durationMs: 900,
      }),
      report([reported("lib:build", passed(10)), reported("api:test", passed(20))], {
        ...ofShard(1, 2),
        startedAt: 1_000,
        durationMs: 400,
      }),
    ]);
    expect(whole).toEqual({
      version: 1,
      kind: "run-report",
      head: HEAD,
      provider: "nix",
      startedAt: 1_000,
      durationMs: 1_100,
      tasks: [
        reported("lib:build", passed(10)),
        reported("api:test", passed(20)),
        reported("web:test", passed(30)),
        reported("web:build", failed(40)),
      ],
    });
    expect(missing).toEqual([]);
    expect(shardOf("web:build")).toEqual({ index: 2, of: 2 });
    expect(shardOf("none:such")).toBeUndefined();
  });

  const allowed: TaskOutcome = { kind: "failed", durationMs: 5, status: { kind: "code", code: 1 }, allowed: true };
  const unavailable: TaskOutcome = { kind: "unavailable", failure: { code: "nix-missing" } };
  const notStarted: TaskOutcome = { kind: "not-started", because: { kind: "stopped" } };
  const notNeeded: TaskOutcome = { kind: "stopped", durationMs: 9, because: "not-needed" };
  const interrupted: TaskOutcome = { kind: "stopped", durationMs: 9, because: "run-stopped" };
  test.each<[better: string, worse: string, TaskOutcome | undefined, TaskOutcome | undefined]>([
    ["kept", "passed", kept(900), passed(1)],
    ["passed", "no longer needed", passed(900), notNeeded],
    ["no longer needed", "failed though it may", notNeeded, allowed],
    ["failed though it may", "not started", allowed, notStarted],
    ["failed though it may", "interrupted", allowed, interrupted],
    ["not started", "not ended", notStarted, undefined],
    ["not ended", "unavailable", undefined, unavailable],
    ["unavailable", "failed", unavailable, failed(1)],
    ["passed", "failed", passed(900), failed(1)],
    ["quickly passed", "slowly passed", passed(1), passed(900)],
    ["quickly failed", "slowly failed", failed(1), failed(900)],
  ])("of a task that two machines ran, %s does not count beside %s", (_better, _worse, better, worse) => {
    const parts = (a: TaskOutcome | undefined, b: TaskOutcome | undefined) =>
      merged([
        report([reported("lib:build", a), reported("api:test", passed())], ofShard(1, 2)),
        report([reported("lib:build", b), reported("web:test", passed())], ofShard(2, 2)),
      ]);
    for (const { report: whole, shardOf } of [parts(better, worse), parts(worse, better)]) {
      expect(whole.tasks).toEqual([reported("lib:build", worse), reported("api:test", passed()), reported("web:test", passed())]);
      expect(shardOf("api:test")).toEqual({ index: 1, of: 2 });
    }
    expect(parts(better, worse).shardOf("lib:build")).toEqual({ index: 2, of: 2 });
    expect(parts(worse, better).shardOf("lib:build")).toEqual({ index: 1, of: 2 });
  });

  test("counts the later of two reports of the same machine, in whatever order they come", () => {
    const first = report([reported("a:test", failed())], { ...ofShard(1, 2), startedAt: 1_000 });
    const again = report([reported("a:test", passed())], { ...ofShard(1, 2), startedAt: 9_000 });
    const other = report([reported("b:test", passed())], { ...ofShard(2, 2), startedAt: 1_100 });
    for (const reports of [
      [first, again, other],
      [again, other, first],
    ]) {
      const whole = merged(reports);
      expect(whole.report.tasks).toEqual([reported("a:test", passed()), reported("b:test", passed())]);
      expect(whole.report).toMatchObject({ startedAt: 1_100, durationMs: 8_400 });
      expect(isWell(whole)).toBe(true);
    }
  });

  test("lists machines that left no report, and what the plan asked of them, without an outcome", () => {
    const whole = merged([ofPlan[1] as RunReport], somePlan());
    expect(whole.missing).toEqual([
      { index: 1, of: 3 },
      { index: 3, of: 3 },
    ]);
    const never = { attempts: 0 };
    expect(whole.report.tasks).toEqual([
      reported("docs:build", passed()),
      reported("api:test", undefined, never),
      reported("web:test", undefined, never),
      reported("//:flake-check", undefined, never),
    ]);
    expect(whole.shardOf("//:flake-check")).toEqual({ index: 3, of: 3 });
    expect(isWell(whole)).toBe(false);
  });

  test("finds out without a plan, too, who is missing", () => {
    expect(merged([report([reported("a:test", passed())], ofShard(2, 3))]).missing).toEqual([
      { index: 1, of: 3 },
      { index: 3, of: 3 },
    ]);
  });

  test("says that a task was asked for and is in no report, though its machine left one", () => {
    const whole = merged([report([reported("api:test", passed())], ofShard(1, 3)), ...ofPlan.slice(1)], somePlan());
    expect(whole.missing).toEqual([]);
    expect(whole.report.tasks.at(-1)).toEqual(reported("web:test", undefined, { attempts: 0 }));
    expect(isWell(whole)).toBe(false);
  });

  test("joins runs that were no parts of anything", () => {
    const whole = merged([report([reported("a:lint", passed())]), report([reported("a:test", passed())])]);
    expect(whole.report.tasks.map(({ task }) => task)).toEqual(["a:lint", "a:test"]);
    expect(whole.missing).toEqual([]);
    expect(whole.shardOf("a:test")).toBeUndefined();
  });

  test("takes a run of everything for the whole plan", () => {
    const whole = merged([report(ofPlan.flatMap(({ tasks }) => tasks))], somePlan());
    expect(whole.missing).toEqual([]);
    expect(isWell(whole)).toBe(true);
  });

  test("is a run on the host where any of them was one", () => {
    expect(merged([ofPlan[0], { ...ofPlan[1], provider: "host" }, ofPlan[2]] as RunReport[]).report.provider).toBe("host");
  });

  test("is well, and empty, where the plan has nothing to run", () => {
    const whole = merged([], somePlan({ shards: [] }));
    expect(whole.report).toMatchObject({ startedAt: 0, durationMs: 0, tasks: [] });
    expect(isWell(whole)).toBe(true);
  });

  const at = (head: string) => report([], { ...ofShard(1, 3), head });
  const { head: _, ...nowhere } = at(HEAD);
  test.each<[error: string, reports: readonly RunReport[], plan: CiPlan | undefined]>([
    ["there is no report", [], undefined],
    ["they are of different commits: 0f3c0f3c0f3c and 9b1e9b1e9b1e", [at(HEAD), at(OTHER_HEAD)], undefined],
    ["they are of different commits: 9b1e9b1e9b1e and 0f3c0f3c0f3c", [at(OTHER_HEAD)], somePlan()],
    ["they are of different commits: 0f3c0f3c0f3c and none", [at(HEAD), nowhere], undefined],
    ["they are of different plans: one has 2 parts, and another 3", [report([], ofShard(1, 3)), report([], ofShard(2, 2))], undefined],
    ["they are of different plans: one has 1 part, and another 3", [report([], ofShard(1, 1))], somePlan()],
  ])("%s", (error, reports, plan) => {
    expect(mergeReports(reports, { plan })).toEqual({ ok: false, error });
  });
});

test.each<[outcome: string, well: boolean, TaskOutcome | undefined]>([
  ["passed", true, passed()],
  ["kept", true, kept()],
  ["failed though it may", true, { kind: "failed", durationMs: 1, status: { kind: "code", code: 1 }, allowed: true }],
  ["no longer needed", true, { kind: "stopped", durationMs: 1, because: "not-needed" }],
  ["failed", false, failed()],
  ["unavailable", false, { kind: "unavailable", failure: { code: "nix-missing" } }],
  ["interrupted", false, { kind: "stopped", durationMs: 1, because: "run-stopped" }],
  ["stopped for another's failure", false, { kind: "stopped", durationMs: 1, because: "another-failed" }],
  ["not started", false, { kind: "not-started", because: { kind: "dependency-failed", task: "lib:build" } }],
  ["not ended", false, undefined],
])("with a task that is %s, isWell is %p", (_outcome, well, outcome) => {
  expect(isWell(merged([report([reported("a:test", outcome)])]))).toBe(well);
});

test("durationsOf has those that ran and passed: neither what was kept, nor what failed half-way", () => {
  const whole = report([
    reported("a:test", passed(1_234)),
    reported("b:test", kept(99)),
    reported("c:test", failed(5)),
    reported("d:test"),
  ]);
  expect([...durationsOf(whole)]).toEqual([["a:test", 1_234]]);
});
