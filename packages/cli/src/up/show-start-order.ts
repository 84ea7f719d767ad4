import { EXIT } from "@nix-repo/model";
import { padTo, widthOf } from "@nix-repo/reporters";
import type { OrderedUnit } from "@nix-repo/supervisor";
import type { Session } from "../open-session.ts";

/** `repo up --dry-run`: the units in the order in which they would start, each with what it waits for and who needs it. */
export function showStartOrder(units: readonly OrderedUnit[], { session, json }: { session: Session; json: boolean }): number {
  const { stdout } = session.io;
  if (json) {
    const plain = units.map(({ unit: { id }, isNamed, neededBy, waitsFor }) => ({ id, named: isNamed, neededBy, waitsFor }));
    stdout.write(`${JSON.stringify({ version: 1, kind: "start-order", units: plain }, undefined, 2)}\n`);
    return EXIT.ok;
  }
  const width = Math.max(...units.map(({ unit }) => widthOf(unit.id)), 0);
  for (const { unit, isNamed, neededBy, waitsFor } of units) {
    const waits = waitsFor.length === 0 ? "at once" : `when ${waitsFor.map(({ unit: id, until }) => `${id} is ${until}`).join(", ")}`;
    const why = isNamed ? "" : `   needed by ${neededBy.join(", ")}`;
    stdout.write(`${padTo(unit.id, width)}   ${waits}${why}\n`);
  }
  return EXIT.ok;
}
