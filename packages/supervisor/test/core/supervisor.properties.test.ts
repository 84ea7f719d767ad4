import { expect, test } from "@jest/globals";
import type { UnitEvent, UnitId, UnitView } from "@nix-repo/model";
import fc from "fast-check";
import { checkUnits, createSupervisor, type RestartPolicy, type UnitReadiness, type UnitSpec } from "../../src/index.ts";
import { consequences, exitWith, SIGTERM, type SimulatedProcess, simulatedClock, simulatedStarter, unitOf } from "./simulation.ts";

const READINESS: UnitReadiness = { check: { kind: "own" }, timeoutMs: 5_000 };

const restartPolicy: fc.Arbitrary<RestartPolicy> = fc.record({
  when: fc.constantFrom("never", "on-failure", "always"),
  backoffMs: fc.constantFrom(100, 1_000),
  maxBackoffMs: fc.constantFrom(1_000, 4_000),
  limit: fc.integer({ min: 0, max: 4 }),
  resetAfterMs: fc.constantFrom(500, 10_000),
});

/** Units that wait only for earlier ones; shuffled, so that their order says nothing. */
const unitGraph: fc.Arbitrary<readonly UnitSpec[]> = fc
  .integer({ min: 1, max: 7 })
  .chain((count) =>
    fc.tuple(
      ...Array.from({ length: count }, (_, index) =>
        fc.record({
          id: fc.constant(`u${index}`),
          dependsOn: fc
            .subarray(Array.from({ length: index }, (_, each) => each))
            .chain((needed) =>
              fc.tuple(
                ...needed.map((each) =>
                  fc.record({ unit: fc.constant(`u${each}`), until: fc.constantFrom("started", "ready", "completed") }),
                ),
              ),
            ),
          readiness: fc.option(fc.constantFrom(READINESS, { ...READINESS, againAfterMs: 300, threshold: 2 }), { nil: undefined }),
          restart: restartPolicy,
          stop: fc.record({ signal: fc.constant("SIGTERM" as const), graceMs: fc.constantFrom(200, 2_000) }),
        }),
      ),
    ),
  )
  .map((sketches) => sketches.map(unitOf))
  .filter((units) => checkUnits(units).length === 0)
  .chain((units) => fc.shuffledSubarray(units, { minLength: units.length }));

/** What a process does with its life; times in milliseconds. */
interface Life {
  readonly startsAfter: number | undefined;
  readonly readyAfter: number | undefined;
  readonly endsAfter: number | undefined;
  readonly code: number;
  readonly onAsk: "ends" | "takes its time" | "ignores it";
}

const life: fc.Arbitrary<Life> = fc.record({
  startsAfter: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(0, 0, 50) }, { weight: 1, arbitrary: fc.constant(undefined) }),
  readyAfter: fc.constantFrom(0, 150, 1_200, undefined),
  endsAfter: fc.constantFrom(undefined, undefined, 10, 700, 3_000),
  code: fc.constantFrom(0, 0, 1),
  onAsk: fc.constantFrom("ends", "takes its time", "ignores it"),
});

type Step =
  | { readonly kind: "start" | "stop" | "restart" | "crash"; readonly picks: readonly number[] }
  | { readonly kind: "pass"; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("start", "start", "stop", "restart", "crash"),
    picks: fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant("pass"), ms: fc.constantFrom(0, 20, 200, 2_000, 20_000) }),
);

test("units on random graphs, with random lives, under random commands", async () => {
  await fc.assert(
    fc.asyncProperty(unitGraph, fc.array(life, { minLength: 1 }), fc.array(step, { maxLength: 25 }), fc.array(fc.nat({ max: 99 })), run),
    { numRuns: 400 },
  );
});

