import { ok, type Result, type UnitId } from "@nix-repo/model";
import type { DrawnEdge, DrawnGraph, DrawnNode } from "@nix-repo/reporters";
import { startOrder, type UnitSpec, unitsNamed } from "@nix-repo/supervisor";
import type { Session } from "../open-session.ts";
import { plainName } from "../up/may-start.ts";
import { planUnits, type UnitPlan } from "../up/plan-units.ts";

/** What `repo up` would start of some names, or of all, by services; each unit points at what it waits for. Starts no more than `planUnits` does. */
export async function unitGraph(session: Session, names: readonly string[]): Promise<Result<DrawnGraph>> {
  const plan = await planUnits(session, { names });
  return plan.ok ? ok(drawnUnits(plan.value)) : plan;
}

/** Replicas, which need and are needed alike, are one node. */
function drawnUnits({ units, named, claims }: UnitPlan): DrawnGraph {
  const ids = units.map(({ id }) => id);
  const wanted = new Map(startOrder(units, named).map(({ unit }) => [plainName(unit.id), unit]));
  const nodes = claims.flatMap((claim) => (wanted.has(claim.id) ? [nodeOf(claim, unitsNamed(claim.id, ids).length)] : []));
  return { nodes, edges: nodes.flatMap(({ id }) => edgesOf(id, wanted.get(id))) };
}

function nodeOf({ id, service, kind, image }: UnitPlan["claims"][number], replicas: number): DrawnNode {
  return {
    id,
    kind,
    label: replicas === 1 ? id : `${id} ×${replicas}`,
    group: service,
    ...(image === undefined
      ? {}
      : { attributes: { image: [image.repository, ...(image.tag === undefined ? [] : [image.tag])].join(":") } }),
    shape: kind === "container" ? "cylinder" : "round",
  };
}

function edgesOf(from: UnitId, unit: UnitSpec | undefined): readonly DrawnEdge[] {
  const edges = new Map<string, DrawnEdge>();
  for (const { unit: needed, until } of unit?.dependsOn ?? []) {
    const to = plainName(needed);
    edges.set(`${until} ${to}`, { from, to, kind: until, label: until });
  }
  return [...edges.values()];
}
