import { constants } from "node:os";
import { createStopControl, type StopControl } from "@nix-repo/tasks";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface Stop extends StopControl {
  /** 128+n once a signal came. */
  readonly exitCode: () => number | undefined;
  /** Ctrl-C is for who has the terminal, until what is returned is called. */
  leaveInterrupts(): () => void;
  /** Signals end us again. */
  release(): void;
}

/**
 * From here on a signal does not end us but what we run: the first stops it, a second one kills it. Nothing starts after the first.
 * @param onFirst says to the user what happens now.
 */
export function stopOnSignals(onFirst: (signal: NodeJS.Signals) => void): Stop {
  const control = createStopControl();
  let first: NodeJS.Signals | undefined;
  let leaving = false;
  const listener = (signal: NodeJS.Signals): void => {
    if (leaving && signal === "SIGINT") return;
    const again = first !== undefined;
    first ??= signal;
    control.signal(signal);
    if (!again) onFirst(signal);
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return {
    ...control,
    exitCode: () => (first === undefined ? undefined : 128 + constants.signals[first]),
    leaveInterrupts() {
      const ignored = () => undefined;
      leaving = true;
      process.on("SIGQUIT", ignored);
      return () => {
        leaving = false;
        process.off("SIGQUIT", ignored);
      };
    },
    release() {
      for (const signal of SIGNALS) process.off(signal, listener);
    },
  };
}
