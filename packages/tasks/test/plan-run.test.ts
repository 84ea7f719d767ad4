import { describe, expect, test } from "@jest/globals";
import type { TaskFile } from "@nix-repo/model";
import { temporaryFolder } from "@nix-repo/testkit";
import { knownRecipes, planRun } from "../src/index.ts";
import { bookOf, graphOf, requestOf, workspaceOf } from "./builders.ts";

describe("a plan", () => {
  test("has all tasks in the order in which they would start, those that took longest first", async () => {
    using folder = temporaryFolder({ "durations.json": JSON.stringify({ version: 1, tasks: { "b:build": 9_000, "a:build": 10 } }) });
    const workspace = workspaceOf("/w", {
      a: { registry: { build: "b", test: "t" } },
      b: { registry: { build: "b", dev: { run: "d", dependsOn: ["build"] }, e2e: { run: "e", dependsOn: ["dev"] } } },
    });
    const graph = await graphOf(workspace, ["a:build", "b:e2e", "b:dev"]);
    const plan = await planRun(graph, { stateFolder: folder.path, terminal: undefined });
    expect(plan.map(({ id }) => id)).toEqual(["b:build", "b:dev", "b:e2e", "a:build"]);
  });

  test("has the stages one after the other, and the task on the terminal last", async () => {
    const workspace = workspaceOf("/w", { a: { registry: { lint: "l", build: "b" } }, b: { registry: { lint: "l", dev: "d" } } });
    const stages = ["lint", "build"];
    const requests = ["a:build", "b:dev", "a:lint", "b:lint"].map((id) => ({
      ...requestOf(id),
      stage: id.endsWith("lint") ? "lint" : "build",
    }));
    const plan = await planRun(await graphOf(workspace, requests, { stages }), { stateFolder: "/no/where", terminal: "b:dev" });
    expect(plan.map(({ id }) => id)).toEqual(["a:lint", "b:lint", "a:build", "b:dev"]);
  });
});

test("a book for who may start nothing knows what was asked before, and says which files were not", async () => {
  const taskFile: TaskFile = { tool: "just", file: "/w/a/justfile" };
  const asked = [{ name: "build", file: taskFile.file }];
  const book = {
    ...bookOf("/w/.repo"),
    known: (file: TaskFile) => (file === taskFile ? asked : undefined),
    ask: () => Promise.reject(new Error("asked")),
  };
  const { recipes, unasked } = knownRecipes(book);
  const other: TaskFile = { tool: "make", file: "/w/b/Makefile" };
  const shell = { kind: "none" } as const;
  expect([await recipes.ask(taskFile, { shell }), await recipes.ask(other, { shell })]).toEqual([
    { ok: true, value: asked },
    { ok: true, value: [] },
  ]);
  expect([...unasked]).toEqual([other]);
});
