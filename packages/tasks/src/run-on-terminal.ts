import type { ExitStatus, Launch, Result, TaskOutcome } from "@nix-repo/model";
import { maskText, secretValues } from "@nix-repo/processes";
import { commandText } from "./command-text.ts";
import { endReason } from "./job.ts";
import { prepareTask } from "./prepare-task.ts";
import type { TaskNode } from "./task-graph.ts";
import { type TaskRun, withTask } from "./task-run.ts";

/** Starts a command that has the terminal to itself, tells its number, and resolves when it has ended; `end` asks it to. Fails as `start-failed`. */
export type GiveTerminal = (
  launch: Launch,
  control: { readonly end: AbortSignal | undefined; readonly onSpawn: (pid: number) => void },
) => Promise<Result<ExitStatus>>;

/** Runs the one task of a run that has the terminal: it sees the caller's whole environment, and what it writes is nobody's but the terminal's. */
export async function runOnTerminal(node: TaskNode, { give, ...context }: TaskRun & { readonly give: GiveTerminal }): Promise<TaskOutcome> {
  const { sink, clock, stopping, turn } = context;
  const prepared = await prepareTask({ ...node, verb: { ...node.verb, keepable: false } }, { ...context, colour: false });
  if (stopping.stop.aborted) return { kind: "not-started", because: { kind: "stopped" } };
  if (!prepared.ok) return { kind: "unavailable", failure: withTask(prepared.error, node) };
  const { launch, shell, notices } = prepared.value;
  for (const notice of notices) sink(notice);
  const start = clock.now();
  const command = maskText(commandText(node.verb, node.args), secretValues(launch.env));
  sink({ type: "task-started", task: node.id, at: start, command, shell });
  const onSpawn = (pid: number) => context.onSpawn?.({ task: node.id, pid, command, at: start });
  const status = await give(launch, { end: turn.end, onSpawn });
  if (!status.ok) return { kind: "unavailable", failure: withTask(status.error, node) };
  const durationMs = clock.now() - start;
  const asked = endReason(turn);
  if (asked !== undefined) return { kind: "stopped", durationMs, because: asked };
  if (status.value.kind === "code" && status.value.code === 0) return { kind: "passed", durationMs };
  // Whoever sits there ended what would have run on.
  if (node.verb.options.persistent && wasEndedBySignal(status.value)) return { kind: "stopped", durationMs, because: "run-stopped" };
  return { kind: "failed", durationMs, status: status.value };
}

const ENDING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** By the signal itself, or by a program that took notice of it and says so. */
function wasEndedBySignal(status: ExitStatus): boolean {
  return status.kind === "signal" ? ENDING.some((signal) => signal === status.signal) : [129, 130, 143].includes(status.code);
}
