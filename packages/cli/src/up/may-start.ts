import { err, type Failure, ok, type Result, type UnitId } from "@nix-repo/model";
import { startOrder } from "@nix-repo/supervisor";
import type { Session } from "../open-session.ts";
import type { UnitPlan } from "./plan-units.ts";
import { portHolder } from "./port-holder.ts";
import { leftUnits } from "./units-folder.ts";

/**
 * Before anything starts: what a killed one left would be in the way, and so would whoever has a port that is wanted.
 * @param running units that are there already, with their ports
 */
export async function mayStart(
  session: Session,
  { units, named, ports }: UnitPlan,
  running: ReadonlySet<UnitId> = new Set(),
): Promise<Result<void>> {
  const orphans = leftUnits(session);
  if (orphans.length > 0) return err({ code: "units-left", units: orphans.map(({ unit, pids }) => ({ unit, pids })) });
  const starting = new Set(startOrder(units, named).flatMap(({ unit: { id } }) => (running.has(id) ? [] : [plainName(id)])));
  const wanted = new Map<number, UnitId>();
  for (const { unit, port } of ports) {
    if (!starting.has(unit)) continue;
    const other = wanted.get(port);
    if (other !== undefined)
      return err(busy(`${other} and ${unit} both want port ${port}`, 'let one of them have "auto", or start one of them alone'));
    wanted.set(port, unit);
    const holder = await portHolder(port);
    if (holder !== undefined) return err(busy(`${unit} wants port ${port}, which ${holder} has`, "end that, or give another port"));
  }
  return ok(undefined);
}

/** Without the number of a replica. */
export function plainName(unit: UnitId): string {
  return unit.replace(/#\d+$/, "");
}

function busy(message: string, hint: string): Failure {
  return { code: "usage", message, hint };
}
