import type { EngineAsker } from "./ask-engine.ts";

/** What a check that was run in the engine's stead has come to. */
export type CheckAnswer =
  | { readonly kind: "healthy" }
  | { readonly kind: "waiting" }
  | { readonly kind: "unhealthy"; readonly output: string };

export interface HealthChecks {
  /** Runs the check of a container where it is due. */
  look(id: string): Promise<CheckAnswer>;
}

/**
 * Runs the health checks of containers that the engine never checks: podman does so by timers of systemd, and where there is none, health stays at
 * `starting`. Where the engine has run a check itself, nothing is done.
 * A check is run at once and then at its interval, and counts as the engine counts: so many failures in a row, none of the start period, nor the first.
 */
export function healthChecks(asker: EngineAsker, signals: readonly (AbortSignal | undefined)[]): HealthChecks {
  const kept = new Map<string, { readonly check: Check; due: number; failures: number }>();
  return {
    async look(id) {
      const found = kept.get(id) ?? (await firstLook(id));
      if (found === undefined || Date.now() < found.due) return { kind: "waiting" };
      const { check } = found;
      const answer = await asker.try(["exec", id, ...check.argv], { signals, silentForMs: check.timeoutMs });
      if (answer.ok && answer.value.exit === 0) return { kind: "healthy" };
      const isFirst = found.due === 0;
      found.due = Date.now() + check.intervalMs;
      if (isFirst || Date.now() < check.countsFrom) return { kind: "waiting" };
      found.failures += 1;
      if (found.failures < check.retries) return { kind: "waiting" };
      const output = answer.ok ? `${answer.value.stdout}${answer.value.stderr}` : "";
      return { kind: "unhealthy", output };
    },
  };

  async function firstLook(id: string) {
    const inspected = await asker.ask(["inspect", "--type", "container", id], { signals });
    const check = inspected.ok ? readCheck(inspected.value) : undefined;
    if (check === undefined) return undefined;
    const fresh = { check, due: 0, failures: 0 };
    kept.set(id, fresh);
    return fresh;
  }
}

interface Check {
  readonly argv: readonly string[];
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly retries: number;
  /** When failures begin to count, in milliseconds since the epoch. */
  readonly countsFrom: number;
}

interface Inspected {
  readonly State?: {
    readonly StartedAt?: string;
    readonly Health?: { readonly Log?: readonly unknown[] | null };
    readonly Healthcheck?: { readonly Log?: readonly unknown[] | null };
  };
  readonly Config?: {
    /** Durations in nanoseconds; 0 is what the engine takes unless told. */
    readonly Healthcheck?: {
      readonly Test?: readonly string[];
      readonly Interval?: number;
      readonly Timeout?: number;
      readonly Retries?: number;
      readonly StartPeriod?: number;
    };
  };
}

/** The check of a container that nobody has run yet. */
function readCheck(text: string): Check | undefined {
  let container: Inspected | undefined;
  try {
    [container] = JSON.parse(text) as readonly Inspected[];
  } catch {
    return undefined;
  }
  const { Healthcheck: check } = container?.Config ?? {};
  const log = container?.State?.Health?.Log ?? container?.State?.Healthcheck?.Log ?? [];
  const [kind, ...words] = check?.Test ?? [];
  if (check === undefined || log.length > 0 || (kind !== "CMD" && kind !== "CMD-SHELL")) return undefined;
  const started = Date.parse(container?.State?.StartedAt ?? "") || Date.now();
  return {
    argv: kind === "CMD" ? words : ["/bin/sh", "-c", ...words],
    intervalMs: (check.Interval || 30e9) / 1e6,
    timeoutMs: (check.Timeout || 30e9) / 1e6,
    retries: check.Retries || 3,
    countsFrom: started + (check.StartPeriod ?? 0) / 1e6,
  };
}
