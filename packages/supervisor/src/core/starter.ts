import type { ExitStatus, Failure, Result, WhyUnready } from "@nix-repo/model";
import type { Clock } from "@nix-repo/processes";
import type { UnitCheck, UnitSpec } from "../units/unit-spec.ts";

/** Starts units: processes, containers, or what a test pretends. */
export interface UnitStarter {
  /** Fails where it cannot be started, also because `signal` was aborted meanwhile. Once it has succeeded, `signal` means nothing any more. */
  start(unit: UnitSpec, options: StartOptions): Promise<Result<StartedUnit>>;
}

export interface StartOptions {
  readonly onOutput: (stream: "stdout" | "stderr", chunk: Uint8Array) => void;
  readonly signal: AbortSignal;
}

export interface StartedUnit {
  readonly pid: number | undefined;
  /** Resolves when nothing of it runs any more. Never rejects. */
  readonly ended: Promise<UnitEnd>;
  /** Asks it to end, as its stop policy says. */
  ask(): void;
  /** Ends it at once, with all that it has started. */
  kill(): void;
  /** Asks once whether it is ready. A line is waited for until `signal` is aborted; then any answer will do. Never rejects. */
  probe(check: UnitCheck, signal: AbortSignal): Promise<UnitAnswer>;
}

export interface UnitEnd {
  readonly exit: ExitStatus;
  /** It left something running that had to be ended, though it was not asked to end. */
  readonly leftBehind: boolean;
}

export type UnitAnswer =
  | { readonly isYes: true }
  | { readonly isYes: false; readonly why: WhyUnready }
  /** It never will be. */
  | { readonly isYes: false; readonly failure: Failure };

/** Time and chance, handed in so that tests decide about both. */
export interface UnitClock extends Clock {
  /** From 0 up to, not including, 1. */
  random(): number;
}
