import type {
  ExitStatus,
  FailedBecause,
  Failure,
  UnitDependency,
  UnitId,
  UnitSink,
  UnitState,
  UnitView,
  WhyUnready,
} from "@nix-repo/model";
import type { UnitSpec } from "../units/unit-spec.ts";
import { backoffOf, judgeEnd } from "./restart-decision.ts";
import type { StartedUnit, UnitClock, UnitEnd, UnitStarter } from "./starter.ts";
import { watchReadiness } from "./watch-readiness.ts";

/**
 * One unit: it knows its own states and nothing of other units. Whoever knows these calls `proceed`, `fail` and `askNow` when it is time.
 *
 *            start()           all there                     started           yes
 *     idle ───────────▶ waiting ────────▶ starting ──────────────────▶ running ─────▶ ready
 *                         │ ▲ ▲              │ cannot                    │   ▲ ◀─no───┤
 *         one has failed  │ │ │ start()      │ be started                │ ends, late  │ ends
 *         for good        ▼ │ └─────────┐    ▼                           ▼             ▼
 *                        failed ◀───── no more restarts ◀───────── by its policy ◀─────┘
 *                           │ ▲                                       │       │ with 0
 *                   start() │ │ (late ones are ended first)  backoff ◀┘       ▼
 *                           ▼ │              time is over ─▶ waiting      completed
 *     stop(): waiting, backoff ─────────────▶ ended
 *             starting, running, ready ─────▶ stopping: those that need it end first; then asked, after its grace killed ─▶ ended
 *     restart(): the same, and then waiting
 */
export interface UnitMachine {
  readonly spec: UnitSpec;
  readonly state: UnitState;
  view(): UnitView;
  /** It is to run: waits to proceed, unless it runs already or has completed for good. */
  want(): void;
  /** It is to run anew: what runs ends first. */
  restart(): void;
  /** It is to end; `dependents` are those that end before it. */
  leave(dependents: readonly UnitId[]): void;
  /** While it waits: for these. */
  waitFor(dependencies: readonly UnitDependency[]): void;
  /** All that it waited for is there. */
  proceed(): void;
  /** What it waits for will never be there. */
  giveUp(dependency: UnitDependency): void;
  /** While it is to end: those that end before it; none, and it is asked to. */
  endAfter(dependents: readonly UnitId[]): void;
  /** It will not be started again, though it may be about to. */
  abandon(): void;
  kill(): void;
}

export interface UnitMachineOptions {
  readonly spec: UnitSpec;
  readonly starter: UnitStarter;
  readonly clock: UnitClock;
  readonly sink: UnitSink;
  /** Its state has changed. */
  readonly onChange: () => void;
}

/** A process of the unit, from its start until nothing of it is left. */
interface Instance {
  readonly abort: AbortController;
  readonly startedAt: number;
  started?: StartedUnit;
  /** Whether it was asked to end. */
  isAsked: boolean;
  wasReady: boolean;
  /** Why it is ended though nobody asked for that. */
  verdict?: FailedBecause;
  stopWatching(): void;
  cancelGrace(): void;
}

