import type { Place, PortDeclaration, ProcessDefinition, UnitId, UnitPort } from "@nix-repo/model";
import type { ClaimingUnit, UnitSpec } from "@nix-repo/supervisor";
import { variablesForOthers } from "./ports.ts";

export interface ClaimingProcess {
  readonly id: UnitId;
  readonly service: string;
  readonly definition: Pick<ProcessDefinition, "ports" | "replicas" | "place">;
}

/** The ports that a process wants for itself alone. Of replicas only the first has those that are said. */
export function processClaim({ id, service, definition }: ClaimingProcess): ClaimingUnit {
  const ports = definition.ports.flatMap(({ port, place }: PortDeclaration) => (port === "auto" ? [] : [{ port, protocol: "tcp", place }]));
  return { id, service, kind: "process", replicas: definition.replicas, ports, variables: [], givenTo: [] };
}

export interface Giving {
  /** Before they are replicated. */
  readonly units: readonly UnitSpec[];
  readonly serviceOf: (unit: UnitId) => string | undefined;
  /** Where it is said what a unit listens on. */
  readonly placeOf: (unit: UnitId) => Place;
}

/** The same claims, with the variables by which a unit's ports are told, and the services that are told of them. */
export function withGivenVariables(claims: readonly ClaimingUnit[], { units, serviceOf, placeOf }: Giving): readonly ClaimingUnit[] {
  const portsOf = new Map<UnitId, readonly UnitPort[]>(units.map(({ id, ports = [] }) => [id, ports]));
  const givenTo = new Map<UnitId, Set<string>>();
  for (const { id, dependsOn } of units) {
    const service = serviceOf(id);
    for (const { unit } of dependsOn) if (service !== undefined) givenTo.set(unit, (givenTo.get(unit) ?? new Set()).add(service));
  }
  return claims.map((claim) => {
    const variables = Object.entries(variablesForOthers(claim.id, portsOf.get(claim.id) ?? []));
    return {
      ...claim,
      variables: variables.map(([name, value]) => ({ name, value, place: placeOf(claim.id) })),
      givenTo: [...(givenTo.get(claim.id) ?? [])],
    };
  });
}
