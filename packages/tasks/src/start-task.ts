import { type Miss, type TaskFailed, type TaskOutcome, taskId } from "@nix-repo/model";
import {
  type ActionOptions,
  createMasker,
  maskText,
  type PersistentEnd,
  runAction,
  runPersistent,
  secretValues,
  wholeCharacters,
} from "@nix-repo/processes";
import { commandText } from "./command-text.ts";
import { failureHint } from "./failure-hint.ts";
import { endReason } from "./job.ts";
import type { PreparedTask } from "./prepare-task.ts";
import type { TaskNode } from "./task-graph.ts";
import { sayVerbosely, type TaskRun, unavailable } from "./task-run.ts";

interface Start {
  readonly context: TaskRun;
  readonly prepared: PreparedTask;
  readonly miss: Miss | undefined;
}

/** Starts a task that is to run, and returns how it went. What it made is kept where it missed a result that may be. */
export async function startTask(node: TaskNode, { context, prepared, miss }: Start): Promise<TaskOutcome> {
  const { sink, clock, attempt } = context;
  const task = node.id;
  const { launch, shell, notices } = prepared;
  if (attempt === 1) for (const notice of notices) sink(notice);
  if (miss !== undefined && miss.changes.length > 0)
    sayVerbosely(`it runs because ${miss.changes.map(({ text }) => text).join(", ")}`, node, context);
  await miss?.clear();

  const secrets = secretValues(launch.env);
  const start = clock.now();
  const command = maskText(commandText(node.verb, node.args), secrets);
  sink({ type: "task-started", task, at: start, command, shell });
  const output = maskedOutput(secrets, (stream, chunk) => {
    miss?.onOutput(stream, chunk);
    sink({ type: "task-output", task, stream, chunk });
  });
  const onSpawn = (pid: number) => context.onSpawn?.({ task, pid, command, at: start });
  const end = await run(node, { context, prepared, output, start, onSpawn });
  output.flush();
  // Before anybody else is looked up.
  context.cache?.taskEnded();

  if (end.kind === "not-started") return unavailable(end.failure, node);
  if (end.leftovers) sink({ type: "notice", level: "verbose", task, text: "it left processes running behind it; they were ended" });
  const durationMs = clock.now() - start;
  const outcome = outcomeOf({ end, durationMs, node, context, prepared, stderr: output.tail() });
  const exitCode = codeToKeep(outcome, node);
  if (miss === undefined || exitCode === undefined) return outcome;
  if (outcome.kind === "passed") {
    context.turn.leavePlace();
    // What may start now starts first.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const kept = await miss.keep({ exitCode, startedAt: start, durationMs });
  context.results.ended(task, kept.result);
  if (kept.why !== undefined) sayVerbosely(`its result is not kept: ${kept.why}`, node, context);
  return outcome;
}

/** What it ended with, where that may be kept. */
function codeToKeep(outcome: TaskOutcome, { verb }: TaskNode): number | undefined {
  if (outcome.kind === "passed") return 0;
  const { status, timeoutMs } = outcome.kind === "failed" ? outcome : NO_FAILURE;
  return verb.options.cacheFailures && timeoutMs === undefined && status?.kind === "code" ? status.code : undefined;
}

const NO_FAILURE: Partial<TaskFailed> = {};

interface Run {
  readonly context: TaskRun;
  readonly prepared: PreparedTask;
  readonly output: MaskedOutput;
  readonly start: number;
  readonly onSpawn: (pid: number) => void;
}

async function run({ id: task, verb }: TaskNode, { context, prepared, output, start, onSpawn }: Run): Promise<PersistentEnd> {
  const { sink, stopping, turn, clock, congestion } = context;
  const { launch, probe } = prepared;
  const { persistent, readyWhen, timeoutMs } = verb.options;
  const action = { launch, stopping, end: turn.end, clock, congestion, onSpawn, onOutput: output.push };
  if (!persistent) return { ...(await runAction({ ...action, timeoutMs })), isLate: false };
  const onReady = () => {
    const at = clock.now();
    if (readyWhen !== undefined || turn.needed()) sink({ type: "task-ready", task, at });
    context.onReady?.(at - start);
    turn.ready();
  };
  return await runPersistent({ ...action, readyWhen, probe, onReady });
}

interface Finished {
  readonly end: Extract<PersistentEnd, { kind: "exited" }>;
  readonly durationMs: number;
  readonly node: TaskNode;
  readonly context: TaskRun;
  readonly prepared: PreparedTask;
  readonly stderr: string;
}

function outcomeOf({ end, durationMs, node, context, prepared, stderr }: Finished): TaskOutcome {
  const { status, asked, isLate } = end;
  const { turn, callerEnv } = context;
  const { persistent, timeoutMs, readyWhen } = node.verb.options;
  const failed = { kind: "failed", durationMs, status } as const;
  if (isLate && readyWhen !== undefined) return { ...failed, timeoutMs: readyWhen.timeoutMs, unready: true };
  if (asked === "timeout" && timeoutMs !== undefined) return { ...failed, timeoutMs };
  const because = asked === "end" ? endReason(turn) : undefined;
  if (because !== undefined) return { kind: "stopped", durationMs, because };
  // Who stops a run means what would have run on without end.
  if (asked === "stop" && persistent) return { kind: "stopped", durationMs, because: "run-stopped" };
  const unready = persistent === true && turn.needed();
  if (status.kind === "code" && status.code === 0 && !unready) return { kind: "passed", durationMs };
  const { launch, shell, keepable } = prepared;
  const { service } = node.verb;
  const setup = service.verbs.has("setup") ? taskId(service.name, "setup") : undefined;
  const hint = failureHint({ task: node.id, status, stderr, shell, keepable, callerEnv, env: launch.env, cwd: launch.cwd, setup });
  return { ...failed, ...(hint === undefined ? {} : { hint }), ...(unready ? { unready } : {}) };
}

/** The output of a task on its way to the sink, secrets masked. */
interface MaskedOutput {
  push(stream: "stdout" | "stderr", chunk: Uint8Array): void;
  /** Hands on what was held back; at the end. */
  flush(): void;
  /** The end of what it wrote to stderr. */
  tail(): string;
}

function maskedOutput(secrets: readonly string[], emit: ActionOptions["onOutput"]): MaskedOutput {
  const maskers = { stdout: wholeCharacters(createMasker(secrets)), stderr: wholeCharacters(createMasker(secrets)) };
  let tail: Uint8Array = new Uint8Array();
  const send: ActionOptions["onOutput"] = (stream, chunk) => {
    if (chunk.length === 0) return;
    if (stream === "stderr") tail = Buffer.concat([tail, chunk.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
    emit(stream, chunk);
  };
  return {
    push: (stream, chunk) => send(stream, maskers[stream].push(chunk)),
    flush() {
      send("stdout", maskers.stdout.flush());
      send("stderr", maskers.stderr.flush());
    },
    tail: () => Buffer.from(tail).toString("utf8"),
  };
}

const TAIL_BYTES = 8_192;
