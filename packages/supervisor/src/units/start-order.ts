import type { UnitDependency, UnitId } from "@nix-repo/model";
import type { UnitSpec } from "./unit-spec.ts";

/** A unit that a start includes, and why. */
export interface OrderedUnit {
  readonly unit: UnitSpec;
  /** Whether it was asked for itself. */
  readonly isNamed: boolean;
  /** Who needs it of those that are started. */
  readonly neededBy: readonly UnitId[];
  readonly waitsFor: readonly UnitDependency[];
}

/** The units of some names with all that they need, each after what it waits for, otherwise in the order of `units`. They have passed `checkUnits`. */
export function startOrder(units: readonly UnitSpec[], ids: Iterable<UnitId>): readonly OrderedUnit[] {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const named = new Set(ids);
  const neededBy = new Map<UnitId, UnitId[]>();
  const ordered = new Map<UnitId, UnitSpec>();
  const visit = (id: UnitId): void => {
    const unit = byId.get(id);
    if (unit === undefined) throw new Error(`there is no unit ${id}`);
    if (ordered.has(id)) return;
    for (const { unit: needed } of unit.dependsOn) {
      neededBy.set(needed, [...(neededBy.get(needed) ?? []), id]);
      visit(needed);
    }
    ordered.set(id, unit);
  };
  for (const { id } of units) if (named.has(id)) visit(id);
  for (const id of named) if (!ordered.has(id)) visit(id);
  return [...ordered.values()].map((unit) => ({
    unit,
    isNamed: named.has(unit.id),
    neededBy: neededBy.get(unit.id) ?? [],
    waitsFor: unit.dependsOn,
  }));
}
