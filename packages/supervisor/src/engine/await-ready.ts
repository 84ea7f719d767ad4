import { setTimeout as delay } from "node:timers/promises";
import { type EngineFailure, err, ok, type Result } from "@nix-repo/model";
import { answersAtPort } from "./answers-at-port.ts";
import type { EngineAsker } from "./ask-engine.ts";
import type { ContainerState, Containers, ReadyOptions } from "./containers.ts";
import { type HealthChecks, healthChecks } from "./health-checks.ts";
import { type InspectedContainer, readInspected } from "./read-inspected.ts";

export interface AwaitReadyOptions extends ReadyOptions {
  readonly asker: EngineAsker;
  readonly state: Containers["state"];
  readonly signals: readonly (AbortSignal | undefined)[];
  /** The last lines that it has printed. */
  readonly lastLines: (container: ContainerState) => Promise<string>;
}

/**
 * Waits until all containers of a name are ready. There is no event that every engine tells, so it is asked again and again; by `inspect`, which takes a
 * tenth of the time that compose takes.
 */
export async function awaitReady(name: string, options: AwaitReadyOptions): Promise<Result<void, EngineFailure>> {
  const { asker, state, signals, tcp, withinMs = Number.POSITIVE_INFINITY, lastLines } = options;
  const until = Date.now() + withinMs;
  const all = await state();
  if (!all.ok) return all;
  const containers = all.value.filter((container) => container.name === name);
  if (containers.length === 0)
    return err({ code: "container-missing", container: name, present: [...new Set(all.value.map((each) => each.name))] });

  const looking: Looking = { asker, checks: healthChecks(asker, signals), healthy: new Set(), tcp };
  for (;;) {
    const inspected = await inspect(containers, { asker, signals });
    if (!inspected.ok) return inspected;
    let waitingFor: string | undefined;
    for (const [i, found] of inspected.value.entries()) {
      const container = containers[i];
      if (container === undefined) continue;
      if (found.phase.kind === "exited")
        return err({ code: "container-ended", container: name, exitCode: found.phase.exitCode, output: await lastLines(container) });
      const answer = await look(container, found, looking);
      if (typeof answer === "object") return err({ code: "container-unhealthy", container: name, output: answer.output.trim() });
      waitingFor ??= answer;
    }
    if (signals.some((signal) => signal?.aborted)) return err({ code: "engine-interrupted", command: `waiting for ${name}` });
    if (waitingFor === undefined) return ok(undefined);
    if (Date.now() >= until) return err({ code: "container-not-ready", container: name, afterMs: withinMs, waitingFor });
    const heard = AbortSignal.any(signals.filter((signal) => signal !== undefined));
    await delay(Math.min(asker.times.periodMs, withinMs), undefined, { signal: heard }).catch(() => undefined);
  }
}

async function inspect(
  containers: readonly ContainerState[],
  { asker, signals }: Pick<AwaitReadyOptions, "asker" | "signals">,
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
