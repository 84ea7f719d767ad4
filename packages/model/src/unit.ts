import type { ExitStatus } from "./event.ts";
import type { Failure } from "./failure.ts";

/** The name of a unit: `web` or `web:worker` for a process, `web:worker#2` for one of its replicas, `web@db` for a container. */
export type UnitId = string;

export interface UnitDependency {
  readonly unit: UnitId;
  readonly until: Condition;
}

/**
 * `started`: its process is there. `ready`: it said so, or, having nothing to say it by, has started; a unit without readiness that has completed was
 * ready. `completed`: it has ended with 0.
 */
export type Condition = "started" | "ready" | "completed";

/** Where a unit stands; `supervisor/src/core/unit-machine.ts` draws how one state leads to another. */
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

/** Why a question whether something is ready was not answered with yes. */
export type WhyNotReady =
  /** Nobody takes connections there, or nobody answers in time. */
  | { readonly kind: "no-connection" }
  | { readonly kind: "no-answer" }
  /** Undefined where it was no answer in HTTP. */
  | { readonly kind: "status"; readonly status: number | undefined }
  | { readonly kind: "exit"; readonly status: ExitStatus }
  | { readonly kind: "not-started"; readonly failure: Failure };

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
  /** What it is to listen on; left out where nothing is said of that. */
  readonly ports?: readonly UnitPort[];
}

export interface UnitPort {
  /** Left out where it has none. */
  readonly name?: string;
  readonly port: number;
}

/** Whether something of it runs, or is about to. */
export function isAliveState({ kind }: UnitState): boolean {
  return kind === "starting" || kind === "running" || kind === "ready" || kind === "stopping";
}

/** Whether nothing more happens to it unless somebody asks for it. */
export function isAtRest({ kind }: UnitState): boolean {
  return kind === "idle" || kind === "ended" || kind === "completed" || kind === "failed";
}

/** Everything that units tell the world, in order. `at` is in milliseconds since the epoch. */
export type UnitEvent =
  | {
      readonly type: "unit-changed";
      readonly unit: UnitId;
      readonly at: number;
      readonly from: UnitState["kind"];
      readonly state: UnitState;
    }
  /** Secrets are masked. A chunk may end within a line, but within a character (of UTF-8) only where the stream ends there. */
  | {
      readonly type: "unit-output";
      readonly unit: UnitId;
      readonly at: number;
      readonly stream: "stdout" | "stderr";
      readonly chunk: Uint8Array;
    }
  /** Its first process has ended by itself and left others behind, which were ended. */
  | { readonly type: "unit-left-behind"; readonly unit: UnitId; readonly at: number };

export type UnitSink = (event: UnitEvent) => void;

/** What a killed supervisor has left of a unit. */
export interface Orphan {
  readonly unit: UnitId;
  /** All of its processes that run, the oldest first. */
  readonly pids: readonly number[];
  /** For people, of the process that was started; left out where it was never written down. */
  readonly command?: string;
  /** Milliseconds since the epoch. */
  readonly startedAt?: number;
}
