import type { ExitStatus, NotStartedReason, StopReason, TaskId, TaskOutcome } from "@nix-repo/model";
import { type FailureView, failureView } from "./failure-view.ts";
import type { TaskResult } from "./tally.ts";

/** How a task went, for programs. Fields may be added, never changed. */
export interface OutcomeView {
  readonly task: TaskId;
  readonly outcome: TaskOutcome["kind"];
  /** Of a kept one what it took when it ran. */
  readonly durationMs?: number;
  /** It was not run: its result is that of a run at this time, in milliseconds since the epoch. */
  readonly keptAt?: number;
  readonly exitCode?: number;
  readonly signal?: string;
  /** How often it was started; left out for once. */
  readonly attempts?: number;
  /** It was ended because it took longer, or did not get ready in time. */
  readonly timeoutMs?: number;
  /** It ended, or did not get ready, though others needed it running. */
  readonly unready?: true;
  /** It failed, and was allowed to. */
  readonly allowed?: true;
  readonly failure?: FailureView;
  readonly because?: NotStartedReason | { readonly kind: StopReason };
}

export function statusView(status: ExitStatus): { readonly exitCode: number } | { readonly signal: string } {
  return status.kind === "code" ? { exitCode: status.code } : { signal: status.signal };
}

export function outcomeView({ task, outcome, attempts }: TaskResult, root: string): OutcomeView {
  const start = { task, outcome: outcome.kind };
  const tried = attempts > 1 ? { attempts } : {};
  switch (outcome.kind) {
    case "passed":
      return { ...start, durationMs: outcome.durationMs, exitCode: 0, ...tried };
    case "kept":
      return { ...start, durationMs: outcome.durationMs, exitCode: 0, keptAt: outcome.keptAt };
    case "stopped":
      return { ...start, durationMs: outcome.durationMs, because: { kind: outcome.because }, ...tried };
    case "failed": {
      const { durationMs, status, hint, timeoutMs, unready, allowed, keptAt } = outcome;
      return {
        ...start,
        durationMs,
        ...statusView(status),
        ...tried,
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        ...(keptAt === undefined ? {} : { keptAt }),
        ...(unready === undefined ? {} : { unready }),
        ...(allowed === undefined ? {} : { allowed }),
        ...(hint === undefined ? {} : { failure: failureView(hint, root) }),
      };
    }
    case "unavailable":
      return { ...start, failure: failureView(outcome.failure, root), ...tried };
    case "not-started":
      return { ...start, because: outcome.because };
  }
}
