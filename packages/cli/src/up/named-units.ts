import { err, nearest, ok, type Result, type UnitId, type UnitView } from "@nix-repo/model";
import { unitsNamed } from "@nix-repo/supervisor";

/** The units that names mean, replicas among them. */
export function namedUnits(names: readonly string[], units: readonly UnitView[]): Result<readonly UnitId[]> {
  const ids = units.map(({ id }) => id);
  const unknown = names.find((name) => unitsNamed(name, ids).length === 0);
  if (unknown === undefined) return ok(names.flatMap((name) => unitsNamed(name, ids)));
  const near = nearest(unknown, ids);
  return err({ code: "unknown-unit", name: unknown, count: ids.length, ...(near === undefined ? {} : { nearest: near }) });
}
