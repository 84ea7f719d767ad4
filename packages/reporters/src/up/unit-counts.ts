import type { UnitState, UnitView } from "@nix-repo/model";
import type { Palette } from "../palette.ts";
import type { Symbols } from "../symbols.ts";

/** `1 failed, 2 waiting, 57 ready`: what needs somebody first. */
export function countsOf(units: readonly UnitView[], palette: Palette): string {
  const counts = Map.groupBy(units, ({ state }) => standingOf(state));
  const parts = STANDINGS.flatMap((standing) => {
    const count = counts.get(standing)?.length ?? 0;
    return count === 0 ? [] : [paintOf(standing, palette)(`${count} ${standing}`)];
  });
  return parts.length === 0 ? "nothing to run" : parts.join(", ");
}

/** The sign in front of a unit's name. `moving` stands where something is under way. */
export function markOf(state: UnitState, { palette, symbols, moving }: { palette: Palette; symbols: Symbols; moving: string }): string {
  const standing = standingOf(state);
  const paint = paintOf(standing, palette);
  switch (standing) {
    case "ready":
    case "completed":
      return paint(symbols.passed);
    case "failed":
      return paint(symbols.failed);
    case "to start again":
      return paint(symbols.again);
    case "not ready":
    case "stopping":
      return paint(moving);
    case "waiting":
    case "not started":
    case "stopped":
      return paint(symbols.notStarted);
  }
}

type Standing = (typeof STANDINGS)[number];

const STANDINGS = ["failed", "to start again", "not ready", "stopping", "waiting", "not started", "stopped", "completed", "ready"] as const;

export function standingOf(state: UnitState): Standing {
  switch (state.kind) {
    case "failed":
      return state.because.kind === "dependency" ? "not started" : "failed";
    case "backoff":
      return "to start again";
    case "starting":
    case "running":
      return "not ready";
    case "idle":
      return "not started";
    case "ended":
      return "stopped";
    case "ready":
    case "completed":
    case "waiting":
    case "stopping":
      return state.kind;
  }
}

export function paintOf(standing: Standing, { good, bad, warning, quiet }: Palette): (text: string) => string {
  switch (standing) {
    case "failed":
      return bad;
    case "to start again":
    case "not ready":
      return warning;
    case "ready":
    case "completed":
      return good;
    case "stopping":
    case "waiting":
    case "not started":
    case "stopped":
      return quiet;
  }
}
