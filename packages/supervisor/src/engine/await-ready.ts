import { setTimeout as delay } from "node:timers/promises";
import { type EngineFailure, err, ok, type Result } from "@nix-repo/model";
import { answersAtPort } from "./answers-at-port.ts";
import type { EngineAsker } from "./ask-engine.ts";
import type { ContainerState, Containers, ReadyOptions } from "./containers.ts";
import { type HealthChecks, healthChecks } from "./health-checks.ts";

export interface AwaitReadyOptions extends ReadyOptions {
  readonly asker: EngineAsker;
  readonly state: Containers["state"];
  readonly signals: readonly (AbortSignal | undefined)[];
  /** The last lines that it has printed. */
  readonly lastLines: (container: ContainerState) => Promise<string>;
}

/** Waits until all containers of a name are ready. The engine tells of nothing by itself that could be waited for everywhere, so it is asked. */
export async function awaitReady(name: string, options: AwaitReadyOptions): Promise<Result<void, EngineFailure>> {
  const { asker, state, signals, tcp, withinMs = Number.POSITIVE_INFINITY, lastLines } = options;
  const checks = healthChecks(asker, signals);
  const healthy = new Set<string>();
  const start = Date.now();
  for (;;) {
    const all = await state();
    if (!all.ok) return all;
    const containers = all.value.filter((container) => container.name === name);
    if (containers.length === 0)
      return err({ code: "container-missing", container: name, present: [...new Set(all.value.map((container) => container.name))] });
    let waitingFor: string | undefined;
    for (const container of containers) {
      const { phase } = container;
      if (phase.kind === "exited")
        return err({ code: "container-ended", container: name, exitCode: phase.exitCode, output: await lastLines(container) });
      const answer = await look(container, { asker, checks, healthy, tcp });
      if (typeof answer === "object") return err({ code: "container-unhealthy", container: name, output: answer.output });
      waitingFor ??= answer;
    }
    if (signals.some((signal) => signal?.aborted)) return err({ code: "engine-interrupted", command: `waiting for ${name}` });
    if (waitingFor === undefined) return ok(undefined);
    if (Date.now() - start >= withinMs) return err({ code: "container-not-ready", container: name, afterMs: withinMs, waitingFor });
    const heard = signals.filter((signal) => signal !== undefined);
    await delay(Math.min(asker.times.periodMs, withinMs), undefined, { signal: AbortSignal.any(heard) }).catch(() => undefined);
  }
}

interface Looking {
  readonly asker: EngineAsker;
  readonly checks: HealthChecks;
  /** Ids of those whose check has passed that was run in the engine's stead. */
  readonly healthy: Set<string>;
  readonly tcp: number | undefined;
}

/** @returns what it is still waited for; undefined where it is ready; or that it never will be */
async function look(
  { id, phase, health, ports }: ContainerState,
  { asker, checks, healthy, tcp }: Looking,
): Promise<string | undefined | { readonly output: string }> {
  if (phase.kind !== "running") return "it to run";
  if (health === "unhealthy") return { output: await lastCheck(id, asker) };
  if (health === "starting" && !healthy.has(id)) {
    const answer = asker.engine.mayNeverCheckHealth ? await checks.look(id) : { kind: "waiting" as const };
    if (answer.kind === "unhealthy") return { output: answer.output };
    if (answer.kind === "waiting") return "its health check to pass";
    healthy.add(id);
  }
  if (tcp === undefined) return undefined;
  const published = ports.find(({ target, protocol }) => target === tcp && protocol === "tcp");
  return published !== undefined && (await answersAtPort(published)) ? undefined : `port ${tcp} to answer`;
}

/** What a failing check of the engine's own said last. */
async function lastCheck(id: string, asker: EngineAsker): Promise<string> {
  const said = await asker.ask(["inspect", "--type", "container", "--format", "{{range .State.Health.Log}}{{println .Output}}{{end}}", id]);
  return said.ok ? said.value.trim() : "";
}
