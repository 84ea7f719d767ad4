import type { UnitDependency, UnitId } from "@nix-repo/model";
import type { UnitSpec } from "./unit-spec.ts";

/** The units that are run: each with replicas becomes as many, `worker#1`, `worker#2`, and who depends on `worker` depends on all of them. */
export function expandReplicas(units: readonly UnitSpec[]): readonly UnitSpec[] {
  const names = new Map(units.map((unit) => [unit.id, namesOf(unit)]));
  const expand = ({ unit, until }: UnitDependency): readonly UnitDependency[] =>
    (names.get(unit) ?? [unit]).map((name) => ({ unit: name, until }));
  return units.flatMap((unit) => {
    const dependsOn = unit.dependsOn.flatMap(expand);
    return namesOf(unit).map((id, index) => {
      const env = id === unit.id ? unit.env : { ...unit.env, REPO_REPLICA: String(index + 1) };
      return { ...unit, id, dependsOn, env, replicas: undefined, launch: () => unit.launch() };
    });
  });
}

/** The units that a name means: that unit, or its replicas. None where there is no such unit. */
export function unitsNamed(name: string, ids: Iterable<UnitId>): readonly UnitId[] {
  return [...ids].filter((id) => id === name || (id.startsWith(`${name}#`) && /^\d+$/.test(id.slice(name.length + 1))));
}

function namesOf({ id, replicas = 1 }: UnitSpec): readonly UnitId[] {
  return replicas === 1 ? [id] : Array.from({ length: replicas }, (_, index) => `${id}#${index + 1}`);
}
