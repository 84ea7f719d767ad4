import type { TaskCache } from "@nix-repo/cache";
import { EXIT, type ExitStatus, findOnPath, ok, type TaskCheck, type TaskId, type TaskOutcome } from "@nix-repo/model";
import { maskText, secretValues } from "@nix-repo/processes";
import { describeRetry } from "@nix-repo/reporters";
import { createRunRecord, type GiveTerminal, recordProcesses, runTasks, type TaskContext, type TaskGraph } from "@nix-repo/tasks";
import { codeOfStatus, exitCodeOfRun } from "./exit-code-of-run.ts";
import { refuseIn, type Session } from "./open-session.ts";
import { openTaskCache } from "./open-task-cache.ts";
import type { RunFlags, RunSettings } from "./run-flags.ts";
import { openSinks, planSinks } from "./run-sinks.ts";
import { stopOnSignals } from "./stop-on-signals.ts";
import { taskContext } from "./task-context.ts";
import type { NeededUnits } from "./up/needed-units.ts";

export interface GraphRun {
  readonly graph: TaskGraph;
  readonly flags: RunFlags;
  readonly settings: RunSettings;
  /** What was typed behind `repo`, for the run's record. */
  readonly typed: readonly string[];
  /** The one task that is not captured. */
  readonly terminal?: TaskId;
  /** Stops it as a signal would. */
  readonly cancel?: AbortSignal;
}

export interface GraphRunEnd {
  readonly code: number;
  /** Empty where the run could not begin. */
  readonly outcomes: ReadonlyMap<TaskId, TaskOutcome>;
}

/** Runs a graph with its record, its reporter and what else was asked for, and heeds signals meanwhile. */
export async function runGraph(session: Session, { graph, flags, settings, typed, terminal, cancel }: GraphRun): Promise<GraphRunEnd> {
  const { notices } = session;
  const planned = planSinks(flags, session);
  if (!planned.ok) return { code: await refuseIn(session, planned.error), outcomes: new Map() };
  const secrets = secretValues(session.caller);
  const record = createRunRecord({
    stateFolder: session.stateFolder,
    command: typed.map((word) => maskText(word, secrets)),
    betweenAttempts: (event) => `repo: ${describeRetry(event)}`,
    warn: (text) => notices.emit({ type: "notice", level: "warning", text, about: "state-folder" }),
  });
  const sinks = await openSinks(session, { planned: planned.value, record, tasks: graph.tasks.size });
  notices.attach(sinks.sink);
  const processes = record.folder === undefined ? undefined : recordProcesses(record.folder);
  const stop = stopOnSignals({
    io: session.io,
    onFirst(signal) {
      notices.emit({ type: "notice", level: "warning", text: signal === "SIGPIPE" ? NOWHERE : STOPPING });
      session.stop.abort();
    },
  });
  const onCancel = () => stop.signal("SIGTERM");
  cancel?.addEventListener("abort", onCancel, { once: true });
  let terminalStatus: ExitStatus | undefined;
  const give: GiveTerminal = async (launch, control) => {
    const takeTerminalAgain = await sinks.leaveTerminal();
    const { giveTerminal } = await import("./give-terminal.ts");
    const status = await giveTerminal(launch, { stop, ...control });
    takeTerminalAgain();
    if (status.ok) terminalStatus = status.value;
    return status;
  };
  let cache: TaskCache | undefined;
  let needed: NeededUnits | undefined;
  try {
    const provider = await session.provider();
    if (!provider.ok) return { code: await refuseIn(session, provider.error), outcomes: new Map() };
    const { caching, ...scheduling } = settings;
    const context = taskContext(session, { provider: provider.value, colour: sinks.colour });
    if (needsCompany(graph)) {
      const { startNeeded } = await import("./up/needed-units.ts");
      const started = await startNeeded(session, { graph, context, signal: stop.stop });
      if (!started.ok) return { code: stop.exitCode() ?? (await refuseIn(session, started.error)), outcomes: new Map() };
      needed = started.value;
    }
    cache = await openTaskCache(session, { graph, caching, provider: provider.value });
    const outcomes = await runTasks({
      ...(needed === undefined ? context : withVariables(context, needed)),
      ...scheduling,
      cache,
      ...(flags.check ? { check: await openTaskCheck(session) } : {}),
      graph,
      stopping: stop,
      onSpawn: processes?.started,
      sink(event) {
        record.sink(event);
        sinks.sink(event);
      },
      congestion: sinks.congestion,
      ...(terminal === undefined ? {} : { terminal: { task: terminal, give } }),
      ...(record.folder === undefined ? {} : { logs: record.folder }),
    });
    const own = terminalStatus === undefined ? EXIT.ok : codeOfStatus(terminalStatus);
    return { code: stop.exitCode() ?? (own === EXIT.ok ? exitCodeOfRun(outcomes) : own), outcomes };
  } finally {
    cancel?.removeEventListener("abort", onCancel);
    await needed?.close();
    await cache?.close();
    await sinks.finish();
    stop.release();
    processes?.close();
    await record.close();
  }
}

/** Whether any verb of a graph needs processes that run. */
function needsCompany({ tasks }: TaskGraph): boolean {
  for (const { verb } of tasks.values()) if (verb.options.needs !== undefined && verb.options.needs.length > 0) return true;
  return false;
}

/** Tasks are told of what they need as a `.env` of their service would tell them. */
function withVariables(context: TaskContext, { variablesOf }: NeededUnits): TaskContext {
  return {
    ...context,
    async runtimeOf(service) {
      const runtime = await context.runtimeOf(service);
      return runtime.ok ? ok({ ...runtime.value, service: { ...runtime.value.service, ...variablesOf(service.name) } }) : runtime;
    },
  };
}

const STOPPING = "stopping; a second signal kills what does not end";
const NOWHERE = "stopping: the output has nowhere to go any more";

async function openTaskCheck({ workspace, stateFolder, caller, cwd }: Session): Promise<TaskCheck> {
  const { createTaskCheck } = await import("./task-check-door.ts");
  const strace = findOnPath("strace", { path: caller.PATH, cwd });
  return createTaskCheck({ workspaceRoot: workspace.root, stateFolder, callerEnv: caller, globalInputs: workspace.globalInputs, strace });
}