export function createUnitMachine({ spec, starter, clock, sink, onChange }: UnitMachineOptions): UnitMachine {
  let state: UnitState = { kind: "idle" };
  let instance: Instance | undefined;
  let restarts = 0;
  /** Restarts since it was last ready for a while. */
  let inRow = 0;
  let hasRun = false;
  let exit: ExitStatus | undefined;
  let cancelBackoff = nothing;

  const become = (other: UnitState): void => {
    const from = state.kind;
    state = other;
    sink({ type: "unit-changed", unit: spec.id, at: clock.now(), from, state });
    onChange();
  };
  const wait = (): void => {
    cancelBackoff();
    become({ kind: "waiting", since: clock.now(), for: spec.dependsOn });
  };

  const proceed = (): void => {
    const since = clock.now();
    const mine: Instance = {
      abort: new AbortController(),
      startedAt: since,
      isAsked: false,
      wasReady: false,
      stopWatching: nothing,
      cancelGrace: nothing,
    };
    instance = mine;
    if (hasRun) restarts += 1;
    hasRun = true;
    become({ kind: "starting", since });
    const onOutput = (stream: "stdout" | "stderr", chunk: Uint8Array): void =>
      sink({ type: "unit-output", unit: spec.id, at: clock.now(), stream, chunk });
    void starter.start(spec, { onOutput, signal: mine.abort.signal }).then((result) => {
      if (result.ok) onStarted(mine, result.value);
      else onNotStarted(result.error);
    });
  };

  const onNotStarted = (failure: Failure): void => {
    instance = undefined;
    if (state.kind === "stopping") afterStopping(state.next, undefined);
    else become({ kind: "failed", since: clock.now(), because: { kind: "not-started", failure } });
  };

  const onStarted = (mine: Instance, started: StartedUnit): void => {
    mine.started = started;
    const since = clock.now();
    const { pid } = started;
    void started.ended.then((end) => onEnded(mine, end));
    if (state.kind === "stopping") {
      become({ ...state, pid });
      if (state.kind === "stopping" && state.for.length === 0) askNow();
      return;
    }
    const { readiness } = spec;
    if (readiness === undefined) {
      mine.wasReady = true;
      become({ kind: "ready", since, pid });
      return;
    }
    become({ kind: "running", since, pid, why: undefined });
    // Whoever was told of that may have asked it to end.
    if (instance !== mine || state.kind !== "running") return;
    mine.stopWatching = watchReadiness({
      readiness,
      started,
      clock,
      onReady() {
        mine.wasReady = true;
        become({ kind: "ready", since: clock.now(), pid });
      },
      onUnready(why) {
        if (state.kind === "running" && isSame(state.why, why)) return;
        become({ kind: "running", since: state.kind === "running" ? state.since : clock.now(), pid, why });
      },
      onHopeless(failure) {
        mine.verdict = { kind: "not-started", failure };
        stopThen("judged", []);
      },
      onLate() {
        const why = state.kind === "running" ? state.why : undefined;
        mine.verdict = { kind: "late", timeoutMs: readiness.timeoutMs, why };
        stopThen("judged", []);
      },
    });
  };

  const onEnded = (mine: Instance, { exit: status, leftBehind }: UnitEnd): void => {
    mine.stopWatching();
    mine.cancelGrace();
    instance = undefined;
    exit = status;
    if (leftBehind) sink({ type: "unit-left-behind", unit: spec.id, at: clock.now() });
    if (state.kind === "stopping" && state.next !== "judged") {
      afterStopping(state.next, status);
      return;
    }
    const wasReadyFor = state.kind === "ready" ? clock.now() - state.since : 0;
    if (state.kind === "ready" && wasReadyFor >= spec.restart.resetAfterMs) inRow = 0;
    const verdict =
      mine.verdict === undefined
        ? judgeEnd(spec, { exit: status, wasReady: mine.wasReady })
        : { kind: "failed" as const, because: mine.verdict, mayRestart: spec.restart.when !== "never" };
    const since = clock.now();
    if (verdict.kind === "completed") become({ kind: "completed", since });
    else if (verdict.mayRestart && inRow < spec.restart.limit) backOff(verdict.because);
    else become({ kind: "failed", since, because: verdict.because });
  };

  const backOff = (because: FailedBecause): void => {
    inRow += 1;
    const since = clock.now();
    const ms = backoffOf(spec.restart, { restart: inRow, random: clock.random() });
    cancelBackoff = clock.after(ms, wait);
    become({ kind: "backoff", since, until: since + ms, restart: inRow, because });
  };

  const afterStopping = (next: "ended" | "waiting" | "judged", status: ExitStatus | undefined): void => {
    if (next === "waiting") wait();
    else become({ kind: "ended", since: clock.now(), exit: status });
  };

  const stopThen = (next: "ended" | "waiting" | "judged", dependents: readonly UnitId[]): void => {
    const mine = instance;
    if (mine === undefined) throw new Error(`${spec.id} has nothing to stop`);
    mine.stopWatching();
    // What is not there yet need not come.
    mine.abort.abort();
    become({ kind: "stopping", since: clock.now(), pid: mine.started?.pid, for: dependents, next, killed: false });
    if (dependents.length === 0) askNow();
  };

  const askNow = (): void => {
    const mine = instance;
    if (mine?.started === undefined || mine.isAsked) return;
    mine.isAsked = true;
    mine.cancelGrace = clock.after(spec.stop.graceMs, () => {
      if (instance !== mine || state.kind !== "stopping") return;
      mine.started?.kill();
      become({ ...state, killed: true });
    });
    mine.started.ask();
  };

  return {
    spec,
    get state() {
      return state;
    },
    view: () => ({
      id: spec.id,
      state,
      pid: instance?.started?.pid,
      startedAt: instance?.started === undefined ? undefined : instance.startedAt,
      restarts,
      exit,
      ...(spec.ports === undefined ? {} : { ports: spec.ports }),
    }),
    want() {
      // What could be ready and has ended is no longer what others need; what has done its work for good is.
      const isOver = state.kind === "completed" ? spec.readiness !== undefined : state.kind === "idle" || state.kind === "ended";
      if (state.kind === "stopping" && state.next === "ended") become({ ...state, next: "waiting" });
      else if (isOver || state.kind === "failed") {
        inRow = 0;
        wait();
      }
    },
    restart() {
      inRow = 0;
      if (state.kind === "starting" || state.kind === "running" || state.kind === "ready") stopThen("waiting", []);
      else if (state.kind === "stopping") become({ ...state, next: "waiting" });
      else if (state.kind !== "waiting") wait();
    },
    leave(dependents) {
      if (state.kind === "starting" || state.kind === "running" || state.kind === "ready") stopThen("ended", dependents);
      else if (state.kind === "stopping") {
        if (state.next !== "ended") become({ ...state, next: "ended" });
      } else if (state.kind === "waiting" || state.kind === "backoff" || isBlocked(state)) {
        cancelBackoff();
        become({ kind: "ended", since: clock.now(), exit });
      }
    },
    waitFor(dependencies) {
      if (state.kind === "waiting" && !isSame(state.for, dependencies)) become({ ...state, for: dependencies });
    },
    proceed() {
      if (state.kind === "waiting") proceed();
    },
    giveUp(dependency) {
      if (state.kind === "waiting") become({ kind: "failed", since: clock.now(), because: { kind: "dependency", dependency } });
    },
    endAfter(dependents) {
      if (state.kind !== "stopping" || dependents.length === state.for.length) return;
      become({ ...state, for: dependents });
      if (dependents.length === 0) askNow();
    },
    abandon() {
      if (state.kind !== "backoff") return;
      cancelBackoff();
      become({ kind: "failed", since: clock.now(), because: state.because });
    },
    kill() {
      instance?.started?.kill();
    },
  };
}

function nothing(): void {}

function isBlocked(state: UnitState): boolean {
  return state.kind === "failed" && state.because.kind === "dependency";
}

function isSame<T extends WhyUnready | readonly UnitDependency[]>(one: T | undefined, other: T): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
