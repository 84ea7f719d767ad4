import type { ExitStatus, UnitEvent, UnitId, UnitState, UnitView } from "@nix-repo/model";

/**
 * What is known of units from how they stood and what they have told since: all but how a process ended that was asked to, to be started again.
 * A unit that was not given is known from its first change on: somebody else may ask for it later.
 */
export class UnitsSeen {
  readonly #units: Map<UnitId, SeenUnit>;

  constructor(units: readonly UnitView[]) {
    this.#units = new Map(units.map((view) => [view.id, { view, startingAt: view.startedAt, wasReady: view.state.kind === "ready" }]));
  }

  take(event: UnitEvent): void {
    if (event.type === "unit-changed") this.#units.set(event.unit, changed(this.#units.get(event.unit) ?? unseen(event.unit), event));
  }

  /** In the order in which they were given; then those that came later. */
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

function unseen(id: UnitId): SeenUnit {
  const view: UnitView = { id, state: { kind: "idle" }, pid: undefined, startedAt: undefined, restarts: 0, exit: undefined };
  return { view, startingAt: undefined, wasReady: false };
}

function changed({ view, startingAt, wasReady }: SeenUnit, { state }: Extract<UnitEvent, { type: "unit-changed" }>): SeenUnit {
  const isStart = state.kind === "starting";
  const beganAt = state.kind === "starting" ? state.since : startingAt;
  const pid = "pid" in state ? state.pid : undefined;
  return {
    view: {
      ...view,
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
