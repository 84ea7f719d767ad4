import type { ExitStatus, Variables } from "@nix-repo/model";
import { type Clock, processTree, runAction, signalGroup } from "@nix-repo/processes";
import type { UnitEnd } from "../core/starter.ts";
import type { StopPolicy } from "../units/unit-spec.ts";
import type { Ticks } from "./ticks.ts";
import { markOf } from "./unit-mark.ts";

export interface UnitEnding {
  /** Resolves when the process has ended and nothing is left of what it has started. */
  readonly ended: Promise<UnitEnd>;
  /** Aborted by `kill`. */
  readonly killed: AbortSignal;
  ask(): void;
  kill(): void;
}

export interface UnitEndingOptions {
  readonly pid: number;
  readonly mark: string;
  /** For the command that stops it, above its own: those of the unit, its mark included. */
  readonly env: Variables;
  readonly stop: StopPolicy;
  readonly clock: Clock;
  readonly ticks: Ticks;
}

/**
 * Sees to it that a process which leads a session ends with all that it has started, wherever that has gone:
 *
 *     runs ──exits──▶ is anything left? ──no──▶ ended
 *      │ asked: the signal      │ yes, after a moment: SIGTERM, and where nobody had asked, after a grace SIGKILL
 *      └ kill: SIGKILL to all ──┘
 */
export function endingOf(exited: Promise<ExitStatus>, { pid, mark, env, stop, clock, ticks }: UnitEndingOptions): UnitEnding {
  const tree = processTree(pid, { isOwn: (entry) => markOf(entry) === mark });
  const killing = new AbortController();
  let hasExited = false;
  let isOver = false;
  let isAsked = false;
  let stopCommand: Promise<void> | undefined;

  /** Whether nothing is left within so many milliseconds; no at once when it is killed. */
  const isGoneWithin = async (ms: number, hurry?: AbortSignal): Promise<boolean> => {
    const end = clock.now() + ms;
    do {
      await ticks();
      if (!tree.isAlive()) return true;
    } while (clock.now() < end && hurry?.aborted !== true);
    return false;
  };
  const endRest = async (): Promise<boolean> => {
    if (await isGoneWithin(isAsked ? ASKED_SETTLE_MS : SETTLE_MS, killing.signal)) return false;
    if (!killing.signal.aborted) {
      // The group has been told, and is not told twice.
      tree.signal("SIGTERM", { except: isAsked && stop.signal === "SIGTERM" && stop.command === undefined ? pid : undefined });
      // Whoever has asked decides how long that may take.
      const withinMs = isAsked ? Number.POSITIVE_INFINITY : LEFTOVERS_GRACE_MS;
      if (await isGoneWithin(withinMs, killing.signal)) return true;
    }
    tree.signal("SIGKILL");
    // A killed process may stay in an uninterruptible wait of the kernel; that is not ours to wait for.
    await isGoneWithin(KILLED_WITHIN_MS);
    return true;
  };
  const end = async (): Promise<UnitEnd> => {
    const exit = await exited;
    hasExited = true;
    // It belongs to the unit, and may have to clean up behind it.
    await stopCommand;
    const wasAsked = isAsked || killing.signal.aborted;
    const hadRest = await endRest();
    isOver = true;
    return { exit, leftBehind: hadRest && !wasAsked };
  };

  const sendSignal = (): void => {
    if (hasExited) return;
    // Who ends at the signal can no longer be seen to have children.
    tree.members();
    signalGroup(pid, stop.signal);
  };
  const runStopCommand = async (command: NonNullable<StopPolicy["command"]>): Promise<void> => {
    const launch = await command();
    if (launch.ok && !killing.signal.aborted) {
      const stopping = { stop: killing.signal, kill: killing.signal };
      const { value } = launch;
      const done = await runAction({ launch: { ...value, env: { ...value.env, ...env } }, onOutput: () => undefined, stopping, clock });
      if (done.kind === "exited" && done.status.kind === "code" && done.status.code === 0) return;
    }
    sendSignal();
  };

  return {
    ended: end(),
    killed: killing.signal,
    ask() {
      if (isAsked || isOver) return;
      isAsked = true;
      if (stop.command === undefined || hasExited) sendSignal();
      else stopCommand = runStopCommand(stop.command);
    },
    kill() {
      if (isOver) return;
      killing.abort();
      tree.signal("SIGKILL");
    },
  };
}

const SETTLE_MS = 100;
const ASKED_SETTLE_MS = 500;
const LEFTOVERS_GRACE_MS = 2_000;
const KILLED_WITHIN_MS = 1_000;
