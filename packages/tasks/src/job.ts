/** What the scheduler has to know of a task; everything else is its caller's. */
export interface Job<Id extends string> {
  readonly id: Id;
  readonly dependsOn: readonly Id[];
  /** A job of a stage starts when every job of the earlier ones has passed. */
  readonly stage: number;
  /** How many places it takes; 1 where left out, all of them where it says more. */
  readonly weight?: number;
  /** Of the jobs with the same name here, one runs at a time. */
  readonly mutex?: string;
  /** In milliseconds; of a persistent one, until it is ready. */
  readonly expectedMs?: number;
  /** Runs until it is ended: when all that depends on it is settled, or, of one that is wanted for itself, never. */
  readonly persistent?: "for-others" | "for-itself";
  /** Starts when nothing else can, and nothing starts beside it; what is persistent runs on. */
  readonly alone?: boolean;
}

/** What happens when a job fails. */
export type FailurePolicy =
  /** What runs is finished; nothing starts that depends on the failed one or stands in a later stage. */
  | "finish"
  /** Everything starts in its order, as if nothing had failed. */
  | "keep-going"
  /** What runs is ended, and nothing starts any more. */
  | "fail-fast";

/** How one run of a job ended. After `retryAfterMs` it is run again, unless it is skipped before; never of one that was ready. */
export type Ended = "passed" | "failed" | { readonly retryAfterMs: number };

/** What a job that runs has to do with the others. */
export interface Turn {
  /** Called by a persistent job, once: what depends on it may start. */
  ready(): void;
  /** Its processes have ended, and it will pass: what is left to do needs no place, and another job may have it. */
  leavePlace(): void;
  /** Whether something that depends on it has not ended. */
  needed(): boolean;
  /** Aborted when the job is to end by itself, for an `EndReason`; left out where that cannot be. A stop of the whole run does not come this way. */
  readonly end?: AbortSignal;
}

export type EndReason = "not-needed" | "another-failed";

/** Why a job was asked to end by itself; undefined where it was not. */
export function endReason({ end }: Turn): EndReason | undefined {
  return end?.aborted === true ? (end.reason as EndReason) : undefined;
}

export type Skipped<Id> =
  | { readonly kind: "dependency-failed"; readonly id: Id }
  | { readonly kind: "stage-failed"; readonly stage: number }
  | { readonly kind: "another-failed"; readonly id: Id }
  | { readonly kind: "stopped" };
