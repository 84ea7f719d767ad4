import { isAliveState, isAtRest, type UnitDependency, type UnitId, type UnitSink, type UnitView } from "@nix-repo/model";
import { startOrder } from "../units/start-order.ts";
import type { UnitSpec } from "../units/unit-spec.ts";
import { judgeCondition } from "./conditions.ts";
import type { UnitClock, UnitStarter } from "./starter.ts";
import { createUnitMachine, type UnitMachine } from "./unit-machine.ts";

/** Keeps units alive: starts them in the order of their conditions, again where they end, and ends them in reverse. Ids that it does not have are a bug. */
export interface Supervisor {
  /** Starts what does not run of these and of all that they need. What has completed is not run again. After `close`, nothing. */
  start(ids: Iterable<UnitId>): void;
  /** Ends these, and before them all that needs them. Resolves when that is done, or somebody has asked for them again. */
  stop(ids: Iterable<UnitId>): Promise<void>;
  /** Ends what runs of these, and starts them again; who needs them runs on. */
  restart(ids: Iterable<UnitId>): void;
  /** Of every unit, in their order. */
  status(): readonly UnitView[];
  /** Resolves when all of these are ready (or have completed), or one of them will not be without anybody's doing. */
  waitReady(ids: Iterable<UnitId>, signal?: AbortSignal): Promise<ReadyAnswer>;
  /** Resolves when nothing runs, nor is about to. */
  waitAtRest(signal?: AbortSignal): Promise<void>;
  /** Ends everything, in reverse order. */
  close(): Promise<Outcome>;
  /** Kills everything, before it returns. */
  killNow(): void;
}

export type ReadyAnswer =
  | { readonly kind: "ready" }
  /** Those that have failed or ended, or were never asked for. */
  | { readonly kind: "not-ready"; readonly units: readonly UnitView[] }
  | { readonly kind: "aborted" };

/** What decides the exit code: the units that had failed when everything was to end. */
export interface Outcome {
  readonly failed: readonly UnitView[];
}

export interface SupervisorOptions {
  /** They have passed `checkUnits`, and have no replicas any more. */
  readonly units: readonly UnitSpec[];
  readonly starter: UnitStarter;
  readonly clock: UnitClock;
  /** Called in the middle of a change: it must not call the supervisor. */
  readonly sink: UnitSink;
}

