import { availableParallelism, constants } from "node:os";
import { EXIT, err, exitCodeOf, ok, type Result, type TaskId, type TaskOutcome } from "@nix-repo/model";
import { describeRetry } from "@nix-repo/reporters";
import {
  buildTaskGraph,
  createRunRecord,
  maskText,
  runTasks,
  secretValues,
  type TaskGraph,
  type TaskNode,
  type TaskRequest,
  withoutTask,
} from "@nix-repo/tasks";
import { handOverTask } from "./hand-over.ts";
import { refuseIn, type Session } from "./open-session.ts";
import { openSinks, planSinks, type SinkFlags } from "./run-sinks.ts";
import { stopOnSignals } from "./stop-on-signals.ts";
import { contextOf, taskContext } from "./task-context.ts";

export interface RunFlags extends SinkFlags {
  readonly concurrency: string | undefined;
}

export interface RunRequest {
  readonly requests: readonly TaskRequest[];
  readonly stages?: readonly string[];
  readonly flags: RunFlags;
  /** What was typed behind `repo`, for the run's record. */
  readonly typed: readonly string[];
}

/** Runs the requested tasks and what they depend on: captured, or handing the terminal to the one that wants it. Returns the exit code. */
export async function runRequests(session: Session, { requests, stages, flags, typed }: RunRequest): Promise<number> {
  const concurrency = parseConcurrency(flags.concurrency);
  if (!concurrency.ok) return await refuseIn(session, concurrency.error);
  const { workspace, recipes } = session;
  const graph = await buildTaskGraph({ workspace, recipes, requests, ...(stages === undefined ? {} : { stages }) });
  if (!graph.ok) return await refuseIn(session, graph.error);
  const terminal = [...graph.value.tasks.values()].filter(wantsTerminal);
  const [alone, second] = terminal;
  if (alone === undefined) return await runCaptured(session, { graph: graph.value, flags, typed, concurrency: concurrency.value });

  if (second !== undefined) {
    const message = `${alone.id} and ${second.id} both want the terminal`;
    return await refuseIn(session, { code: "usage", message, hint: `repo run ${alone.id}` });
  }
  const before = withoutTask(graph.value, alone.id);
  if (before.tasks.size > 0) {
    const code = await runCaptured(session, { graph: before, flags, typed, concurrency: concurrency.value });
    if (code !== EXIT.ok) return code;
  }
  const context = await contextOf(session, { colour: false });
  if (!context.ok) return await refuseIn(session, context.error);
  return await handOverTask({ kind: "verb", verb: alone.verb, args: alone.args }, { session, context: context.value });
}

function wantsTerminal({ verb }: TaskNode): boolean {
  return verb.options.persistent === true || verb.options.interactive === true;
}

async function runCaptured(
  session: Session,
  { graph, flags, typed, concurrency }: { graph: TaskGraph; concurrency: number | undefined } & Pick<RunRequest, "flags" | "typed">,
): Promise<number> {
  const { notices } = session;
  const planned = planSinks(flags, session);
  if (!planned.ok) return await refuseIn(session, planned.error);
  const secrets = secretValues(session.caller);
  const record = createRunRecord({
    stateFolder: session.stateFolder,
    command: typed.map((word) => maskText(word, secrets)),
    betweenAttempts: (event) => `repo: ${describeRetry(event)}`,
    warn: (text) => notices.emit({ type: "notice", level: "warning", text }),
  });
  const sinks = await openSinks(session, { planned: planned.value, record, tasks: graph.tasks.size });
  notices.attach(sinks.sink);
  const stop = stopOnSignals(() => {
    notices.emit({ type: "notice", level: "warning", text: STOPPING });
    session.stop.abort();
  });
  try {
    const provider = await session.provider();
    if (!provider.ok) return await refuseIn(session, provider.error);
    const outcomes = await runTasks({
      ...taskContext(session, { provider: provider.value, colour: sinks.colour }),
      graph,
      stopping: stop,
      now: Date.now,
      sink(event) {
        record.sink(event);
        sinks.sink(event);
      },
      ...(record.folder === undefined ? {} : { logs: record.folder }),
      ...(concurrency === undefined ? {} : { concurrency }),
    });
    return stop.exitCode() ?? exitCodeOfRun(outcomes);
  } finally {
    await sinks.finish();
    await record.close();
    stop.release();
  }
}

const STOPPING = "stopping; a second signal kills what does not end";

/** A single task's own code; of several, 1 where one failed, unless all that went wrong is one and the same failure to begin. */
function exitCodeOfRun(outcomes: ReadonlyMap<TaskId, TaskOutcome>): number {
  const codes = new Set([...outcomes.values()].filter((outcome) => outcome.kind !== "not-started").map(codeOf));
  codes.delete(EXIT.ok);
  const [code, other] = codes;
  if (code === undefined) return EXIT.ok;
  if (outcomes.size === 1) return code;
  const onlyUnavailable = [...outcomes.values()].every(({ kind }) => kind !== "failed");
  return onlyUnavailable && other === undefined ? code : EXIT.failed;
}

function codeOf(outcome: TaskOutcome): number {
  switch (outcome.kind) {
    case "passed":
      return EXIT.ok;
    case "stopped":
      return outcome.because === "not-needed" ? EXIT.ok : EXIT.failed;
    case "failed":
      if (outcome.allowed) return EXIT.ok;
      return outcome.status.kind === "code" ? outcome.status.code : 128 + constants.signals[outcome.status.signal];
    case "unavailable":
      return exitCodeOf(outcome.failure);
    case "not-started":
      return EXIT.failed;
  }
}

/** `4`, or `50%` of the processors, at least one. */
function parseConcurrency(text: string | undefined): Result<number | undefined> {
  if (text === undefined) return ok(undefined);
  const [, number, percent] = /^(\d+)(%)?$/.exec(text) ?? [];
  const count = percent === undefined ? Number(number) : Math.max(1, Math.floor((availableParallelism() * Number(number)) / 100));
  if (number !== undefined && Number(number) > 0) return ok(count);
  return err({
    code: "usage",
    message: `--concurrency is "${text}"`,
    hint: "it takes a number such as 4, or a share of the processors such as 50%",
  });
}
