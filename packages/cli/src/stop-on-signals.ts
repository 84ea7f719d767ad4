import { constants } from "node:os";
import { createStopControl, type StopControl } from "@nix-repo/processes";
import { ignoredSignals } from "./ignored-signals.ts";
import type { Io } from "./io.ts";

const SIGNALS = ["SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP"] as const;

export interface Stop extends StopControl {
  /** 128+n once a signal came. */
  readonly exitCode: () => number | undefined;
  /** Ctrl-C and Ctrl-\ are for who has the terminal, until what is returned is called. */
  leaveInterrupts(): () => void;
  /** Signals end us again. What still runs by then, as there was a bug, is killed. */
  release(): void;
}

export interface StopOptions {
  readonly io: Pick<Io, "whenUnread">;
  /** Says to the user what happens now. */
  readonly onFirst: (signal: NodeJS.Signals) => void;
  /** Milliseconds, from any time on. */
  readonly now?: () => number;
}

/**
 * From here on a signal does not end us but what we run: the first stops it, a second one kills it. Nothing starts after the first.
 * Where our output has no reader any more, that counts as SIGPIPE, which stops like the others. However we end, nothing that we run outlives us.
 */
export function stopOnSignals({ io, onFirst, now = () => performance.now() }: StopOptions): Stop {
  const control = createStopControl();
  let first: { readonly signal: NodeJS.Signals; readonly at: number } | undefined;
  let leaving = false;
  const take = (signal: NodeJS.Signals): void => {
    if (leaving && (signal === "SIGINT" || signal === "SIGQUIT")) return;
    if (first !== undefined) {
      if (isMeant(signal, now() - first.at)) control.signal(signal);
      return;
    }
    first = { signal, at: now() };
    // A run that is being cancelled stops already.
    if (!control.stop.aborted) control.signal(signal === "SIGPIPE" ? "SIGTERM" : signal);
    onFirst(signal);
  };
  const ignored = ignoredSignals();
  const heard = SIGNALS.filter((signal) => !ignored.has(signal));
  for (const signal of heard) process.on(signal, take);
  const read = io.whenUnread(take);
  process.on("exit", control.killNow);
  return {
    ...control,
    exitCode: () => (first === undefined ? undefined : 128 + constants.signals[first.signal]),
    leaveInterrupts() {
      leaving = true;
      return () => {
        leaving = false;
      };
    },
    release() {
      for (const signal of heard) process.off(signal, take);
      read();
      process.off("exit", control.killNow);
      control.killNow();
    },
  };
}

/**
 * Whether a later signal is a person who insists. One and the same Ctrl-C reaches us twice under `npm run`, which hands on what the terminal has already
 * sent, as does one and the same SIGTERM of `timeout`; when a terminal closes, its shell and the kernel both send SIGHUP.
 */
function isMeant(signal: NodeJS.Signals, afterMs: number): boolean {
  return afterMs > ECHO_MS && signal !== "SIGHUP" && signal !== "SIGPIPE";
}

const ECHO_MS = 250;
