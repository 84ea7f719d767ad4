/** How a run is told to end: `stop` (its reason is the signal) is handed on to what runs, and nothing starts any more; `kill` ends it at once. */
export interface Stopping {
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
}

export interface StopControl extends Stopping {
  /** The first signal stops, a second one kills. */
  signal(name: NodeJS.Signals): void;
  /** Kills what runs before it returns, whether it was told to stop or not. */
  killNow(): void;
}

export function createStopControl(): StopControl {
  const stop = new AbortController();
  const kill = new AbortController();
  return {
    stop: stop.signal,
    kill: kill.signal,
    signal(name) {
      if (stop.signal.aborted) kill.abort(name);
      else stop.abort(name);
    },
    killNow() {
      if (!stop.signal.aborted) stop.abort("SIGKILL");
      kill.abort("SIGKILL");
    },
  };
}

/** The signal to hand on; SIGTERM where the reason is not one. */
export function signalOf({ reason }: AbortSignal): NodeJS.Signals {
  return typeof reason === "string" && reason.startsWith("SIG") ? (reason as NodeJS.Signals) : "SIGTERM";
}
