import { setTimeout as delay } from "node:timers/promises";
import { type EngineFailure, err, ok, type Result } from "@nix-repo/model";
import { answersAtPort } from "./answers-at-port.ts";
import type { EngineAsker } from "./ask-engine.ts";
import type { ContainerReadiness, ContainerState, Containers, ReadinessQuestion } from "./containers.ts";
import { type HealthChecks, healthChecks } from "./health-checks.ts";
import { type InspectedContainer, readInspected } from "./read-inspected.ts";

export interface ReadinessOptions {
  readonly asker: EngineAsker;
  readonly state: (signals: readonly (AbortSignal | undefined)[]) => ReturnType<Containers["state"]>;
  readonly signal: AbortSignal;
  /** The last lines that it has printed. */
  readonly lastLines: (container: ContainerState) => Promise<string>;
  readonly tcp?: number | undefined;
}

/** By `inspect`, which takes a tenth of the time that compose takes. */
export function readinessQuestion(
  name: string,
  { asker, state, signal, lastLines, tcp }: ReadinessOptions,
): (own?: AbortSignal) => Promise<Result<ContainerReadiness, EngineFailure>> {
  let containers: readonly ContainerState[] | undefined;
  const looking: Looking = { asker, checks: healthChecks(asker, [signal]), healthy: new Set(), tcp };
  return async (own) => {
    const signals = [signal, own];
    if (containers === undefined) {
      const all = await state(signals);
      if (!all.ok) return all;
      const found = all.value.filter((container) => container.name === name);
      if (found.length === 0)
        return err({ code: "container-missing", container: name, present: [...new Set(all.value.map((each) => each.name))] });
      containers = found;
    }
    const inspected = await inspect(containers, { asker, signals });
    if (!inspected.ok) return inspected;
    let waitingFor: string | undefined;
    for (const [i, found] of inspected.value.entries()) {
      const container = containers[i];
      if (container === undefined) continue;
      if (found.phase.kind === "exited") return ok({ kind: "exited", exitCode: found.phase.exitCode, output: await lastLines(container) });
      const answer = await look(container, found, looking);
      if (typeof answer === "object") return ok({ kind: "unhealthy", output: answer.output.trim() });
      waitingFor ??= answer;
    }
    return ok(waitingFor === undefined ? { kind: "ready" } : { kind: "waiting", for: waitingFor });
  };
}

/** Waits until all containers of a name are ready. There is no event that every engine tells, so it is asked again and again. */
export async function awaitReady(
  name: string,
  question: ReadinessQuestion,
  {
    signals,
    withinMs = Number.POSITIVE_INFINITY,
    periodMs,
  }: { signals: readonly AbortSignal[]; withinMs?: number | undefined; periodMs: number },
): Promise<Result<void, EngineFailure>> {
  const until = Date.now() + withinMs;
  const heard = AbortSignal.any([...signals]);
  for (;;) {
    const answer = await question(heard);
    if (!answer.ok) return answer;
    if (heard.aborted) return err({ code: "engine-interrupted", command: `waiting for ${name}` });
    const failure = failureOf(name, answer.value);
    if (failure !== undefined) return err(failure);
    if (answer.value.kind !== "waiting") return ok(undefined);
    if (Date.now() >= until) return err({ code: "container-not-ready", container: name, afterMs: withinMs, waitingFor: answer.value.for });
    await delay(Math.min(periodMs, withinMs), undefined, { signal: heard }).catch(() => undefined);
  }
}

/** Why it will not become ready any more; undefined where it is, or may. */
export function failureOf(container: string, readiness: ContainerReadiness): EngineFailure | undefined {
  switch (readiness.kind) {
    case "exited":
      return { code: "container-ended", container, exitCode: readiness.exitCode, output: readiness.output };
    case "unhealthy":
      return { code: "container-unhealthy", container, output: readiness.output };
    case "ready":
    case "waiting":
      return undefined;
  }
}

async function inspect(
  containers: readonly ContainerState[],
  { asker, signals }: { asker: EngineAsker; signals: readonly (AbortSignal | undefined)[] },
): Promise<Result<readonly InspectedContainer[], EngineFailure>> {
  const said = await asker.ask(["inspect", "--type", "container", ...containers.map(({ id }) => id)], { signals });
  if (!said.ok) return said;
  const inspected = readInspected(said.value);
  if (inspected?.length === containers.length) return ok(inspected);
  return err({ code: "engine-garbled", command: `${asker.engine.kind} inspect`, output: said.value.trim().slice(0, 500) });
}

interface Looking {
  readonly asker: EngineAsker;
  readonly checks: HealthChecks;
  /** Ids of those whose check has passed that was run in the engine's stead. */
  readonly healthy: Set<string>;
  readonly tcp: number | undefined;
}

/** @returns what it is still waited for; undefined where it is ready; or, where its check has failed for good, what that said */
async function look(
  { id, ports }: ContainerState,
  { phase, health, lastCheck, untriedCheck }: InspectedContainer,
  { asker, checks, healthy, tcp }: Looking,
): Promise<string | undefined | { readonly output: string }> {
  if (phase.kind !== "running") return "it to run";
  if (health === "unhealthy") return { output: lastCheck };
  if (health === "starting" && !healthy.has(id)) {
    const isOurs = asker.engine.mayNeverCheckHealth && untriedCheck !== undefined;
    const answer = isOurs ? await checks.look(id, untriedCheck) : WAITING;
    if (answer.kind === "unhealthy") return answer;
    if (answer.kind === "waiting") return "its health check to pass";
    healthy.add(id);
  }
  if (tcp === undefined) return undefined;
  const published = ports.find(({ target, protocol }) => target === tcp && protocol === "tcp");
  return published !== undefined && (await answersAtPort(published)) ? undefined : `port ${tcp} to answer`;
}

const WAITING = { kind: "waiting" } as const;
