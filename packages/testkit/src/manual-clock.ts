import type { Clock } from "@nix-repo/processes";

/** A clock whose timers go off when the test says so; the time of day is the real one. */
export interface ManualClock extends Clock {
  /** Of the timers that are set now, in their order. */
  readonly set: readonly number[];
  /** Lets the next timer of so many milliseconds go off, once it is set. */
  pass(ms: number): Promise<void>;
}

export function manualClock(): ManualClock {
  const timers: { readonly ms: number; readonly call: () => void }[] = [];
  let waiting: { readonly ms: number; readonly resolve: () => void }[] = [];
  const fire = (ms: number): boolean => {
    const index = timers.findIndex((timer) => timer.ms === ms);
    const [timer] = index === -1 ? [] : timers.splice(index, 1);
    timer?.call();
    return timer !== undefined;
  };
  return {
    now: Date.now,
    get set() {
      return timers.map(({ ms }) => ms);
    },
    after(ms, call) {
      const timer = { ms, call };
      timers.push(timer);
      const awaited = waiting.find((each) => each.ms === ms);
      if (awaited !== undefined) {
        waiting = waiting.filter((each) => each !== awaited);
        // Whoever set it has to be done with that first.
        setImmediate(() => {
          fire(ms);
          awaited.resolve();
        });
      }
      return () => {
        const index = timers.indexOf(timer);
        if (index !== -1) timers.splice(index, 1);
      };
    },
    pass: (ms) => (fire(ms) ? Promise.resolve() : new Promise((resolve) => waiting.push({ ms, resolve }))),
  };
}
