import type { Diagnostic, Place } from "@nix-repo/model";
import { displayPlace } from "@nix-repo/reporters";
import type { Conflict, PortWayOut, VersionWayOut } from "@nix-repo/supervisor";

/** Conflicts as mistakes of the files in which they stand: at the place of the later one, with that of the other, and the ways out. */
export function conflictDiagnostics(conflicts: readonly Conflict[], root: string): readonly Diagnostic[] {
  return conflicts.map((conflict) => ({ place: conflict.second.place, path: conflict.second.unit, message: messageOf(conflict, root) }));
}

function messageOf(conflict: Conflict, root: string): string {
  const at = (place: Place) => displayPlace(place, root);
  const { first, second } = conflict;
  switch (conflict.kind) {
    case "port": {
      const port = `port ${conflict.port}${conflict.protocol === "tcp" ? "" : `/${conflict.protocol}`}`;
      const ways = `; ${waysOut(conflict, at)}`;
      if (first.unit === second.unit && first.place === second.place) return `all replicas want ${port}${ways}`;
      return `wants ${port}, which ${first.unit} wants as well (${at(first.place)})${ways}`;
    }
    case "version": {
      const { tag } = conflict.second;
      return `wants ${conflict.repository}:${tag}, and ${first.unit} wants ${conflict.first.tag} (${at(first.place)}); ${waysOut(conflict, at)}`;
    }
    case "variable": {
      const value = (of: typeof conflict.first) => (of.value === undefined ? "" : ` ${of.value}`);
      return `gives ${conflict.service} the variable ${conflict.variable}${value(conflict.second)}, and ${first.unit} gives it${value(conflict.first)} (${at(first.place)}); ${waysOut(conflict, at)}`;
    }
  }
}

function waysOut({ kind, first, second, waysOut }: Conflict, at: (place: Place) => string): string {
  // How a variable is called follows from the names of its unit and its port.
  if (kind === "variable") return `rename ${first.unit} or ${second.unit}, or one of their ports`;
  return waysOut.map((way) => wordsOf(way, at)).join(", ");
}

function wordsOf(way: PortWayOut | VersionWayOut, at: (place: Place) => string): string {
  switch (way.kind) {
    case "other-port":
      return `give ${way.unit} another port`;
    case "free-port":
      return way.unitKind === "process" ? 'or "auto"' : `or publish none of ${way.unit}`;
    case "one-replica":
      return `run one of ${way.unit}`;
    case "one-at-a-time":
      return `or start ${way.units[0]} and ${way.units[1]} one at a time`;
    case "same-version":
      return `use ${way.tag} for ${way.unit} (${at(way.place)})`;
  }
}
