import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseShard, readPlan, shardOf } from "../../src/shards/plan-file.ts";
import { changed } from "../changed.ts";
import { HEAD, OTHER_HEAD, somePlan } from "../plans.ts";

describe("readPlan", () => {
  test("reads what was written, of everything as well, and where nothing is to be run", () => {
    const { base: _, ...ofEverything } = somePlan({ head: "", shards: [] });
    for (const plan of [somePlan(), somePlan({ base: { name: "main" } }), ofEverything]) {
      expect(readPlan(JSON.stringify(plan))).toEqual({ ok: true, value: plan });
    }
  });

  test("passes over what it does not know", () => {
    expect(readPlan(JSON.stringify(changed(somePlan(), "later", 1)))).toEqual({ ok: true, value: somePlan() });
  });

  test.each<[mistake: string, at: string, value: unknown]>([
    ["it is not a plan of repo ci", "", 1],
    ["it is not a plan of repo ci", "", null],
    ["it is not a plan of repo ci", "", []],
    ["it is not a plan of repo ci", "kind", "run-report"],
    ["it is of version 2, and version 1 is what is read here", "version", 2],
    ["version is missing", "version", undefined],
    ["head is missing", "head", undefined],
    ["head is not the name of a commit", "head", "main"],
    ["head is not the name of a commit", "head", `${HEAD}\n`],
    ["base is not an object", "base", "main"],
    ["base.name is missing", "base.name", undefined],
    ["base.name is not a name on one line", "base.name", "a\nb"],
    ["base.commit is not the name of a commit", "base.commit", null],
    ["affected is not a list", "affected", "api"],
    ["affected[1] is not text", "affected[1]", 5],
    ["shards is missing", "shards", undefined],
    ["shards is not a list", "shards", { length: 3 }],
    ["shards[2] is not an object", "shards[2]", null],
    ["shards[1].index is missing", "shards[1].index", undefined],
    ["shards[1].index is not a whole number from 1 on", "shards[1].index", 0],
    ["shards[1].index is not a whole number from 1 on", "shards[1].index", 1.5],
    ["shards[1].index is 3, and should be 2", "shards[1].index", 3],
    [
      "shards[0].of is 3, and there are 2",
      "shards",
      somePlan()
        .shards.slice(1)
        .map((shard, index) => ({ ...shard, index: index + 1 })),
    ],
    ["shards[0].tasks is not a list", "shards[0].tasks", "api:test"],
    ["shards[0].tasks[1] is not a task", "shards[0].tasks[1]", "api"],
    ["shards[0].tasks[1] is not a task", "shards[0].tasks[1]", "api:\u001b[2J"],
    ["shards[0].tasks is empty", "shards[0].tasks", []],
    ["shards[1].tasks has api:test, which stands in the plan twice", "shards[1].tasks[1]", "api:test"],
    ["shards[0].services[0] is not text", "shards[0].services[0]", {}],
    ["shards[0].shells is missing", "shards[0].shells", undefined],
    ["shards[0].expectedMs is not a number of milliseconds", "shards[0].expectedMs", -1],
    ["shards[0].expectedMs is not a number of milliseconds", "shards[0].expectedMs", "1 min"],
  ])("%s (%s: %j)", (mistake, at, value) => {
    expect(readPlan(JSON.stringify(changed(somePlan(), at, value)))).toEqual({ ok: false, error: mistake });
  });

  test("says of a file that is cut off that it is not JSON", () => {
    const whole = JSON.stringify(somePlan());
    for (const length of [0, 1, 100, whole.length - 1])
      expect(readPlan(whole.slice(0, length))).toEqual({ ok: false, error: "it is not JSON" });
  });

  test("gives an answer in one clause, whatever the file is", () => {
    const clause = /^[^\n\p{Cc}]{1,200}$/u;
    const places = [
      "version",
      "head",
      "base",
      "base.name",
      "shards",
      "shards[0]",
      "shards[0].index",
      "shards[0].tasks",
      "shards[0].tasks[0]",
      "affected",
    ];
    const damaged = fc
      .tuple(fc.constantFrom(...places), fc.jsonValue())
      .map(([at, value]) => JSON.stringify(changed(somePlan(), at, value)));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), damaged), (text) => {
        const plan = readPlan(text);
        if (!plan.ok) expect(plan.error).toMatch(clause);
      }),
      { numRuns: 2_000 },
    );
    for (const text of [
      "[".repeat(1_000_000),
      '{"__proto__":{"kind":"ci-plan","version":1}}',
      '{"kind":"ci-plan","version":1,"constructor":1}',
    ]) {
      const plan = readPlan(text);
      expect(plan.ok ? "" : plan.error).toMatch(clause);
    }
  });
});

test.each([
  ["2/5", { ok: true, value: { index: 2, of: 5 } }],
  ["1/1", { ok: true, value: { index: 1, of: 1 } }],
  ["", { ok: false, error: "a part is written as 2/5, for the second of five" }],
  ["2", { ok: false, error: "a part is written as 2/5, for the second of five" }],
  ["2/5 ", { ok: false, error: "a part is written as 2/5, for the second of five" }],
  ["-1/5", { ok: false, error: "a part is written as 2/5, for the second of five" }],
  ["2/5/6", { ok: false, error: "a part is written as 2/5, for the second of five" }],
  ["1e1/20", { ok: false, error: "a part is written as 2/5, for the second of five" }],
  ["0/5", { ok: false, error: "parts are counted from 1" }],
  ["0/0", { ok: false, error: "there have to be parts" }],
  ["6/5", { ok: false, error: "there is no part 6 of 5" }],
])("parseShard(%j)", (written, result) => {
  expect(parseShard(written)).toEqual(result);
});

describe("shardOf", () => {
  test("gives what a machine is to run, at the commit of the plan or where nobody knows the commit", () => {
    const plan = somePlan();
    expect(shardOf(plan, "2/3", { head: HEAD })).toEqual({ ok: true, value: plan.shards[1] });
    expect(shardOf(plan, "3/3")).toEqual({ ok: true, value: plan.shards[2] });
    expect(shardOf({ ...plan, head: "" }, "3/3", { head: HEAD })).toEqual({ ok: true, value: plan.shards[2] });
  });

  test.each([
    ["three", HEAD, "a part is written as 2/5, for the second of five"],
    ["4/3", HEAD, "there is no part 4 of 3"],
    ["2/5", HEAD, "the plan has 3 parts, not 5"],
    ["2/3", OTHER_HEAD, "the plan was made for commit 0f3c0f3c0f3c, and this is 9b1e9b1e9b1e"],
  ])("%s at %s is refused", (written, head, error) => {
    expect(shardOf(somePlan(), written, { head })).toEqual({ ok: false, error });
  });

  test("says where a plan has nothing to run", () => {
    expect(shardOf(somePlan({ shards: [] }), "1/3")).toEqual({ ok: false, error: "the plan has no parts: there was nothing to run" });
  });
});
