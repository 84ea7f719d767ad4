import { type Clock, SYSTEM_CLOCK } from "./clock.ts";
import { signalGroup } from "./process-group.ts";
import { type ProcessTree, processTree } from "./process-tree.ts";
import { type Stopping, signalOf } from "./stop-control.ts";

/** Why a process was asked to end: the run was stopped, it is to end by itself, or it took too long. */
export type Asked = "stop" | "end" | "timeout";

export interface EndingOptions {
  /** The whole run's: a stop is handed on, a kill ends at once. */
  readonly stopping: Stopping;
  /** Aborted when this process alone is to end. */
  readonly end?: AbortSignal | undefined;
  /** How long it may take, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** How long a process may take to end after it was asked to, in milliseconds. */
  readonly graceMs: number;
  readonly clock?: Clock | undefined;
}

export interface EndingWatch {
  /** What the process has started, as far as it was there when it was asked. */
  readonly tree: ProcessTree;
  /** Why it was asked to end first; undefined where it was not. */
  readonly asked: Asked | undefined;
  /** It has ended: nothing is sent to its group's number any more. */
  release(): void;
}

/**
 * Sees to it that a process group ends when it has to, and when it is killed whatever its members have started, in other groups too:
 *
 *     nothing asked ──stop: its signal; end, timeout: SIGTERM──▶ asked ──the grace is over──▶ killed
 *           └──────────────── kill ──────────────────────────────┴──────────────────────────────▲
 */
export function askToEnd(group: number, { stopping, end, timeoutMs, graceMs, clock = SYSTEM_CLOCK }: EndingOptions): EndingWatch {
  const { stop, kill } = stopping;
  let asked: Asked | undefined;
  let cancelGrace: (() => void) | undefined;
  let cancelTimeout: (() => void) | undefined;

  const tree = processTree(group);
  const onKill = () => tree.signal("SIGKILL");
  const ask = (why: Asked, signal: NodeJS.Signals) => {
    asked ??= why;
    // Who ends at the signal can no longer be seen to have children.
    tree.members();
    signalGroup(group, signal);
    cancelGrace ??= clock.after(graceMs, onKill);
  };
  const onStop = () => ask("stop", signalOf(stop));
  const onEnd = () => ask("end", "SIGTERM");

  listen(stop, onStop);
  listen(kill, onKill);
  if (end !== undefined) listen(end, onEnd);
  if (timeoutMs !== undefined) cancelTimeout = clock.after(timeoutMs, () => ask("timeout", "SIGTERM"));
  return {
    tree,
    get asked() {
      return asked;
    },
    release() {
      cancelGrace?.();
      cancelTimeout?.();
      stop.removeEventListener("abort", onStop);
      kill.removeEventListener("abort", onKill);
      end?.removeEventListener("abort", onEnd);
    },
  };
}

function listen(signal: AbortSignal, listener: () => void): void {
  if (signal.aborted) listener();
  else signal.addEventListener("abort", listener, { once: true });
}
