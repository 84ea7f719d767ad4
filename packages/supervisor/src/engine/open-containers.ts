import { type EngineFailure, err, ok, type Result } from "@nix-repo/model";
import type { ComposeDependency } from "../compose/compose-file.ts";
import { engineAsker } from "./ask-engine.ts";
import { awaitReady, readinessQuestion } from "./await-ready.ts";
import type { ContainerState, Containers, ContainersOptions, LogOptions } from "./containers.ts";
import { readLogs } from "./read-logs.ts";
import { readState } from "./read-state.ts";
import { startWaves } from "./start-waves.ts";

/**
 * The containers of one compose project. Conditions of `depends_on` are waited for here and not by compose, which waits for ever where the engine never
 * checks health, and tells nobody what it waits for.
 */
export function openContainers(options: ContainersOptions): Containers {
  const { project, services, signal } = options;
  const asker = engineAsker(options);
  const startedHere = new Set<string>();
  const inTurn = turns();

  /** Those of one name, or of several, that are there. */
  const containersOf = async (names: readonly string[], signals: readonly (AbortSignal | undefined)[]) => {
    const all = await stateNow(signals);
    return all.ok ? ok(all.value.filter(({ name }) => names.includes(name))) : all;
  };

  const stateNow = async (
    signals: readonly (AbortSignal | undefined)[] = [],
  ): Promise<Result<readonly ContainerState[], EngineFailure>> => {
    const said = await asker.compose(["ps", "--all", "--format", "json"], { signals });
    if (!said.ok) return said;
    const state = readState(said.value);
    if (state === undefined) return err({ code: "engine-garbled", command: "docker compose ps", output: said.value.trim().slice(0, 500) });
    return ok(state);
  };

  /** Compose makes networks and volumes of a project, which two of it at once would both make. */
  const start = (names: readonly string[], signals: readonly (AbortSignal | undefined)[]) =>
    inTurn(async (): Promise<Result<void, EngineFailure>> => {
      const before = await stateNow(signals);
      if (!before.ok) return before;
      const running = new Set(before.value.filter(isThere).map(({ name }) => name));
      const said = await asker.compose(["up", "--detach", "--no-deps", "--no-recreate", ...names], { signals, isLong: true });
      // Those of a start that failed may be there nevertheless.
      const after = said.ok ? undefined : await stateNow();
      for (const name of names) {
        if (running.has(name)) continue;
        if (after?.ok && !after.value.some((container) => container.name === name && isThere(container))) continue;
        startedHere.add(name);
      }
      return said.ok ? ok(undefined) : err(whoseFailure(said.error, names));
    });

  const lastLines = async ({ id }: ContainerState): Promise<string> => {
    const said = await asker.try(["logs", "--tail", "10", id]);
    return said.ok ? `${said.value.stdout}${said.value.stderr}` : "";
  };

  const holds = async ({ service, condition }: ComposeDependency): Promise<Result<void, EngineFailure>> => {
    if (condition === "service_started") return ok(undefined);
    if (condition === "service_healthy") return await containers.ready(service);
    const exitCode = await containers.ended(service);
    if (!exitCode.ok || exitCode.value === 0) return exitCode.ok ? ok(undefined) : exitCode;
    const [container] = await containersOf([service], [signal]).then((found) => (found.ok ? found.value : []));
    const output = container === undefined ? "" : await lastLines(container);
    return err({ code: "container-ended", container: service, exitCode: exitCode.value, output });
  };

  const containers: Containers = {
    project,
    startedHere,

    async up(names, { alone = false, signal: own } = {}) {
      const signals = [signal, own];
      if (alone) return await start(names, signals);
      for (const { names: wave, conditions } of startWaves(names, services)) {
        const failed = (await Promise.all(unique(conditions).map(holds))).find((held) => !held.ok);
        if (failed !== undefined) return failed;
        const started = await start(wave, signals);
        if (!started.ok) return started;
      }
      return ok(undefined);
    },

    ready: (name, { signal: own, tcp, withinMs } = {}) =>
      awaitReady(name, containers.readiness(name, tcp === undefined ? {} : { tcp }), {
        signals: own === undefined ? [signal] : [signal, own],
        withinMs,
        periodMs: asker.times.periodMs,
      }),

    readiness: (name, { tcp } = {}) => readinessQuestion(name, { asker, state: stateNow, signal, lastLines, tcp }),

    async ended(name, own) {
      const signals = [signal, own];
      const found = await containersOf([name], signals);
      if (!found.ok) return found;
      if (found.value.length === 0) return err({ code: "container-missing", container: name, present: [] });
      const said = await asker.ask(["wait", ...found.value.map(({ id }) => id)], { signals, silentForMs: "forever" });
      if (!said.ok) return said;
      const codes = said.value.trim().split(/\s+/).map(Number);
      if (codes.some((code) => !Number.isInteger(code)))
        return err({ code: "engine-garbled", command: `${asker.engine.kind} wait`, output: said.value.trim() });
      return ok(codes.find((code) => code !== 0) ?? 0);
    },

    state: () => stateNow([signal]),

    async *logs(names, { follow = false, tail, since, signal: own }: LogOptions = {}) {
      const signals = [signal, own];
      const found = await containersOf(names, signals);
      if (found.ok) yield* readLogs(found.value, { asker, signals, follow, tail, since });
    },

    stop(names = [...startedHere], { graceMs } = {}) {
      return inTurn(async () => {
        if (names.length === 0) return ok(undefined);
        const grace = graceMs === undefined ? [] : ["--timeout", String(Math.ceil(graceMs / 1000))];
        const said = await asker.compose(["stop", ...grace, ...names], { isLong: true });
        if (!said.ok) return said;
        for (const name of names) startedHere.delete(name);
        return ok(undefined);
      });
    },

    remove(names) {
      return inTurn(async () => {
        const said = await asker.compose(["rm", "--stop", "--force", ...names], { isLong: true });
        if (!said.ok) return said;
        for (const name of names) startedHere.delete(name);
        return ok(undefined);
      });
    },

    down({ volumes = false } = {}) {
      return inTurn(async () => {
        const said = await asker.compose(["down", ...(volumes ? ["--volumes"] : [])], { isLong: true });
        if (!said.ok) return said;
        startedHere.clear();
        return ok(undefined);
      });
    },

    async publishedPort(name, target) {
      const found = await containersOf([name], [signal]);
      if (!found.ok) return found;
      return ok(found.value.flatMap(({ ports }) => ports).find((port) => port.target === target));
    },
  };
  return containers;
}

function isThere({ phase }: ContainerState): boolean {
  return phase.kind === "running" || phase.kind === "restarting" || phase.kind === "paused";
}

/** Where only one was to be started, a failure is its own. */
function whoseFailure(failure: EngineFailure, names: readonly string[]): EngineFailure {
  const [container] = names;
  return failure.code === "container-port-taken" && container !== undefined && names.length === 1 ? { ...failure, container } : failure;
}

/** A condition that several have is waited for once. */
function unique(conditions: readonly ComposeDependency[]): readonly ComposeDependency[] {
  return [...new Map(conditions.map((each) => [`${each.service} ${each.condition}`, each])).values()];
}

/** Runs one after the other, in the order in which they were asked for. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
