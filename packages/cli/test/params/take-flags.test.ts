import { describe, expect, test } from "@jest/globals";
import type { GivenFlag, Param } from "@nix-repo/model";
import { takeFlags } from "../../src/params/take-params.ts";

const params = new Map<string, Param>([
  ["version", { kind: "string", variable: "VERSION" }],
  ["count", { kind: "number", variable: "COUNT" }],
  ["wait", { kind: "boolean", variable: "WAIT" }],
  ["app.name_of", { kind: "string", variable: "APP" }],
]);

/** What is left, and what was taken. */
const taken = (...words: string[]) => {
  const { words: left, flags } = takeFlags(words, { params, isName: (word) => word === "web" });
  return [left.join(" "), Object.fromEntries([...flags].map(([name, flag]) => [name, textOf(flag)]))];
};
const textOf = (flag: GivenFlag) => (flag.kind === "value" ? flag.text : flag.negated ? "no" : "alone");

describe("the flags of parameters", () => {
  test.each([
    ["deploy web --version 1 --all", "deploy web --all", { version: "1" }],
    ["deploy --version=1=2 web", "deploy web", { version: "1=2" }],
    ["deploy --version= web", "deploy web", { version: "" }],
    ["deploy --version - web", "deploy web", { version: "-" }],
    ["deploy --count -1 web", "deploy web", { count: "-1" }],
    ["deploy --wait web", "deploy web", { wait: "alone" }],
    ["deploy --no-wait web", "deploy web", { wait: "no" }],
    ["deploy --wait=false web", "deploy web", { wait: "false" }],
    ["deploy --app.name_of x web", "deploy web", { "app.name_of": "x" }],
    ["deploy --version 1 --version 2", "deploy", { version: "2" }],
    ["deploy web --version", "deploy web", { version: "alone" }],
    ["deploy --version --all web", "deploy --all web", { version: "alone" }],
    [
      "deploy --tag x -C some --cwd other --provider host --no-color -v",
      "deploy --tag x -C some --cwd other --provider host --no-color -v",
      {},
    ],
    ["deploy --affected=v1 --output failures", "deploy --affected=v1 --output failures", {}],
  ])("%s", (words, left, flags) => {
    expect(taken(...words.split(" "))).toEqual([left, flags]);
  });

  test.each([
    ["deploy --verison 1 web", "deploy web", { verison: "alone" }],
    ["deploy --verison=1 web", "deploy web", { verison: "1" }],
    ["deploy --fresh web", "deploy web", { fresh: "alone" }],
    ["deploy --no-version web", "deploy web", { "no-version": "alone" }],
  ])("one that nobody knows is taken with its value, so that it is one mistake: %s", (words, left, flags) => {
    expect(taken(...words.split(" "))).toEqual([left, flags]);
  });
});
