import type { Launch, Readiness, ReadinessCheck, Result, UnitDependency, UnitId, UnitPort, Variables } from "@nix-repo/model";

/** Something that is kept alive: a process with all that it starts, or a container. */
export interface UnitSpec {
  readonly id: UnitId;
  /** What has to be there before it is started. */
  readonly dependsOn: readonly UnitDependency[];
  /** Left out, it is ready as soon as it has started. */
  readonly readiness?: UnitReadiness | undefined;
  readonly restart: RestartPolicy;
  readonly stop: StopPolicy;
  /** How many of it there are to be; left out, one. See `expandReplicas`. */
  readonly replicas?: number | undefined;
  /** What it is to listen on: told to whoever asks how it stands. */
  readonly ports?: readonly UnitPort[] | undefined;
  /** Above the environment of its launch. */
  readonly env?: Variables | undefined;
  /** What is executed at a start; asked for again at each. */
  launch(): Promise<Result<Launch>>;
}

/** When a unit is ready. Its `timeoutMs` counts from the start: what is not ready by then is ended, and has failed. */
export interface UnitReadiness extends Omit<Readiness, "check"> {
  readonly check: UnitCheck;
  /** Between two questions, in milliseconds; left out, 100. */
  readonly periodMs?: number | undefined;
  /** How long one question may take, in milliseconds; left out, 10,000. A line is waited for without such a limit. */
  readonly answerWithinMs?: number | undefined;
  /** How many answers in a row have to be yes; left out, 1. */
  readonly threshold?: number | undefined;
  /** How long nothing is asked, in milliseconds from the start. */
  readonly startDelayMs?: number | undefined;
  /** Whether it still is ready is asked from then on too, after so many milliseconds each time; left out, being ready is for good. */
  readonly againAfterMs?: number | undefined;
  /** What a `command` executes. */
  readonly probe?: (() => Promise<Result<Launch>>) | undefined;
}

/** `own`: what runs the unit knows by itself, as an engine does of a container's health. */
export type UnitCheck = ReadinessCheck | { readonly kind: "own" };

/** What becomes of a unit that ends though nobody asked it to. */
export interface RestartPolicy {
  /** `on-failure`: unless it ended with 0, which completes it. */
  readonly when: "never" | "on-failure" | "always";
  /** How long the first restart waits, in milliseconds; each further one twice as long as the one before it, less a random part of up to a half. */
  readonly backoffMs: number;
  /** The longest wait, in milliseconds. */
  readonly maxBackoffMs: number;
  /** How many restarts in a row there may be. `Infinity` is allowed. */
  readonly limit: number;
  /** A unit that was ready for so long, in milliseconds, begins to count anew. */
  readonly resetAfterMs: number;
}

export interface StopPolicy {
  readonly signal: NodeJS.Signals;
  /** How long it may take to end after it was asked, in milliseconds. */
  readonly graceMs: number;
  /** Executed in place of the signal; where it fails, the signal is sent. */
  readonly command?: (() => Promise<Result<Launch>>) | undefined;
}

export const NO_RESTART: RestartPolicy = { when: "never", backoffMs: 1_000, maxBackoffMs: 30_000, limit: 0, resetAfterMs: 10_000 };
export const DEFAULT_RESTART: RestartPolicy = { ...NO_RESTART, when: "on-failure", limit: 5 };
export const DEFAULT_STOP: StopPolicy = { signal: "SIGTERM", graceMs: 10_000 };