async function run(units: readonly UnitSpec[], lives: readonly Life[], steps: readonly Step[], chances: readonly number[]): Promise<void> {
  const ids = units.map(({ id }) => id);
  const specs = new Map(units.map((unit) => [unit.id, unit]));
  let drawn = 0;
  const clock = simulatedClock(() => (chances[drawn++ % Math.max(1, chances.length)] ?? 50) / 100);
  const events: UnitEvent[] = [];
  const startedInRow = new Map<UnitId, number>();
  const starting = new Set<UnitId>();
  const lifeOf = new Map<SimulatedProcess, Life>();
  let nextLife: Life = { startsAfter: 0, readyAfter: 0, endsAfter: undefined, code: 0, onAsk: "ends" };
  let lived = 0;
  const readySince = new Map<UnitId, number>();
  /** What was found wrong in the middle of the supervisor's own doing, where throwing would be lost. */
  const broken: unknown[] = [];
  const check = (expectations: () => void): void => {
    try {
      expectations();
    } catch (error) {
      broken.push(error);
    }
  };

  const alive = (id: UnitId) => starter.alive(id);
  const view = (id: UnitId) => supervisor.status().find((each) => each.id === id);
  const hasCompleted = (id: UnitId) => {
    const last = starter.last(id);
    return last?.exit?.kind === "code" && last.exit.code === 0 && !last.isAsked;
  };

  const starter = simulatedStarter({
    clock,
    onStart({ id, dependsOn, restart }) {
      const inRow = (startedInRow.get(id) ?? 0) + 1;
      startedInRow.set(id, inRow);
      check(() => {
        expect(inRow).toBeLessThanOrEqual(restart.limit + 1);
        // Never two at once.
        expect(alive(id)).toBeUndefined();
        expect(starting.has(id)).toBe(false);
        // Nothing before what it needs.
        for (const { unit, until } of dependsOn) {
          const isThere = alive(unit) !== undefined && !starter.last(unit)?.isAsked;
          const isOver = hasCompleted(unit);
          const isReady = isThere && (specs.get(unit)?.readiness === undefined || readySince.has(unit));
          if (until === "started") expect(isThere || isOver).toBe(true);
          if (until === "ready") expect(isReady || (isOver && specs.get(unit)?.readiness === undefined)).toBe(true);
          if (until === "completed") expect(isOver).toBe(true);
        }
      });
      nextLife = lives[lived++ % lives.length] ?? nextLife;
      if (nextLife.startsAfter !== undefined) starting.add(id);
      return nextLife.startsAfter;
    },
    onStarted(process) {
      starting.delete(process.unit);
      // Another one may have begun to start meanwhile: lives are dealt in turn to those that are there.
      const mine = lives[process.pid % lives.length] ?? nextLife;
      lifeOf.set(process, mine);
      const { readyAfter, endsAfter, code } = mine;
      if (readyAfter !== undefined) clock.after(readyAfter, () => (process.isReady = true));
      if (endsAfter !== undefined) clock.after(endsAfter, () => process.end(exitWith(code)));
    },
    onAsk(process) {
      const { unit } = process;
      const state = view(unit)?.state;
      // In reverse order: who needs it has ended.
      if (state?.kind === "stopping" && state.next === "ended") {
        check(() => expect(units.filter((each) => needs(each, unit, specs) && alive(each.id) !== undefined)).toEqual([]));
      }
      const { onAsk } = lifeOf.get(process) ?? nextLife;
      if (onAsk === "ends") process.end(SIGTERM);
      if (onAsk === "takes its time") clock.after(150, () => process.end(exitWith(0)));
    },
  });
  const supervisor = createSupervisor({
    units,
    starter,
    clock,
    sink(event) {
      events.push(event);
      if (event.type !== "unit-changed") return;
      const { unit, state, from } = event;
      if (state.kind === "starting" || from === "starting") if (state.kind !== "stopping") starting.delete(unit);
      if (state.kind === "ready") readySince.set(unit, event.at);
      else {
        const since = readySince.get(unit);
        const resetAfterMs = specs.get(unit)?.restart.resetAfterMs ?? 0;
        if (since !== undefined && from === "ready" && event.at - since >= resetAfterMs) startedInRow.set(unit, 0);
        readySince.delete(unit);
      }
      if (state.kind === "backoff") {
        const { backoffMs, maxBackoffMs, limit } = specs.get(unit)?.restart ?? { backoffMs: 0, maxBackoffMs: 0, limit: 0 };
        check(() => {
          expect(state.restart).toBeLessThanOrEqual(limit);
          expect(state.until - state.since).toBeLessThanOrEqual(maxBackoffMs);
          expect(state.until - state.since).toBeGreaterThanOrEqual(Math.min(backoffMs * 2 ** (state.restart - 1), maxBackoffMs) / 2 - 1);
        });
      }
    },
  });

  const agrees = (): void => {
    if (broken.length > 0) throw broken[0];
    for (const { id, state, pid } of supervisor.status()) {
      const process = alive(id);
      expect(pid).toBe(process?.pid);
      if (process !== undefined) expect(["running", "ready", "stopping"]).toContain(state.kind);
      else expect(["running", "ready"]).not.toContain(state.kind);
      if (state.kind === "completed") expect(hasCompleted(id)).toBe(true);
      if (state.kind === "waiting") expect(state.for.length).toBeGreaterThan(0);
    }
  };

  for (const each of steps) {
    if (each.kind === "pass") await clock.pass(each.ms);
    else {
      const picked = each.picks.map((pick) => ids[pick % ids.length] ?? "u0");
      if (each.kind === "crash") {
        for (const id of picked) {
          alive(id)?.end(exitWith(3));
          // Of two that end in the same instant nobody could know the second while he is told of the first.
          await consequences();
        }
      } else {
        // Whatever a person asks for begins to count anew.
        startedInRow.clear();
        if (each.kind === "start") supervisor.start(picked);
        else if (each.kind === "restart") supervisor.restart(picked);
        else void supervisor.stop(picked);
      }
    }
    await consequences();
    agrees();
  }

  const before = supervisor.status();
  let failed: readonly UnitView[] | undefined;
  void supervisor.close().then((outcome) => {
    ({ failed } = outcome);
  });
  await clock.pass(60_000);
  agrees();
  expect(starter.processes.filter(({ exit }) => exit === undefined)).toEqual([]);
  expect(supervisor.status().filter(({ state }) => !["idle", "ended", "completed", "failed"].includes(state.kind))).toEqual([]);
  expect(failed?.map(({ id }) => id)).toEqual(before.flatMap(({ id, state }) => (["failed", "backoff"].includes(state.kind) ? [id] : [])));
  expect(await supervisor.close()).toEqual({ failed });
  const count = starter.processes.length;
  supervisor.start(ids);
  await clock.pass(60_000);
  expect(starter.processes.length).toBe(count);
}

function needs(unit: UnitSpec, other: UnitId, specs: ReadonlyMap<UnitId, UnitSpec>): boolean {
  return unit.dependsOn.some(({ unit: needed }) => {
    const spec = specs.get(needed);
    return needed === other || (spec !== undefined && needs(spec, other, specs));
  });
}
