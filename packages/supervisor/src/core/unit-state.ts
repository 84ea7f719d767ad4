import type { ExitStatus, Failure } from "@nix-repo/model";
import type { WhyNotReady } from "@nix-repo/processes";
import type { UnitDependency, UnitId } from "../units/unit-spec.ts";

/**
 * Where a unit stands. `alive` are the states in which something of it may run.
 *
 *            start()           all there                     started           yes
 *     idle ───────────▶ waiting ────────▶ starting ──────────────────▶ running ─────▶ ready
 *                         │ ▲ ▲              │ cannot                    │   ▲ ◀─no───┤
 *         one has failed  │ │ │ start()      │ be started                │ ends, late  │ ends
 *         for good        ▼ │ └─────────┐    ▼                           ▼             ▼
 *                        failed ◀───── no more restarts ◀───────── by its policy ◀─────┘
 *                           │ ▲                                       │       │ with 0
 *                   start() │ │ (late ones are ended first)  backoff ◀┘       ▼
 *                           ▼ │              time is over ─▶ waiting      completed
 *     stop(): waiting, backoff ─────────────▶ ended
 *             starting, running, ready ─────▶ stopping: those that need it end first; then asked, after its grace killed ─▶ ended
 *     restart(): the same, and then waiting
 */
export type UnitState =
  /** Nobody has asked for it. */
  | { readonly kind: "idle" }
  | { readonly kind: "waiting"; readonly since: number; readonly for: readonly UnitDependency[] }
  | { readonly kind: "starting"; readonly since: number }
  /** Its process is there and not ready; `why` is the answer to the last question. */
  | { readonly kind: "running"; readonly since: number; readonly pid: number | undefined; readonly why: WhyUnready | undefined }
  | { readonly kind: "ready"; readonly since: number; readonly pid: number | undefined }
  /** `for`: those that end before it is asked to; `next`: what comes then; `killed`: it did not end in its grace. */
  | {
      readonly kind: "stopping";
      readonly since: number;
      readonly pid: number | undefined;
      readonly for: readonly UnitId[];
      readonly next: "ended" | "waiting" | "judged";
      readonly killed: boolean;
    }
  /** It will be started again at `until`, the `restart`th time in a row. */
  | { readonly kind: "backoff"; readonly since: number; readonly until: number; readonly restart: number; readonly because: FailedBecause }
  /** It was stopped. */
  | { readonly kind: "ended"; readonly since: number; readonly exit: ExitStatus | undefined }
  | { readonly kind: "completed"; readonly since: number }
  | { readonly kind: "failed"; readonly since: number; readonly because: FailedBecause };

export type WhyUnready =
  | WhyNotReady
  | { readonly kind: "no-line"; readonly pattern: string }
  | { readonly kind: "own"; readonly text: string };

export type FailedBecause =
  /** It ended by itself; with 0 where it was always to run, or was not yet ready. */
  | { readonly kind: "exited"; readonly exit: ExitStatus; readonly wasReady: boolean }
  | { readonly kind: "not-started"; readonly failure: Failure }
  /** It was not ready in its time, in milliseconds, and was ended. */
  | { readonly kind: "late"; readonly timeoutMs: number; readonly why: WhyUnready | undefined }
  /** It was never started: what it needs has failed, or has ended without what it waits for. */
  | { readonly kind: "dependency"; readonly dependency: UnitDependency };

/** What is seen of a unit from outside. All times are in milliseconds since the epoch. */
export interface UnitView {
  readonly id: UnitId;
  readonly state: UnitState;
  /** Of its first process, which leads a session of its own. */
  readonly pid: number | undefined;
  /** When its process was started; left out where it has none. */
  readonly startedAt: number | undefined;
  /** How many times it was started again since the supervisor is there. */
  readonly restarts: number;
  /** How its last process ended. */
  readonly exit: ExitStatus | undefined;
}

/** Whether something of it runs, or is about to. */
export function isAliveState({ kind }: UnitState): boolean {
  return kind === "starting" || kind === "running" || kind === "ready" || kind === "stopping";
}

/** Whether nothing more happens to it unless somebody asks for it. */
export function isAtRest({ kind }: UnitState): boolean {
  return kind === "idle" || kind === "ended" || kind === "completed" || kind === "failed";
}
