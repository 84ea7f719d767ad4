import { type Clock, SYSTEM_CLOCK } from "./clock.ts";
import type { CapturedProcess } from "./start-captured.ts";

export interface OutputOptions {
  readonly onOutput: (stream: "stdout" | "stderr", chunk: Uint8Array) => void;
  /** A promise while what was given to `onOutput` piles up: until it is fulfilled nothing more is read, so that the child has to wait. */
  readonly congestion?: (() => Promise<void> | undefined) | undefined;
  readonly clock?: Clock | undefined;
}

/** The two pipes of a child while they are read. */
export interface OutputReading {
  /** Whether nothing is read, because what was read before has not been taken. */
  readonly isHeldBack: boolean;
  /**
   * To be called once the child has ended. Waits for the ends of the pipes; where a process of another group holds them open, for as long as output
   * still comes, at most two seconds. Time in which nothing is read does not count, unless `hurry` is aborted.
   */
  drained(hurry: AbortSignal): Promise<void>;
}

export function readOutput(
  pipes: Pick<CapturedProcess, "stdout" | "stderr">,
  { onOutput, congestion, clock = SYSTEM_CLOCK }: OutputOptions,
): OutputReading {
  const ended = Promise.withResolvers<void>();
  let open = 2;
  let bytes = 0;
  let heldBack: Promise<void> | undefined;

  const holdBack = (until: Promise<void>): void => {
    pipes.stdout.pause();
    pipes.stderr.pause();
    heldBack = until.then(() => {
      heldBack = undefined;
      pipes.stdout.resume();
      pipes.stderr.resume();
    });
  };
  const onClose = (): void => {
    open -= 1;
    if (open === 0) ended.resolve();
  };
  for (const name of ["stdout", "stderr"] as const) {
    pipes[name].read((chunk) => {
      bytes += chunk.length;
      onOutput(name, chunk);
      const wait = heldBack === undefined ? congestion?.() : undefined;
      if (wait !== undefined) holdBack(wait);
    });
    void pipes[name].closed.then(onClose);
  }

  return {
    get isHeldBack() {
      return heldBack !== undefined;
    },
    async drained(hurry) {
      const before = bytes;
      for (let waitedMs = 0; open > 0 && waitedMs < DRAINED_WITHIN_MS && bytes - before < DRAINED_WITHIN_BYTES; ) {
        if (heldBack !== undefined && !hurry.aborted) await settledOrAborted(heldBack, hurry);
        const lately = bytes;
        if (!(await isLate(ended.promise, clock))) return;
        // Held back again: that little came says nothing.
        if (heldBack !== undefined && !hurry.aborted) continue;
        if (bytes === lately) break;
        waitedMs += DRAIN_ROUND_MS;
      }
      pipes.stdout.close();
      pipes.stderr.close();
    },
  };
}

const DRAIN_ROUND_MS = 200;
const DRAINED_WITHIN_MS = 2_000;
/** Many times what a pipe holds: whoever ended before has written all of it. */
const DRAINED_WITHIN_BYTES = 8_000_000;

async function settledOrAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<void>();
  const onAbort = () => aborted.resolve();
  signal.addEventListener("abort", onAbort, { once: true });
  await Promise.race([promise, aborted.promise]);
  signal.removeEventListener("abort", onAbort);
}

async function isLate(promise: Promise<void>, clock: Clock): Promise<boolean> {
  const timeout = Promise.withResolvers<true>();
  // The turn of the loop after the timer lets what already lies in the pipe arrive first.
  const cancel = clock.after(DRAIN_ROUND_MS, () => setImmediate(() => timeout.resolve(true)));
  const late = await Promise.race([promise, timeout.promise]);
  cancel();
  return late === true;
}
