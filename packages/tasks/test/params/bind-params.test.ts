import { describe, expect, test } from "@jest/globals";
import { err, type GivenFlag, type GivenParams, ok, type Params } from "@nix-repo/model";
import { bindParams } from "../../src/params/bind-params.ts";

const params: Params = {
  env: { kind: "choice", choices: ["dev", "prod"], variable: "ENVIRONMENT", required: true },
  count: { kind: "number", default: "3", variable: "COUNT" },
  dry: { kind: "boolean", variable: "DRY" },
  note: { kind: "string", variable: "NOTE" },
};

const value = (text: string): GivenFlag => ({ kind: "value", text });
const alone = (negated = false): GivenFlag => ({ kind: "alone", negated });
const given = (flags: Record<string, GivenFlag>, ...words: string[]): GivenParams => ({ flags: new Map(Object.entries(flags)), words });

const bind = (
  of: GivenParams | undefined,
  { callerEnv = {}, root = {}, service = {} }: Record<string, Record<string, string>> = {},
  declared = params,
) => bindParams(declared, { task: "web:deploy", given: of, callerEnv, runtime: { root, service } });

/** What is set, and where from. */
const values = (...args: Parameters<typeof bind>) => {
  const bound = bind(...args);
  if (!bound.ok) throw new Error(JSON.stringify(bound.error));
  return bound.value.flatMap(({ variable, value, from }) => (value === undefined ? [] : [`${variable}=${value} (${from})`]));
};

describe("a value comes from", () => {
  const everywhere = {
    callerEnv: { ENVIRONMENT: "dev", COUNT: "7" },
    root: { COUNT: "8", NOTE: "r" },
    service: { NOTE: "s", DRY: "true" },
  };

  test("the command line first, then the caller's variable, then a .env, then the default", () => {
    expect(values(given({ env: value("prod") }), everywhere)).toEqual([
      "ENVIRONMENT=prod (command-line)",
      "COUNT=7 (caller)",
      "DRY=true (dotenv)",
      "NOTE=s (dotenv)",
    ]);
    expect(values(given({ env: value("prod") }))).toEqual(["ENVIRONMENT=prod (command-line)", "COUNT=3 (default)"]);
  });

  test("the service's .env, where the caller only has what the root's says", () => {
    expect(values(given({}, "dev"), { callerEnv: { COUNT: "8" }, root: { COUNT: "8" }, service: { COUNT: "9" } })).toContain(
      "COUNT=9 (dotenv)",
    );
  });

  test("words, in the order of those that no flag gives", () => {
    expect(values(given({ count: value("1") }, "prod", "false", "a note"))).toEqual([
      "ENVIRONMENT=prod (command-line)",
      "COUNT=1 (command-line)",
      "DRY=false (command-line)",
      "NOTE=a note (command-line)",
    ]);
  });

  test.each([
    [alone(), "true"],
    [alone(true), "false"],
    [value("false"), "false"],
  ])("a boolean's flag: %j", (flag, expected) => {
    expect(values(given({ env: value("dev"), dry: flag }))).toContain(`DRY=${expected} (command-line)`);
  });

  test("no variable that is empty, where nothing of the kind can be", () => {
    const empty = { ENVIRONMENT: "", COUNT: "", DRY: "", NOTE: "" };
    expect(values(given({ env: value("dev") }), { callerEnv: empty })).toEqual([
      "ENVIRONMENT=dev (command-line)",
      "COUNT=3 (default)",
      "NOTE= (caller)",
    ]);
  });
});

describe("what is wrong", () => {
  test("is said all at once", () => {
    const of = given({ count: value("many"), note: alone() }, "prd", "maybe", "x", "y");
    expect(bind(of)).toEqual(
      err([
        {
          kind: "wrong",
          task: "web:deploy",
          name: "env",
          variable: "ENVIRONMENT",
          value: "prd",
          from: "command-line",
          expected: { kind: "choice", choices: ["dev", "prod"] },
          nearest: "prod",
        },
        {
          kind: "wrong",
          task: "web:deploy",
          name: "count",
          variable: "COUNT",
          value: "many",
          from: "command-line",
          expected: { kind: "number" },
        },
        {
          kind: "wrong",
          task: "web:deploy",
          name: "dry",
          variable: "DRY",
          value: "maybe",
          from: "command-line",
          expected: { kind: "boolean" },
        },
        { kind: "valueless", task: "web:deploy", name: "note" },
        { kind: "words", task: "web:deploy", words: ["x", "y"], takes: 4 },
      ]),
    );
  });

  test("of a variable names where it is from", () => {
    expect(bind(given({}, "dev"), { service: { COUNT: "b" } })).toMatchObject(err([{ from: "dotenv" }]));
    expect(bind(given({}, "dev"), { callerEnv: { COUNT: "b" } })).toMatchObject(err([{ from: "caller" }]));
  });

  test("what is required and not given", () => {
    expect(bind(undefined)).toEqual(err([{ kind: "missing", task: "web:deploy", name: "env", variable: "ENVIRONMENT" }]));
  });

  test.each(["0", "-1", "+2", "1.5", "1e9", "007"])("no number: %s is one", (text) => {
    expect(bind(given({ env: value("dev"), count: value(text) })).ok).toBe(true);
  });

  test.each(["", "1.", ".5", "0x10", "1,5", "NaN", "Infinity", " 1"])("a number: %j is none", (text) => {
    expect(bind(given({ env: value("dev"), count: value(text) }))).toMatchObject(err([{ kind: "wrong", name: "count", value: text }]));
  });
});

test("flags that are no parameter's are passed over: another verb may have them", () => {
  expect(bind(given({ env: value("dev"), other: value("x") })).ok).toBe(true);
  expect(bindParams({}, { task: "a:b", given: given({ x: alone() }), callerEnv: {}, runtime: { root: {}, service: {} } })).toEqual(ok([]));
});
