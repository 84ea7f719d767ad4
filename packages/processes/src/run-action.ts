import type { ExitStatus, Failure, Launch } from "@nix-repo/model";
import { type Asked, askToEnd, type EndingOptions, type EndingWatch } from "./ask-to-end.ts";
import { endAll, groupMembers } from "./process-group.ts";
import { type OutputOptions, readOutput } from "./read-output.ts";
import { startCaptured } from "./start-captured.ts";
import { signalOf } from "./stop-control.ts";

export interface ActionOptions extends OutputOptions, Omit<EndingOptions, "graceMs"> {
  readonly launch: Launch;
  readonly graceMs?: number;
  /** Told of the process, which leads a session and a group of its own, as soon as there is one. */
  readonly onSpawn?: ((pid: number) => void) | undefined;
  /** Called when the process is there. */
  readonly onStart?: () => void;
}

export type ActionEnd =
  /** `asked`: why it was asked to end before it did. `leftovers`: whether it left processes behind, which were ended. */
  | { readonly kind: "exited"; readonly status: ExitStatus; readonly asked?: Asked; readonly leftovers: boolean }
  | { readonly kind: "not-started"; readonly failure: Failure };

/**
 * Runs one captured command to its end, in a process group of its own that is empty when this returns. What has left the group means to stay, unless
 * the command was asked to end: then nothing of what it started is left, in whatever group.
 *
 *     spawned ──exit──▶ exited ──group empty──▶ pipes closed ──▶ end
 *        │ asked to end: signal to the group, grace, SIGKILL to the tree    ▲ a grandchild that left the group may hold
 *        └ kill: SIGKILL to the tree ───────────────────────────────────────┘ the pipes open: waited for a bounded time only
 */
export async function runAction({ launch, onSpawn, onStart, graceMs = GRACE_MS, ...options }: ActionOptions): Promise<ActionEnd> {
  const starting = startCaptured(launch);
  // Whoever asked hears of the process before anything else can happen.
  const started = starting instanceof Promise ? await starting : starting;
  if (!started.ok) return { kind: "not-started", failure: started.error };
  const child = started.value;
  const group = child.pid;

  onSpawn?.(group);
  const output = readOutput(child, options);
  const ending = askToEnd(group, { ...options, graceMs });
  onStart?.();
  const status = await child.exited;
  // What comes from here on is meant for what it has left behind.
  const { asked } = ending;
  const leaves = asked !== undefined || groupMembers(group).isAlive();
  const leftovers = leaves && (await endRest(group, { ending, ...options, graceMs, isWaitedFor: () => output.isHeldBack }));
  ending.release();
  await output.drained(options.stopping.kill);
  return { kind: "exited", status, leftovers, ...(asked === undefined ? {} : { asked }) };
}

const GRACE_MS = 10_000;
const LEFTOVERS_GRACE_MS = 2_000;
const SETTLE_MS = 100;
const ASKED_SETTLE_MS = 500;

interface RestOptions extends Pick<ActionOptions, "stopping"> {
  readonly ending: EndingWatch;
  readonly graceMs: number;
  readonly isWaitedFor: () => boolean;
}

/** Ends what the command has left behind. @returns whether there was something */
async function endRest(group: number, { ending, stopping, graceMs, isWaitedFor }: RestOptions): Promise<boolean> {
  const { stop, kill } = stopping;
  let ended = false;
  if (ending.asked === undefined) {
    const times = { settleMs: SETTLE_MS, graceMs: Math.min(graceMs, LEFTOVERS_GRACE_MS), kill, isWaitedFor };
    ended = await endAll(groupMembers(group), times);
    // It may be asked meanwhile, and that finds more than the group.
    if (ending.asked === undefined) return ended;
  }
  const { tree } = ending;
  // The group has been told, and is not told twice; what is elsewhere, or ignores Ctrl-C as a shell's background jobs do, is told now.
  const told = ending.asked === "stop" && signalOf(stop) !== "SIGTERM" ? undefined : group;
  const rest = {
    isAlive: tree.isAlive,
    signal: (signal: NodeJS.Signals) => tree.signal(signal, { except: signal === "SIGTERM" ? told : undefined }),
  };
  return (await endAll(rest, { settleMs: Math.min(graceMs, ASKED_SETTLE_MS), graceMs, kill, isWaitedFor })) || ended;
}
