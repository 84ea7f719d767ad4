import type { Failure, WhyUnready } from "@nix-repo/model";
import type { Clock } from "@nix-repo/processes";
import type { UnitReadiness } from "../units/unit-spec.ts";
import type { StartedUnit, UnitAnswer } from "./starter.ts";

export interface ReadinessWatchOptions {
  readonly readiness: UnitReadiness;
  readonly started: Pick<StartedUnit, "probe">;
  readonly clock: Clock;
  onReady(): void;
  /** It is not ready, or no longer. */
  onUnready(why: WhyUnready): void;
  /** It never will be ready. Nothing is asked any more. */
  onHopeless(failure: Failure): void;
  /** It was not ready in its time. Nothing is asked any more. */
  onLate(): void;
}

/**
 * Asks a unit that has started whether it is ready.
 *
 *     delay ─▶ asking ──`threshold` times yes──▶ ready ──againAfterMs──▶ asking again ──`threshold` times no──▶ asking
 *                 └ too late, unless it was ready before ▶ late; or hopeless                └──────── yes ──▶ ready
 *
 * @returns what ends that.
 */
export function watchReadiness(options: ReadinessWatchOptions): () => void {
  const { readiness, clock, onLate } = options;
  const over = new AbortController();
  const cancelTimeout = clock.after(readiness.timeoutMs, () => {
    over.abort();
    onLate();
  });
  void ask(options, { over: over.signal, cancelTimeout });
  return () => {
    cancelTimeout();
    over.abort();
  };
}

async function ask(
  options: ReadinessWatchOptions,
  { over, cancelTimeout }: { over: AbortSignal; cancelTimeout: () => void },
): Promise<void> {
  const { readiness, clock, onReady, onUnready, onHopeless } = options;
  const { threshold = 1, periodMs = PERIOD_MS, startDelayMs = 0, againAfterMs, check } = readiness;
  if (check.kind === "line") onUnready({ kind: "no-line", pattern: check.pattern });
  if (startDelayMs > 0) await pause(clock, { ms: startDelayMs, over });
  let isReady = false;
  for (let inRow = 0; !over.aborted; ) {
    const answer = await askOnce(options, over);
    if (over.aborted) return;
    if ("failure" in answer) {
      cancelTimeout();
      onHopeless(answer.failure);
      return;
    }
    inRow = answer.isYes === isReady ? 0 : inRow + 1;
    if (!answer.isYes && !isReady) onUnready(answer.why);
    if (inRow >= threshold) {
      inRow = 0;
      isReady = answer.isYes;
      if (answer.isYes) {
        cancelTimeout();
        onReady();
        if (againAfterMs === undefined || check.kind === "line") return;
      } else onUnready(answer.why);
    }
    await pause(clock, { ms: isReady && inRow === 0 ? (againAfterMs ?? periodMs) : periodMs, over });
  }
}

const PERIOD_MS = 100;
const ANSWER_WITHIN_MS = 10_000;

async function askOnce({ readiness, started, clock }: ReadinessWatchOptions, over: AbortSignal): Promise<UnitAnswer> {
  const { check, answerWithinMs = ANSWER_WITHIN_MS } = readiness;
  if (check.kind === "line") return await started.probe(check, over);
  const question = new AbortController();
  const onOver = () => question.abort();
  over.addEventListener("abort", onOver, { once: true });
  const cancel = clock.after(answerWithinMs, onOver);
  const answer = await started.probe(check, question.signal);
  cancel();
  over.removeEventListener("abort", onOver);
  return question.signal.aborted ? NO_ANSWER : answer;
}

const NO_ANSWER: UnitAnswer = { isYes: false, why: { kind: "no-answer" } };

async function pause(clock: Clock, { ms, over }: { ms: number; over: AbortSignal }): Promise<void> {
  if (over.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.after(ms, resolve);
  const onOver = () => resolve();
  over.addEventListener("abort", onOver, { once: true });
  await promise;
  over.removeEventListener("abort", onOver);
  cancel();
}
