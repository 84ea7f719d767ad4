import type { ContainerHealth, ContainerPhase } from "./containers.ts";
import { healthOf, phaseOf } from "./read-state.ts";

/** What the engine knows of one container. */
export interface InspectedContainer {
  readonly phase: ContainerPhase;
  readonly health: ContainerHealth | undefined;
  /** What its check said last; empty where it was never run. */
  readonly lastCheck: string;
  /** Its check, as the file and the image have it together, where the engine has never run it. */
  readonly untriedCheck: HealthCommand | undefined;
}

export interface HealthCommand {
  readonly argv: readonly string[];
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly retries: number;
  /** When failures begin to count, in milliseconds since the epoch. */
  readonly countsFrom: number;
}

/**
 * Reads what `docker inspect` prints of containers, or `podman inspect`, which has names of its own for some of it.
 * @returns undefined where it is neither
 */
export function readInspected(text: string): readonly InspectedContainer[] | undefined {
  try {
    const all: unknown = JSON.parse(text);
    return Array.isArray(all) ? all.map(containerOf) : undefined;
  } catch {
    return undefined;
  }
}

interface Entry {
  readonly State: {
    readonly Status: string;
    readonly ExitCode?: number;
    readonly StartedAt?: string;
    readonly Health?: Health | null;
    readonly Healthcheck?: Health | null;
  };
  readonly Config?: { readonly Healthcheck?: Check | null };
}

interface Health {
  readonly Status?: string;
  readonly Log?: readonly { readonly Output?: string }[] | null;
}

/** Durations in nanoseconds; 0 is what the engine takes unless told. */
interface Check {
  readonly Test?: readonly string[] | null;
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly Retries?: number;
  readonly StartPeriod?: number;
}

function containerOf({ State, Config }: Entry): InspectedContainer {
  const health = State.Health ?? State.Healthcheck;
  const log = health?.Log ?? [];
  return {
    phase: phaseOf(State.Status, State.ExitCode ?? 0),
    health: healthOf(health?.Status),
    lastCheck: log.at(-1)?.Output ?? "",
    untriedCheck: log.length > 0 ? undefined : commandOf(Config?.Healthcheck, Date.parse(State.StartedAt ?? "")),
  };
}

function commandOf(check: Check | undefined | null, started: number): HealthCommand | undefined {
  const [kind, ...words] = check?.Test ?? [];
  if (check == null || (kind !== "CMD" && kind !== "CMD-SHELL")) return undefined;
  return {
    argv: kind === "CMD" ? words : ["/bin/sh", "-c", ...words],
    intervalMs: (check.Interval || 30e9) / 1e6,
    timeoutMs: (check.Timeout || 30e9) / 1e6,
    retries: check.Retries || 3,
    countsFrom: (started || Date.now()) + (check.StartPeriod ?? 0) / 1e6,
  };
}
