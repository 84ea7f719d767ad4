import { type ExitStatus, err, type Failure, ok, type Result, type UnitEvent, type UnitId } from "@nix-repo/model";
import {
  createSupervisor,
  DEFAULT_STOP,
  NO_RESTART,
  type StartedUnit,
  type StartOptions,
  type Supervisor,
  type UnitAnswer,
  type UnitClock,
  type UnitEnd,
  type UnitSpec,
  type UnitStarter,
} from "../../src/index.ts";

export type UnitSketch = Partial<UnitSpec> & { readonly id: UnitId };

export function unitOf({ dependsOn = [], ...sketch }: UnitSketch): UnitSpec {
  return { restart: NO_RESTART, stop: DEFAULT_STOP, launch: async () => neverLaunched(), dependsOn, ...sketch };
}

function neverLaunched(): never {
  throw new Error("the simulation launches nothing");
}

/** A clock that stands still until it is told to go on. */
export interface SimulatedClock extends UnitClock {
  /** Lets so much time pass, in milliseconds; whatever a timer sets going is done before the next one goes off. */
  pass(ms: number): Promise<void>;
}

export function simulatedClock(random: () => number = () => 0): SimulatedClock {
  let now = 1_700_000_000_000;
  let timers: { readonly at: number; readonly call: () => void }[] = [];
  return {
    now: () => now,
    random,
    after(ms, call) {
      const timer = { at: now + ms, call };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    async pass(ms) {
      const end = now + ms;
      await consequences();
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        timers = timers.filter((each) => each !== next);
        now = Math.max(now, next.at);
        next.call();
        await consequences();
      }
      now = end;
    },
  };
}

/** All promises that can be fulfilled now are. */
export function consequences(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A process that is only pretended. */
export interface SimulatedProcess {
  readonly unit: UnitId;
  readonly pid: number;
  /** It has ended, and how. */
  readonly exit: ExitStatus | undefined;
  readonly isAsked: boolean;
  /** What it says when it is asked. */
  isReady: boolean;
  /** Why it says that it never will be ready. */
  failure?: Failure;
  end(exit: ExitStatus): void;
}

export interface SimulatedStarter extends UnitStarter {
  /** All that were ever started, in that order. */
  readonly processes: readonly SimulatedProcess[];
  /** The last one of a unit. */
  last(unit: UnitId): SimulatedProcess | undefined;
  alive(unit: UnitId): SimulatedProcess | undefined;
}

export interface SimulationOptions {
  readonly clock: UnitClock;
  /** Called before anything else at a start. The time until it is there in milliseconds; `undefined`: it cannot be started. */
  readonly onStart?: (unit: UnitSpec) => number | undefined;
  readonly onStarted?: (process: SimulatedProcess) => void;
  /** By default it ends at once when it is asked. */
  readonly onAsk?: (process: SimulatedProcess) => void;
}

export const SIGTERM: ExitStatus = { kind: "signal", signal: "SIGTERM" };

export function exitWith(code: number): ExitStatus {
  return { kind: "code", code };
}

export function simulatedStarter({
  clock,
  onStart = () => 0,
  onStarted,
  onAsk = (process) => process.end(SIGTERM),
}: SimulationOptions): SimulatedStarter {
  const processes: SimulatedProcess[] = [];
  const last = (unit: UnitId) => processes.findLast((process) => process.unit === unit);
  const start = async (unit: UnitSpec, { signal }: StartOptions): Promise<Result<StartedUnit>> => {
    const ms = onStart(unit);
    const failed = err({ code: "start-failed", file: "/bin/pretended", reason: "it may not be executed" } as const);
    if (ms === undefined) return failed;
    if (ms > 0) await new Promise<void>((resolve) => clock.after(ms, resolve));
    if (signal.aborted) return failed;
    const { promise: ended, resolve } = Promise.withResolvers<UnitEnd>();
    const state = { exit: undefined as ExitStatus | undefined, isAsked: false };
    const process: SimulatedProcess = {
      unit: unit.id,
      pid: 1_000 + processes.length,
      isReady: false,
      get exit() {
        return state.exit;
      },
      get isAsked() {
        return state.isAsked;
      },
      end(exit) {
        if (state.exit !== undefined) return;
        state.exit = exit;
        resolve({ exit, leftBehind: false });
      },
    };
    processes.push(process);
    onStarted?.(process);
    return ok({
      pid: process.pid,
      ended,
      ask() {
        state.isAsked = true;
        onAsk(process);
      },
      kill: () => process.end({ kind: "signal", signal: "SIGKILL" }),
      async probe(): Promise<UnitAnswer> {
        if (process.failure !== undefined) return { isYes: false, failure: process.failure };
        return process.isReady ? { isYes: true } : { isYes: false, why: { kind: "no-connection" } };
      },
    });
  };
  return {
    start,
    processes,
    last,
    alive(unit) {
      const process = last(unit);
      return process?.exit === undefined ? process : undefined;
    },
  };
}

export interface Simulation {
  readonly supervisor: Supervisor;
  readonly starter: SimulatedStarter;
  readonly clock: SimulatedClock;
  readonly events: UnitEvent[];
  /** States that a unit has had, in their order. */
  states(unit: UnitId): readonly string[];
  /** `unit state` of all changes, in their order. */
  changes(): readonly string[];
}

export function simulate(sketches: readonly UnitSketch[], options: Partial<SimulationOptions> = {}): Simulation {
  const clock = simulatedClock();
  const starter = simulatedStarter({ clock, ...options });
  const events: UnitEvent[] = [];
  const supervisor = createSupervisor({ units: sketches.map(unitOf), starter, clock, sink: (event) => events.push(event) });
  const changed = () => events.flatMap((event) => (event.type === "unit-changed" ? [event] : []));
  return {
    supervisor,
    starter,
    clock,
    events,
    states: (unit) => changed().flatMap((event) => (event.unit === unit ? [event.state.kind] : [])),
    changes: () => changed().map(({ unit, state }) => `${unit} ${state.kind}`),
  };
}
