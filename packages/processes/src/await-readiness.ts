import type { Launch, Readiness, ReadinessCheck } from "@nix-repo/model";
import type { Clock } from "./clock.ts";
import { answersHttp, takesConnections } from "./connect.ts";
import { matchLines } from "./match-lines.ts";
import { runAction } from "./run-action.ts";

export interface ReadinessOptions {
  readonly readiness: Readiness;
  /** What a `command` executes. */
  readonly probe?: Launch | undefined;
  readonly clock: Clock;
  readonly onReady: () => void;
  /** The time for it is over. */
  readonly onLate: () => void;
}

/** Watches a process that has just started for being ready. */
export interface ReadinessWatch {
  /** Takes what it writes. */
  see(stream: "stdout" | "stderr", chunk: Uint8Array): void;
  /** Nothing is asked any more; resolves when what was being asked has ended. */
  stop(): Promise<void>;
}

/**
 *     asking ──yes──▶ ready: onReady, once
 *       ├─ too late ▶ late: onLate, once
 *       └─ stop() ──▶ stopped
 */
export function awaitReadiness({ readiness, probe, clock, onReady, onLate }: ReadinessOptions): ReadinessWatch {
  const { check, timeoutMs } = readiness;
  const over = new AbortController();
  const finish = (tell: () => void) => {
    if (over.signal.aborted) return;
    cancelTimeout();
    over.abort();
    tell();
  };
  const cancelTimeout = clock.after(timeoutMs, () => finish(onLate));
  const isReady = () => finish(onReady);
  const lines = check.kind === "line" ? matchLines(new RegExp(check.pattern), isReady) : undefined;
  const asking = check.kind === "line" ? Promise.resolve() : ask({ check, probe, clock, over: over.signal, isReady });
  return {
    see(stream, chunk) {
      if (!over.signal.aborted) lines?.(stream, chunk);
    },
    async stop() {
      finish(() => undefined);
      await asking;
    },
  };
}

interface Asking {
  readonly check: Exclude<ReadinessCheck, { kind: "line" }>;
  readonly probe: Launch | undefined;
  readonly clock: Clock;
  readonly over: AbortSignal;
  readonly isReady: () => void;
}

async function ask({ check, probe, clock, over, isReady }: Asking): Promise<void> {
  while (!over.aborted) {
    if (await answersYes({ check, probe, clock, over })) isReady();
    else await pause(clock, over);
  }
}

async function answersYes({ check, probe, clock, over }: Omit<Asking, "isReady">): Promise<boolean> {
  switch (check.kind) {
    case "tcp":
      return (await takesConnections({ ...check, signal: over })).isYes;
    case "http":
      return (await answersHttp({ ...check, signal: over })).isYes;
    case "command": {
      if (probe === undefined) throw new Error("a readiness command was not prepared");
      const end = await runAction({ launch: probe, onOutput: () => undefined, stopping: { stop: over, kill: over }, clock });
      return end.kind === "exited" && end.status.kind === "code" && end.status.code === 0;
    }
  }
}

async function pause(clock: Clock, over: AbortSignal): Promise<void> {
  if (over.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.after(ASK_AGAIN_MS, resolve);
  const onOver = () => resolve();
  over.addEventListener("abort", onOver, { once: true });
  await promise;
  over.removeEventListener("abort", onOver);
  cancel();
}

const ASK_AGAIN_MS = 100;
