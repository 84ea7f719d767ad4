import { isSecretName } from "@nix-repo/model";
import type { Claimant, ClaimedPort, ClaimingUnit, Conflict, GivenVariable, PortWayOut } from "./conflict.ts";
import { prefixedName } from "./prefixed-variables.ts";

/**
 * What cannot start together, told before anything does: one port of the host twice, two major versions of one image for two services,
 * two values of one variable for one service. Each that comes later is held against the first that it is in conflict with.
 */
export function findConflicts(units: readonly ClaimingUnit[]): Conflict[] {
  return [...portConflicts(units), ...versionConflicts(units), ...variableConflicts(units)];
}

interface PortClaim {
  readonly unit: ClaimingUnit;
  readonly claim: ClaimedPort;
}

function portConflicts(units: readonly ClaimingUnit[]): Conflict[] {
  const claims = new Map<string, PortClaim[]>();
  const conflicts: Conflict[] = [];
  for (const unit of units) {
    for (const claim of unit.ports) {
      const key = `${claim.port}/${claim.protocol}`;
      const earlier = claims.get(key) ?? [];
      const other = earlier.find((before) => overlap(before.claim.hostIp, claim.hostIp));
      if (other !== undefined) conflicts.push(portConflict(other, { unit, claim }));
      else if (unit.replicas > 1) conflicts.push(portConflict({ unit, claim }, { unit, claim }));
      claims.set(key, [...earlier, { unit, claim }]);
    }
  }
  return conflicts;
}

function portConflict(first: PortClaim, second: PortClaim): Conflict {
  const { port, protocol } = second.claim;
  return { kind: "port", port, protocol, first: claimant(first), second: claimant(second), waysOut: portWaysOut(first, second) };
}

function portWaysOut(first: PortClaim, second: PortClaim): PortWayOut[] {
  const free = (of: PortClaim): PortWayOut => ({ kind: "free-port", unit: of.unit.id, unitKind: of.unit.kind, place: of.claim.place });
  if (first.claim === second.claim) return [free(second), { kind: "one-replica", unit: second.unit.id }];
  const ways: PortWayOut[] = [{ kind: "other-port", unit: second.unit.id, place: second.claim.place }, free(second)];
  return first.unit === second.unit ? ways : [...ways, { kind: "one-at-a-time", units: [first.unit.id, second.unit.id] }];
}

function claimant({ unit, claim }: PortClaim): Claimant {
  return { unit: unit.id, place: claim.place };
}

/** Whether two addresses of the host, or all of them, have one in common. */
function overlap(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || a === b) return true;
  const [wide, other] = isWide(a) ? [a, b] : [b, a];
  // All addresses of one family.
  return isWide(wide) && wide.includes(":") === other.includes(":");
}

function isWide(address: string): boolean {
  return address === "0.0.0.0" || address === "::";
}

function versionConflicts(units: readonly ClaimingUnit[]): Conflict[] {
  const firsts = new Map<string, { unit: ClaimingUnit; claim: Claimant & { major: number; tag: string } }>();
  const conflicts: Conflict[] = [];
  for (const unit of units) {
    const { repository, major, tag, place } = unit.image ?? {};
    if (repository === undefined || major === undefined || tag === undefined || place === undefined) continue;
    const claim = { unit: unit.id, place, major, tag };
    const first = firsts.get(repository);
    if (first === undefined) firsts.set(repository, { unit, claim });
    // One service may well want two: a test of its own migration.
    else if (first.claim.major !== major && first.unit.service !== unit.service) {
      const waysOut = [
        { kind: "same-version", unit: unit.id, tag: first.claim.tag, place } as const,
        { kind: "same-version", unit: first.unit.id, tag, place: first.claim.place } as const,
        { kind: "one-at-a-time", units: [first.unit.id, unit.id] } as const,
      ];
      conflicts.push({ kind: "version", repository, first: first.claim, second: claim, waysOut });
    }
  }
  return conflicts;
}

function variableConflicts(units: readonly ClaimingUnit[]): Conflict[] {
  const firsts = new Map<string, { unit: ClaimingUnit; variable: GivenVariable }>();
  const conflicts: Conflict[] = [];
  for (const unit of units) {
    for (const service of unit.givenTo) {
      for (const variable of unit.variables) {
        const key = `${service}\0${variable.name}`;
        const first = firsts.get(key);
        if (first === undefined) firsts.set(key, { unit, variable });
        else if (first.variable.value !== variable.value) conflicts.push(variableConflict(service, first, { unit, variable }));
      }
    }
  }
  return conflicts;
}

type Given = { readonly unit: ClaimingUnit; readonly variable: GivenVariable };

function variableConflict(service: string, first: Given, second: Given): Conflict {
  const { name } = second.variable;
  const shown = ({ unit, variable }: Given) => ({
    unit: unit.id,
    place: variable.place,
    value: isSecretName(name) ? undefined : variable.value,
  });
  const prefixOf = ({ unit }: Given) => (first.unit.service === second.unit.service ? unit.id : unit.service);
  return {
    kind: "variable",
    variable: name,
    service,
    first: shown(first),
    second: shown(second),
    waysOut: [
      {
        kind: "prefix",
        names: Object.fromEntries([first, second].map((given) => [given.unit.id, prefixedName(prefixOf(given), name)])),
      },
      { kind: "other-name", unit: second.unit.id, place: second.variable.place },
    ],
  };
}
