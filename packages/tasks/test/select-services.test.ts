import { describe, expect, test } from "@jest/globals";
import { err, ok } from "@nix-repo/model";
import { type Selection, selectServices } from "../src/index.ts";
import { workspaceOf } from "./builders.ts";

const WORKSPACE = workspaceOf("/w", {
  "//": {},
  lib: { path: "shared/lib" },
  api: { path: "backend/api", tags: ["backend"], dependsOn: ["lib"] },
  worker: { path: "backend/worker", tags: ["backend", "async"], dependsOn: ["api"] },
  web: { path: "client/web", dependsOn: ["api"] },
});

const select = (selection: Selection) => selectServices(WORKSPACE, selection);

describe("selectServices", () => {
  test.each<[string, Selection, string[]]>([
    ["names, in the registry's order", { patterns: ["web", "api", "web"] }, ["api", "web"]],
    ["all", { all: true }, ["lib", "api", "worker", "web"]],
    ["a glob on names", { patterns: ["w*"] }, ["worker", "web"]],
    ["a glob on paths", { patterns: ["backend/*"] }, ["api", "worker"]],
    ["a path", { patterns: ["./backend/api/"] }, ["api"]],
    ["all but one", { patterns: ["!web"] }, ["lib", "api", "worker"]],
    ["alternatives", { patterns: ["{lib,web}"] }, ["lib", "web"]],
    ["tags, which add up", { tags: ["async"], patterns: ["lib"] }, ["lib", "worker"]],
    ["dependencies, direct or not", { patterns: ["worker"], withDependencies: true }, ["lib", "api", "worker"]],
    ["dependents, direct or not", { patterns: ["lib"], withDependents: true }, ["lib", "api", "worker", "web"]],
    [
      "both, each from what was selected",
      { patterns: ["api"], withDependencies: true, withDependents: true },
      ["lib", "api", "worker", "web"],
    ],
  ])("%s", async (_, selection, expected) => {
    expect(await select(selection)).toEqual(ok(expected));
  });

  test("an unknown name, with the nearest", async () => {
    expect(await select({ patterns: ["api", "wep"] })).toEqual(err({ code: "unknown-service", name: "wep", nearest: "web", count: 4 }));
  });

  test("a glob or a tag that selects nothing", async () => {
    expect(await select({ patterns: ["x*"] })).toEqual(err({ code: "nothing-selected", what: "x*" }));
    expect(await select({ tags: ["frontend"] })).toEqual(err({ code: "nothing-selected", what: "--tag frontend" }));
  });

  test("reads no team's file for plain names", async () => {
    const workspace = { ...WORKSPACE, service: () => Promise.reject(new Error("read")) };
    expect(await selectServices(workspace, { patterns: ["web"] })).toEqual(ok(["web"]));
    expect(await selectServices(workspace, { all: true })).toMatchObject({ ok: true });
  });
});
