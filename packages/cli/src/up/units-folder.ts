import { join } from "node:path";
import type { Orphan } from "@nix-repo/model";
import { findOrphans } from "@nix-repo/supervisor";
import type { Session } from "../open-session.ts";

/** Where the workspace's supervisor writes down what it runs; the logs of all units are in `logs` below. */
export function unitsFolder({ stateFolder }: Pick<Session, "stateFolder">): string {
  return join(stateFolder, "up");
}

/** Where runs write down what verbs need that they have started themselves: there may be several at once, and none of them is the workspace's supervisor. */
export function neededFolder(session: Pick<Session, "stateFolder">): string {
  return join(unitsFolder(session), "needs");
}

/** Where it is written down of which compose projects we have started containers. */
export function projectsFolder(session: Pick<Session, "stateFolder">): string {
  return join(unitsFolder(session), "containers");
}

/** What a killed supervisor, or a killed run, has left running. */
export function leftUnits(session: Pick<Session, "stateFolder">): readonly Orphan[] {
  return [...findOrphans(unitsFolder(session)), ...findOrphans(neededFolder(session))];
}