export function createSupervisor({ units, starter, clock, sink }: SupervisorOptions): Supervisor {
  const machines = new Map<UnitId, UnitMachine>();
  const dependents = dependentsOf(units);
  let isClosing = false;
  let closed: Promise<Outcome> | undefined;
  /** Called after each change; those that return true are done. */
  const waiting = new Set<() => boolean>();
  let isSettling = false;
  let isSettled = true;

  const settle = (): void => {
    isSettled = false;
    if (isSettling) return;
    isSettling = true;
    while (!isSettled) {
      isSettled = true;
      for (const machine of machines.values()) advance(machine);
    }
    isSettling = false;
    for (const isDone of waiting) if (isDone()) waiting.delete(isDone);
  };
  /** Does several things before any of their consequences. */
  const together = (act: () => void): void => {
    if (isSettling) throw new Error("a sink has called its supervisor");
    isSettling = true;
    try {
      act();
    } finally {
      isSettling = false;
    }
    settle();
  };
  for (const spec of units) machines.set(spec.id, createUnitMachine({ spec, starter, clock, sink, onChange: settle }));

  const machineOf = (id: UnitId): UnitMachine => {
    const machine = machines.get(id);
    if (machine === undefined) throw new Error(`there is no unit ${id}`);
    return machine;
  };
  const verdictOf = ({ unit, until }: UnitDependency) => judgeCondition(until, machineOf(unit));
  const aliveDependents = (id: UnitId): readonly UnitId[] =>
    [...(dependents.get(id) ?? [])].filter((each) => isAliveState(machineOf(each).state));

  const advance = (machine: UnitMachine): void => {
    const { state, spec } = machine;
    if (state.kind === "waiting") {
      const lost = spec.dependsOn.find((dependency) => verdictOf(dependency) === "never");
      const open = spec.dependsOn.filter((dependency) => verdictOf(dependency) !== "met");
      if (lost !== undefined) machine.giveUp(lost);
      else if (open.length > 0) machine.waitFor(open);
      else machine.proceed();
    } else if (state.kind === "stopping" && state.for.length > 0) {
      machine.endAfter(aliveDependents(spec.id).filter((id) => state.for.includes(id)));
    } else if (state.kind === "failed" && state.because.kind === "dependency" && !isClosing) {
      // What it needs was asked for again.
      if (spec.dependsOn.every((dependency) => verdictOf(dependency) !== "never")) machine.want();
    }
  };

  const until = <T>(answer: () => T | undefined, signal?: AbortSignal): Promise<T | undefined> => {
    const { promise, resolve } = Promise.withResolvers<T | undefined>();
    const isDone = (): boolean => {
      const value = answer();
      if (value === undefined && signal?.aborted !== true) return false;
      signal?.removeEventListener("abort", onAbort);
      resolve(value);
      return true;
    };
    const onAbort = (): void => {
      if (isDone()) waiting.delete(isDone);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    if (!isDone()) waiting.add(isDone);
    return promise;
  };

  const leave = (ids: Iterable<UnitId>): void => {
    // Dependents first: so each knows which of them it has to wait for.
    for (const id of ids) machineOf(id).leave(aliveDependents(id));
  };

  return {
    start(ids) {
      const wanted = startOrder(units, ids);
      if (isClosing) return;
      together(() => {
        for (const { unit } of wanted) machineOf(unit.id).want();
      });
    },
    async stop(ids) {
      const named = [...ids];
      for (const id of named) machineOf(id);
      const all = new Set([...named, ...named.flatMap((id) => [...(dependents.get(id) ?? [])])]);
      together(() => leave(all));
      await until(() => ([...all].every((id) => machineOf(id).state.kind !== "stopping") ? true : undefined));
    },
    restart(ids) {
      const again = [...ids].map(machineOf);
      if (isClosing) return;
      together(() => {
        for (const { spec } of again) for (const { unit } of startOrder(units, [spec.id])) machineOf(unit.id).want();
        for (const machine of again) machine.restart();
      });
    },
    status: () => [...machines.values()].map((machine) => machine.view()),
    async waitReady(ids, signal) {
      const asked = [...ids].map(machineOf);
      const answer = await until((): ReadyAnswer | undefined => {
        const lost = asked.filter(({ state }) => isAtRest(state) && state.kind !== "completed");
        if (lost.length > 0) return { kind: "not-ready", units: lost.map((machine) => machine.view()) };
        return asked.every(({ state }) => state.kind === "ready" || state.kind === "completed") ? { kind: "ready" } : undefined;
      }, signal);
      return answer ?? { kind: "aborted" };
    },
    async waitAtRest(signal) {
      await until(() => ([...machines.values()].every(({ state }) => isAtRest(state)) ? true : undefined), signal);
    },
    close() {
      closed ??= (async () => {
        isClosing = true;
        together(() => {
          for (const machine of machines.values()) machine.abandon();
          leave([...machines.values()].filter(({ state }) => !isAtRest(state)).map(({ spec }) => spec.id));
        });
        const failed = [...machines.values()].filter(({ state }) => state.kind === "failed").map((machine) => machine.view());
        await until(() => ([...machines.values()].every(({ state }) => isAtRest(state)) ? true : undefined));
        return { failed };
      })();
      return closed;
    },
    killNow() {
      for (const machine of machines.values()) machine.kill();
    },
  };
}

/** Of each unit, all that need it, also through others. */
function dependentsOf(units: readonly UnitSpec[]): ReadonlyMap<UnitId, ReadonlySet<UnitId>> {
  const all = new Map<UnitId, Set<UnitId>>();
  for (const { id } of units) {
    for (const { unit } of startOrder(units, [id])) {
      if (unit.id !== id) all.set(unit.id, (all.get(unit.id) ?? new Set()).add(id));
    }
  }
  return all;
}
