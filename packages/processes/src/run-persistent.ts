import type { Launch, Readiness } from "@nix-repo/model";
import type { ReadinessWatch } from "./await-readiness.ts";
import { SYSTEM_CLOCK } from "./clock.ts";
import { type ActionEnd, type ActionOptions, runAction } from "./run-action.ts";

export interface PersistentOptions extends ActionOptions {
  /** Left out, it is ready as soon as it has started. */
  readonly readyWhen: Readiness | undefined;
  /** What a `command` of `readyWhen` executes. */
  readonly probe: Launch | undefined;
  readonly onReady: () => void;
}

/** `isLate`: it was ended because it did not get ready in its time. */
export type PersistentEnd = ActionEnd & { readonly isLate: boolean };

/** Runs a command that goes on until it is asked to end, tells when it is ready for others, and ends it where that takes too long. */
export async function runPersistent({ readyWhen, probe, onReady, end, ...action }: PersistentOptions): Promise<PersistentEnd> {
  if (readyWhen === undefined) return { ...(await runAction({ ...action, end, onStart: onReady })), isLate: false };
  const { awaitReadiness } = await import("./await-readiness.ts");
  const late = new AbortController();
  const ending = end === undefined ? late.signal : AbortSignal.any([end, late.signal]);
  const { clock = SYSTEM_CLOCK } = action;
  let watch: ReadinessWatch | undefined;
  const ended = await runAction({
    ...action,
    end: ending,
    onStart() {
      watch = awaitReadiness({ readiness: readyWhen, probe, clock, onReady, onLate: () => late.abort(LATE) });
    },
    onOutput(stream, chunk) {
      action.onOutput(stream, chunk);
      watch?.see(stream, chunk);
    },
  });
  await watch?.stop();
  return { ...ended, isLate: ended.kind === "exited" && ended.asked === "end" && ending.reason === LATE };
}

const LATE = "late";
