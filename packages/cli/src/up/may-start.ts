import { err, type Failure, ok, type Result, type UnitId } from "@nix-repo/model";
import { displayPlace } from "@nix-repo/reporters";
import { type ClaimingUnit, findConflicts, type OrderedUnit, startOrder } from "@nix-repo/supervisor";
import type { Session } from "../open-session.ts";
import type { UnitPlan } from "./plan-units.ts";
import { portHolder } from "./port-holder.ts";
import { leftUnits } from "./units-folder.ts";

/**
 * Before anything starts: what a killed one left would be in the way, and so would whoever has a port that is wanted; containers need an engine, and two
 * services one version of what they both have.
 * @param running units that are there already, with their ports
 */
export async function mayStart(
  session: Session,
  { units, named, ports, containers, claims }: UnitPlan,
  running: ReadonlySet<UnitId> = new Set(),
): Promise<Result<void>> {
  const orphans = leftUnits(session);
  if (orphans.length > 0) return err({ code: "units-left", units: orphans.map(({ unit, pids }) => ({ unit, pids })) });
  const ordered = startOrder(units, named).filter(({ unit: { id } }) => !running.has(id));
  const starting = new Set(ordered.map(({ unit: { id } }) => plainName(id)));
  const versions = versionConflict(
    claims.filter(({ id }) => starting.has(id)),
    session.workspace.root,
  );
  if (versions !== undefined) return err(versions);
  const wanting = ordered.filter(({ unit }) => containers.ids.has(unit.id));
  if (wanting.length > 0) {
    const engine = await containers.find(whoNeeds(wanting));
    if (!engine.ok) return engine;
  }
  const wanted = new Map<number, UnitId>();
  for (const { unit, port } of ports) {
    if (!starting.has(unit)) continue;
    const other = wanted.get(port);
    if (other !== undefined)
      return err(busy(`${other} and ${unit} both want port ${port}`, 'let one of them have "auto", or start one of them alone'));
    wanted.set(port, unit);
    const holder = await portHolder(port);
    if (holder !== undefined && containers.ids.has(unit) && (await containers.isRunning(unit))) continue;
    if (holder !== undefined) return err(busy(`${unit} wants port ${port}, which ${holder} has`, "end that, or give another port"));
  }
  return ok(undefined);
}

/** The processes that wait for containers; of a container that nobody waits for, itself. */
function whoNeeds(containers: readonly OrderedUnit[]): readonly UnitId[] {
  const ids = new Set(containers.map(({ unit }) => unit.id));
  return [
    ...new Set(
      containers.flatMap(({ unit, neededBy }) => {
        const processes = neededBy.filter((id) => !ids.has(id)).map(plainName);
        return processes.length > 0 || neededBy.length > 0 ? processes : [unit.id];
      }),
    ),
  ];
}

function versionConflict(claims: readonly ClaimingUnit[], root: string): Failure | undefined {
  const conflict = findConflicts(claims).find((each) => each.kind === "version");
  if (conflict?.kind !== "version") return undefined;
  const { repository, first, second } = conflict;
  const said = ({ unit, tag, place }: typeof first) => `${unit} ${repository}:${tag} (${displayPlace(place, root)})`;
  return busy(`${said(first)} and ${said(second)} are two versions of one`, "use the same tag in both, or start one of them alone");
}

/** Without the number of a replica. */
export function plainName(unit: UnitId): string {
  return unit.replace(/#\d+$/, "");
}

function busy(message: string, hint: string): Failure {
  return { code: "usage", message, hint };
}
