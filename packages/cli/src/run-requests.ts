import { EXIT } from "@nix-repo/model";
import { buildTaskGraph, type TaskGraph, type TaskRequest, terminalUse } from "@nix-repo/tasks";
import { handOverTask } from "./hand-over.ts";
import { refuseIn, type Session } from "./open-session.ts";
import { withValues } from "./params/with-values.ts";
import { type RunFlags, type RunSettings, runSettings } from "./run-flags.ts";
import { runGraph } from "./run-graph.ts";
import { contextOf } from "./task-context.ts";

export interface RunRequest {
  readonly requests: readonly TaskRequest[];
  readonly stages?: readonly string[];
  readonly flags: RunFlags;
  /** What was typed behind `repo`, for the run's record. */
  readonly typed: readonly string[];
  /** Whether it is well where nothing is to be run: who narrows a selection to what changed knows that it may be. */
  readonly mayBeEmpty?: boolean;
}

/** Runs the requested tasks and what they depend on: captured, or handing the terminal to the one that wants it. Returns the exit code. */
export async function runRequests(session: Session, { requests, stages, flags, typed, mayBeEmpty = false }: RunRequest): Promise<number> {
  const settings = runSettings(flags, session.io.env);
  if (!settings.ok) return await refuseIn(session, settings.error);
  const inStages = stages === undefined ? {} : { stages };
  if (flags.dryRun) {
    const { planRequests } = await import("./plan-requests.ts");
    return await planRequests(session, { requests, ...inStages, flags, settings: settings.value, mayBeEmpty });
  }
  const { workspace, recipes } = session;
  const graph = await buildTaskGraph({ workspace, recipes, requests, ...inStages });
  if (!graph.ok && graph.error.code === "nothing-selected" && mayBeEmpty) {
    if (!flags.json) session.io.stderr.write(`none of them has ${graph.error.what}\n`);
    return await runNothing(session, { flags, typed });
  }
  if (!graph.ok) return await refuseIn(session, graph.error);
  const bound = await withValues(graph.value, session);
  if (!bound.ok) return await refuseIn(session, bound.error);
  const run = { flags, settings: settings.value, typed };
  // What gives a value may change meanwhile.
  return flags.watch ? await runAgain(session, { ...run, graph: graph.value }) : await runOnce(session, { ...run, graph: bound.value });
}

/** What was to be run is nothing: reports that were asked for say so. Returns the exit code. */
export async function runNothing(session: Session, { flags, typed }: Pick<RunRequest, "flags" | "typed">): Promise<number> {
  const settings = runSettings(flags, session.io.env);
  if (!settings.ok) return await refuseIn(session, settings.error);
  if (flags.dryRun) {
    const { printPlan } = await import("./plan-requests.ts");
    if (flags.json) printPlan(session, { tasks: [], unasked: [], flags, settings: settings.value });
    return EXIT.ok;
  }
  if (!flags.json && !asksForFiles(flags)) return EXIT.ok;
  return (await runGraph(session, { graph: { tasks: new Map(), stages: [""] }, flags, settings: settings.value, typed })).code;
}

interface Run {
  readonly graph: TaskGraph;
  readonly flags: RunFlags;
  readonly settings: RunSettings;
  readonly typed: readonly string[];
}

async function runOnce(session: Session, run: Run): Promise<number> {
  const { graph, settings } = run;
  const terminal = terminalUse(graph);
  if (!terminal.ok) return await refuseIn(session, terminal.error);
  const use = terminal.value;
  if (use.kind === "none") return (await runGraph(session, run)).code;
  const before = use.kind === "last" ? use.before.tasks.size : 0;
  // Whoever keeps going wants to know in the end what failed before: that is said only by who is still there.
  if (use.kind === "beside-others" || (before > 0 && settings.policy === "keep-going"))
    return (await runGraph(session, { ...run, terminal: use.task.id })).code;
  if (before > 0) {
    const { code } = await runGraph(session, { ...run, graph: use.before });
    if (code !== EXIT.ok) return code;
  } else if (asksForReports(run.flags)) {
    // Nothing is captured, and so nothing told of it; a flag that is wrong is wrong here, too.
    const { planSinks } = await import("./run-sinks.ts");
    const planned = planSinks(run.flags, session);
    if (!planned.ok) return await refuseIn(session, planned.error);
    planned.value.discard();
  }
  const context = await contextOf(session, { colour: false });
  if (!context.ok) return await refuseIn(session, context.error);
  return await handOverTask({ kind: "verb", verb: use.task.verb, args: use.task.args }, { session, context: context.value });
}

function asksForReports(flags: RunFlags): boolean {
  return flags.output !== undefined || asksForFiles(flags);
}

function asksForFiles({ events, junit, trace, report, summary }: RunFlags): boolean {
  return [events, junit, trace, report, summary].some((flag) => flag !== undefined);
}

/** `--watch`: nothing gets the terminal, so that every task can be stopped and started again. */
async function runAgain(session: Session, run: Run): Promise<number> {
  const interactive = [...run.graph.tasks.values()].find(({ verb }) => verb.options.interactive);
  if (interactive !== undefined) {
    const message = `${interactive.id} reads from the terminal, and cannot be run again and again by --watch`;
    return await refuseIn(session, { code: "usage", message });
  }
  const { watchGraph } = await import("./watch/watch-graph.ts");
  const { becomeAgain } = await import("./watch/become-again.ts");
  const ended = await watchGraph({
    session,
    graph: run.graph,
    run: async (part, cancel) => {
      const bound = await withValues(part, session, run.graph);
      if (bound.ok) return (await runGraph(session, { ...run, graph: bound.value, cancel })).outcomes;
      await refuseIn(session, bound.error);
      return new Map();
    },
    reload: () => becomeAgain(session),
  });
  return ended.ok ? ended.value : await refuseIn(session, ended.error);
}
