import { EXIT, type ExitStatus, type Launch, type TaskId } from "@nix-repo/model";
import { chooseReporter, createReporter, decideColour, symbolsFor } from "@nix-repo/reporters";
import { buildTaskGraph, createRunRecord, runTasks, type TaskGraph, type TaskRequest, terminalUse } from "@nix-repo/tasks";
import { codeOfStatus, exitCodeOfRun } from "./exit-code-of-run.ts";
import { giveTerminal } from "./give-terminal.ts";
import { handOverTask } from "./hand-over.ts";
import { refuseIn, type Session } from "./open-session.ts";
import { type RunFlags, type RunSettings, runSettings } from "./run-flags.ts";
import { stopOnSignals } from "./stop-on-signals.ts";
import { contextOf, taskContext } from "./task-context.ts";

/** Runs the requested tasks and what they depend on: captured, or handing the terminal to the one that wants it. Returns the exit code. */
export async function runRequests(
  session: Session,
  { requests, stages, flags }: { requests: readonly TaskRequest[]; stages?: readonly string[]; flags: RunFlags },
): Promise<number> {
  const settings = runSettings(flags, session.io.env);
  if (!settings.ok) return await refuseIn(session, settings.error);
  const inStages = stages === undefined ? {} : { stages };
  if (flags.dryRun) {
    const { planRequests } = await import("./plan-requests.ts");
    return await planRequests(session, { requests, ...inStages, flags, settings: settings.value });
  }
  const { workspace, recipes } = session;
  const graph = await buildTaskGraph({ workspace, recipes, requests, ...inStages });
  if (!graph.ok) return await refuseIn(session, graph.error);
  const terminal = terminalUse(graph.value);
  if (!terminal.ok) return await refuseIn(session, terminal.error);
  const use = terminal.value;
  const run = { flags, settings: settings.value };
  if (use.kind === "none") return await runCaptured(session, { ...run, graph: graph.value });
  const before = use.kind === "last" ? use.before.tasks.size : 0;
  // Whoever keeps going wants to know in the end what failed before: that is said only by who is still there.
  if (use.kind === "beside-others" || (before > 0 && settings.value.policy === "keep-going"))
    return await runCaptured(session, { ...run, graph: graph.value, terminal: use.task.id });
  const code = before === 0 ? EXIT.ok : await runCaptured(session, { ...run, graph: use.before });
  if (code !== EXIT.ok) return code;
  const context = await contextOf(session, { colour: false });
  if (!context.ok) return await refuseIn(session, context.error);
  return await handOverTask({ kind: "verb", verb: use.task.verb, args: use.task.args }, { session, context: context.value });
}

interface CapturedRun {
  readonly graph: TaskGraph;
  readonly flags: RunFlags;
  readonly settings: RunSettings;
  /** The one task that is not captured. */
  readonly terminal?: TaskId;
}

async function runCaptured(session: Session, { graph, flags, settings, terminal }: CapturedRun): Promise<number> {
  const { io, notices, workspace } = session;
  const { stdout, stderr, env } = io;
  const colourOf = (stream: NodeJS.WriteStream) => decideColour({ flag: session.flags.color, env, isTTY: stream.isTTY === true });
  const colour = { stdout: colourOf(stdout), stderr: colourOf(stderr) };
  const kind = chooseReporter({
    json: flags.json,
    tasks: graph.tasks.size,
    stdoutIsTTY: stdout.isTTY === true,
    stderrIsTTY: stderr.isTTY === true,
    env,
  });
  const record = createRunRecord({
    stateFolder: session.stateFolder,
    command: [...graph.tasks.values()].filter(({ requested }) => requested).map(({ id }) => id),
    warn: (text) => notices.emit({ type: "notice", level: "warning", text }),
  });
  const reporter = await createReporter(kind, {
    stdout,
    stderr,
    colour,
    symbols: symbolsFor(env),
    root: workspace.root,
    verbose: session.flags.verbose,
    logFile: (folder, task) => record.logFile(task) ?? folder,
  });
  notices.attach(reporter.sink);
  const stop = stopOnSignals(() => {
    notices.emit({ type: "notice", level: "warning", text: STOPPING });
    session.stop.abort();
  });
  let terminalStatus: ExitStatus | undefined;
  let isGiven = false;
  const give = async (launch: Launch) => {
    // From here on the screen is the command's own.
    await reporter.finish();
    isGiven = true;
    const status = await giveTerminal(launch, stop);
    isGiven = false;
    if (status.ok) terminalStatus = status.value;
    return status;
  };
  try {
    const provider = await session.provider();
    if (!provider.ok) return await refuseIn(session, provider.error);
    const outcomes = await runTasks({
      ...taskContext(session, { provider: provider.value, colour: colour.stdout }),
      ...settings,
      graph,
      stopping: stop,
      sink(event) {
        record.sink(event);
        // What others write meanwhile is in the log.
        if (!isGiven || event.type !== "task-output") reporter.sink(event);
      },
      congestion: reporter.congestion,
      ...(terminal === undefined ? {} : { terminal: { task: terminal, give } }),
      ...(record.folder === undefined ? {} : { logs: record.folder }),
    });
    const own = terminalStatus === undefined ? EXIT.ok : codeOfStatus(terminalStatus);
    return stop.exitCode() ?? (own === EXIT.ok ? exitCodeOfRun(outcomes) : own);
  } finally {
    await reporter.finish();
    await record.close();
    stop.release();
  }
}

const STOPPING = "stopping; a second signal kills what does not end";
