import type { ExitStatus, UnitEvent, UnitId, UnitState, UnitView } from "@nix-repo/model";

/** What is known of units from how they stood and what they have told since: all but how a process ended that was asked to, to be started again. */
export class UnitsSeen {
  readonly #units: Map<UnitId, SeenUnit>;

  constructor(units: readonly UnitView[]) {
    this.#units = new Map(units.map((view) => [view.id, { view, startingAt: view.startedAt, wasReady: view.state.kind === "ready" }]));
  }

  take(event: UnitEvent): void {
    const seen = this.#units.get(event.unit);
    if (event.type === "unit-changed" && seen !== undefined) this.#units.set(event.unit, changed(seen, event));
  }

  /** In the order in which they were given. */
  get views(): readonly UnitView[] {
    return [...this.#units.values()].map(({ view }) => view);
  }

  of(unit: UnitId): SeenUnit | undefined {
    return this.#units.get(unit);
  }

  readonly stateOf = (unit: UnitId): UnitState | undefined => this.#units.get(unit)?.view.state;
}

export interface SeenUnit {
  readonly view: UnitView;
  /** When its last start began, in milliseconds since the epoch. */
  readonly startingAt: number | undefined;
  /** Whether it was ready since its last start. */
  readonly wasReady: boolean;
}

function changed({ view, startingAt, wasReady }: SeenUnit, { state }: Extract<UnitEvent, { type: "unit-changed" }>): SeenUnit {
  const isStart = state.kind === "starting";
  const beganAt = state.kind === "starting" ? state.since : startingAt;
  const pid = "pid" in state ? state.pid : undefined;
  return {
    view: {
      id: view.id,
      state,
      pid,
      startedAt: "pid" in state ? beganAt : undefined,
      restarts: isStart && startingAt !== undefined ? view.restarts + 1 : view.restarts,
      exit: exitIn(state) ?? view.exit,
    },
    startingAt: beganAt,
    wasReady: isStart ? false : wasReady || state.kind === "ready",
  };
}

function exitIn(state: UnitState): ExitStatus | undefined {
  switch (state.kind) {
    case "ended":
      return state.exit;
    case "completed":
      return { kind: "code", code: 0 };
    case "failed":
    case "backoff":
      return state.because.kind === "exited" ? state.because.exit : undefined;
    default:
      return undefined;
  }
}
