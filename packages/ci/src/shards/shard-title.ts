import type { PlannedShard } from "./ci-plan.ts";

/** What a CI engine shows for a machine: `1/3: api, web (2 devShells)`. */
export function shardTitle({ index, of, services, shells }: PlannedShard): string {
  const setUp = shells.length === 0 ? "" : ` (${counted(shells, "devShell")})`;
  const names = namesOf(services);
  return `${index}/${of}${names === "" ? "" : `: ${names}`}${setUp}`;
}

/** As many as have room: engines cut longer names off, or refuse them. */
function namesOf(services: readonly string[]): string {
  let names = "";
  for (const [position, service] of services.entries()) {
    const longer = position === 0 ? service : `${names}, ${service}`;
    if (longer.length > ROOM) return position === 0 ? counted(services, "service") : `${names} and ${services.length - position} more`;
    names = longer;
  }
  return names;
}

const ROOM = 60;

function counted(names: readonly string[], what: string): string {
  return `${names.length} ${what}${names.length === 1 ? "" : "s"}`;
}
