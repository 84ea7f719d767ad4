import { describe, expect, test } from "@jest/globals";
import type { UnitDependency } from "@nix-repo/model";
import fc from "fast-check";
import { checkUnits, DEFAULT_RESTART, expandReplicas, startOrder, unitsNamed } from "../../src/index.ts";
import { unitOf } from "../core/simulation.ts";

const on = (unit: string, until: UnitDependency["until"] = "ready"): UnitDependency => ({ unit, until });

describe("units that can never be started are told", () => {
  test("names that are not there, with the nearest, and names that are there twice", () => {
    const units = [
      unitOf({ id: "web", dependsOn: [on("web@bd"), on("nothing-like-it")] }),
      unitOf({ id: "web@db" }),
      unitOf({ id: "web@db" }),
    ];
    expect(checkUnits(units)).toEqual([
      { kind: "same-name", unit: "web@db" },
      { kind: "unknown-unit", unit: "web", dependency: on("web@bd"), nearest: "web@db" },
      { kind: "unknown-unit", unit: "web", dependency: on("nothing-like-it") },
    ]);
  });

  test("cycles with their whole path, each", () => {
    const units = [
      unitOf({ id: "a", dependsOn: [on("b")] }),
      unitOf({ id: "b", dependsOn: [on("c", "started")] }),
      unitOf({ id: "c", dependsOn: [on("a", "completed"), on("c")] }),
      unitOf({ id: "d", dependsOn: [on("a"), on("e")] }),
      unitOf({ id: "e", dependsOn: [on("d")] }),
    ];
    expect(checkUnits(units)).toEqual([
      { kind: "cycle", units: ["a", "b", "c"] },
      { kind: "cycle", units: ["c"] },
      { kind: "cycle", units: ["d", "e"] },
    ]);
  });

  test("waiting for the end of what is always started again", () => {
    const units = [
      unitOf({ id: "web", dependsOn: [on("seed", "completed"), on("db", "completed")] }),
      unitOf({ id: "seed" }),
      unitOf({ id: "db", restart: { ...DEFAULT_RESTART, when: "always" } }),
    ];
    expect(checkUnits(units)).toEqual([{ kind: "never-completes", unit: "web", dependency: on("db", "completed") }]);
  });
});

test("replicas are units of their own, and who depends on them depends on all", () => {
  const units = expandReplicas([
    unitOf({ id: "web", dependsOn: [on("web:worker"), on("web@db", "started")] }),
    unitOf({ id: "web:worker", replicas: 2, env: { A: "1" }, dependsOn: [on("web@db")] }),
    unitOf({ id: "web@db", replicas: 1 }),
  ]);
  expect(units.map(({ id, env, dependsOn }) => ({ id, env, dependsOn }))).toEqual([
    { id: "web", env: undefined, dependsOn: [on("web:worker#1"), on("web:worker#2"), on("web@db", "started")] },
    { id: "web:worker#1", env: { A: "1", REPO_REPLICA: "1" }, dependsOn: [on("web@db")] },
    { id: "web:worker#2", env: { A: "1", REPO_REPLICA: "2" }, dependsOn: [on("web@db")] },
    { id: "web@db", env: undefined, dependsOn: [] },
  ]);
  const ids = units.map(({ id }) => id);
  expect(["web", "web:worker", "web:worker#2", "web:work"].map((name) => unitsNamed(name, ids))).toEqual([
    ["web"],
    ["web:worker#1", "web:worker#2"],
    ["web:worker#2"],
    [],
  ]);
});

describe("the order of a start", () => {
  test("names who needs each, and what it waits for", () => {
    const units = [
      unitOf({ id: "web", dependsOn: [on("api"), on("db")] }),
      unitOf({ id: "api", dependsOn: [on("db")] }),
      unitOf({ id: "db" }),
      unitOf({ id: "other" }),
    ];
    expect(startOrder(units, ["web", "db"]).map(({ unit, ...rest }) => ({ unit: unit.id, ...rest }))).toEqual([
      { unit: "db", isNamed: true, neededBy: ["web", "api"].sort(), waitsFor: [] },
      { unit: "api", isNamed: false, neededBy: ["web"], waitsFor: [on("db")] },
      { unit: "web", isNamed: true, neededBy: [], waitsFor: [on("api"), on("db")] },
    ]);
  });

  test("has everything after what it waits for, and nothing else", () => {
    const graphs = fc.array(fc.array(fc.nat({ max: 20 }), { maxLength: 4 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(graphs, fc.array(fc.nat()), (needs, picks) => {
        const units = needs.map((needed, index) =>
          unitOf({ id: `u${index}`, dependsOn: [...new Set(needed)].filter((each) => each < index).map((each) => on(`u${each}`)) }),
        );
        expect(checkUnits(units)).toEqual([]);
        const ids = picks.map((pick) => `u${pick % units.length}`);
        const ordered = startOrder(units, ids);
        const seen = new Set<string>();
        for (const { unit, isNamed, neededBy } of ordered) {
          for (const { unit: needed } of unit.dependsOn) expect(seen.has(needed)).toBe(true);
          expect(isNamed || neededBy.length > 0).toBe(true);
          seen.add(unit.id);
        }
        expect(seen.size).toBe(ordered.length);
        for (const id of ids) expect(seen.has(id)).toBe(true);
      }),
    );
  });
});
