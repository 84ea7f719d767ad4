import { findCycle, nearest, type UnitDependency, type UnitId } from "@nix-repo/model";
import type { UnitSpec } from "./unit-spec.ts";

/** What is wrong with some units; a cycle names each unit before the one that it waits for, and the last waits for the first. */
export type UnitProblem =
  | { readonly kind: "same-name"; readonly unit: UnitId }
  | { readonly kind: "unknown-unit"; readonly unit: UnitId; readonly dependency: UnitDependency; readonly nearest?: UnitId }
  | { readonly kind: "cycle"; readonly units: readonly UnitId[] }
  /** It waits for the end of a unit that is always started again. */
  | { readonly kind: "never-completes"; readonly unit: UnitId; readonly dependency: UnitDependency };

/** All that would keep units from ever being started, in the order of the units. */
export function checkUnits(units: readonly UnitSpec[]): readonly UnitProblem[] {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  return [...sameNames(units), ...units.flatMap((unit) => dependencyProblems(unit, byId)), ...cycles(units)];
}

function sameNames(units: readonly UnitSpec[]): readonly UnitProblem[] {
  const counts = Map.groupBy(units, ({ id }) => id);
  return [...counts].flatMap(([unit, { length }]) => (length > 1 ? [{ kind: "same-name", unit }] : []));
}

function dependencyProblems({ id: unit, dependsOn }: UnitSpec, byId: ReadonlyMap<UnitId, UnitSpec>): readonly UnitProblem[] {
  return dependsOn.flatMap((dependency): readonly UnitProblem[] => {
    const needed = byId.get(dependency.unit);
    if (needed === undefined) {
      const near = nearest(dependency.unit, byId.keys());
      return [{ kind: "unknown-unit", unit, dependency, ...(near === undefined ? {} : { nearest: near }) }];
    }
    if (dependency.until === "completed" && needed.restart.when === "always") return [{ kind: "never-completes", unit, dependency }];
    return [];
  });
}

/** One for each knot: after a cycle was found, it is looked for others as if its last unit did not wait for its first. */
function cycles(units: readonly UnitSpec[]): readonly UnitProblem[] {
  const edges = new Map(units.map(({ id, dependsOn }) => [id, { dependsOn: dependsOn.map(({ unit }) => unit) }]));
  const found: UnitProblem[] = [];
  for (let cycle = findCycle(edges); cycle !== undefined; cycle = findCycle(edges)) {
    found.push({ kind: "cycle", units: cycle });
    const [first] = cycle;
    const last = cycle.at(-1) ?? "";
    edges.set(last, { dependsOn: edges.get(last)?.dependsOn.filter((unit) => unit !== first) ?? [] });
  }
  return found;
}
