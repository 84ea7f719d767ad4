import type { EngineAsker } from "./ask-engine.ts";
import type { HealthCommand } from "./read-inspected.ts";

/** What a check that was run in the engine's stead has come to. */
export type CheckAnswer =
  | { readonly kind: "healthy" }
  | { readonly kind: "waiting" }
  | { readonly kind: "unhealthy"; readonly output: string };

export interface HealthChecks {
  /** Runs the check of a container, unless it was run lately. */
  look(id: string, check: HealthCommand): Promise<CheckAnswer>;
}

/**
 * Runs the health checks of containers that the engine never checks: podman does so by timers of systemd, and where there is none, health stays at
 * `starting`. A check is run at once and then at its interval, and counts as the engine counts: so many failures in a row, none of the start period, nor
 * the first.
 */
export function healthChecks(asker: EngineAsker, signals: readonly (AbortSignal | undefined)[]): HealthChecks {
  const kept = new Map<string, { due: number; failures: number }>();
  return {
    async look(id, check) {
      const so = kept.get(id) ?? { due: 0, failures: 0 };
      kept.set(id, so);
      if (Date.now() < so.due) return { kind: "waiting" };
      const isFirst = so.due === 0;
      const answer = await asker.try(["exec", id, ...check.argv], { signals, silentForMs: check.timeoutMs });
      if (answer.ok && answer.value.exit === 0) return { kind: "healthy" };
      so.due = Date.now() + check.intervalMs;
      if (isFirst || Date.now() < check.countsFrom) return { kind: "waiting" };
      so.failures += 1;
      if (so.failures < check.retries) return { kind: "waiting" };
      return { kind: "unhealthy", output: answer.ok ? `${answer.value.stdout}${answer.value.stderr}` : "" };
    },
  };
}
