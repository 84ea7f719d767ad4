import { join } from "node:path";
import { err, type Failure, ok, type Result, type UnitId } from "@nix-repo/model";
import { findOrphans, startOrder } from "@nix-repo/supervisor";
import type { Session } from "../open-session.ts";
import type { UnitPlan } from "./plan-units.ts";
import { portHolder } from "./port-holder.ts";

/** Where what runs is written down, and its logs. */
export function unitsFolder({ stateFolder }: Session): string {
  return join(stateFolder, "up");
}

/** Before anything starts: what a killed one left would be in the way, and so would whoever has a port that is wanted. */
export async function mayStart(session: Session, { units, named, ports }: UnitPlan): Promise<Result<void>> {
  const orphans = findOrphans(unitsFolder(session));
  if (orphans.length > 0) {
    const left = [...new Set(orphans.map(({ unit }) => unit))].join(", ");
    return err(busy(`a repo up that was killed has left running: ${left}`, "repo down ends what it left"));
  }
  const starting = new Set(startOrder(units, named).map(({ unit }) => plainName(unit.id)));
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
function plainName(unit: UnitId): string {
  return unit.replace(/#\d+$/, "");
}

function busy(message: string, hint: string): Failure {
  return { code: "usage", message, hint };
}
