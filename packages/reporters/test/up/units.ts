import type { FailedBecause, UnitEvent, UnitId, UnitState, UnitView } from "@nix-repo/model";

/** When units were started, in milliseconds since the epoch. */
export const T0 = 1_000_000;

export function viewOf(id: UnitId, state: UnitState = { kind: "idle" }, more: Partial<UnitView> = {}): UnitView {
  return { id, state, pid: undefined, startedAt: undefined, restarts: 0, exit: undefined, ...more };
}

export function failed(because: FailedBecause): Extract<UnitState, { kind: "failed" }> {
  return { kind: "failed", since: T0, because };
}

export function exited(code: number, wasReady = true): FailedBecause {
  return { kind: "exited", exit: { kind: "code", code }, wasReady };
}

/** The events of units, each change with where it came from. */
export function storyOf(units: readonly UnitId[]) {
  const states = new Map<UnitId, UnitState["kind"]>(units.map((unit) => [unit, "idle"]));
  return {
    becomes(unit: UnitId, at: number, state: UnitState): UnitEvent {
      const from = states.get(unit) ?? "idle";
      states.set(unit, state.kind);
      return { type: "unit-changed", unit, at, from, state };
    },
    says(unit: UnitId, text: string, stream: "stdout" | "stderr" = "stdout"): UnitEvent {
      return { type: "unit-output", unit, at: T0, stream, chunk: Buffer.from(text) };
    },
  };
}
