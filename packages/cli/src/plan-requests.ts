import { EXIT, type VerbOptions } from "@nix-repo/model";
import { decideColour, type PlannedTask, planJson, renderPlan, symbolsFor } from "@nix-repo/reporters";
import { buildTaskGraph, commandText, defaultConcurrency, knownRecipes, planRun, type TaskRequest, terminalUse } from "@nix-repo/tasks";
import { knownShell } from "./known-shell.ts";
import { refuseIn, type Session } from "./open-session.ts";
import { withValues } from "./params/with-values.ts";
import type { RunFlags, RunSettings } from "./run-flags.ts";

/** `--dry-run`: prints what would run, and starts nothing: no task, no task runner, no Nix. Returns the exit code. */
export async function planRequests(
  session: Session,
  {
    requests,
    stages,
    flags,
    settings,
    mayBeEmpty,
  }: {
    requests: readonly TaskRequest[];
    stages?: readonly string[];
    flags: RunFlags;
    settings: RunSettings;
    /** See `RunRequest`. */
    mayBeEmpty: boolean;
  },
): Promise<number> {
  const { workspace, stateFolder } = session;
  const { recipes, unasked } = knownRecipes(session.recipes);
  const graph = await buildTaskGraph({ workspace, recipes, requests, ...(stages === undefined ? {} : { stages }) });
  if (!graph.ok && graph.error.code === "nothing-selected" && mayBeEmpty) {
    printPlan(session, { tasks: [], unasked: [], flags, settings });
    return EXIT.ok;
  }
  if (!graph.ok) return await refuseIn(session, graph.error);
  const bound = await withValues(graph.value, session);
  if (!bound.ok) return await refuseIn(session, bound.error);
  const terminal = terminalUse(bound.value);
  if (!terminal.ok) return await refuseIn(session, terminal.error);
  const onTerminal = terminal.value.kind === "none" ? undefined : terminal.value.task.id;
  const tasks: PlannedTask[] = [];
  for (const { id, verb, args, params, dependsOn, stage, requested } of await planRun(bound.value, { stateFolder, terminal: onTerminal })) {
    tasks.push({
      task: id,
      command: commandText(verb, args),
      ...(params === undefined ? {} : { params }),
      shell: await knownShell(verb.shell, session),
      waitsFor: dependsOn,
      ...(stages === undefined ? {} : { stage: stages[stage] ?? "" }),
      requested,
      terminal: id === onTerminal,
      options: whenAndHowOften(verb.options),
    });
  }
  printPlan(session, { tasks, unasked: [...unasked].map(({ file }) => file), flags, settings });
  return EXIT.ok;
}

/** @param plan `unasked`: task files that were not asked for their recipes */
export function printPlan(
  session: Session,
  plan: {
    readonly tasks: readonly PlannedTask[];
    readonly unasked: readonly string[];
    readonly flags: RunFlags;
    readonly settings: RunSettings;
  },
): void {
  const { io, workspace } = session;
  const { tasks, unasked, flags } = plan;
  const { concurrency = defaultConcurrency(), policy = "finish" } = plan.settings;
  const shown = { tasks, concurrency, policy, unasked };
  if (flags.json) {
    io.stdout.write(`${JSON.stringify(planJson(shown), undefined, 2)}\n`);
    return;
  }
  const colour = decideColour({ flag: session.flags.color, env: io.env, isTTY: io.stdout.isTTY === true });
  const view = { root: workspace.root, colour, symbols: symbolsFor(io.env), columns: io.stdout.columns };
  io.stdout.write(`${renderPlan(shown, view)}\n`);
}

function whenAndHowOften({ persistent, weight, mutex, retries, timeoutMs, allowFailure }: VerbOptions): PlannedTask["options"] {
  const options = { persistent, weight, mutex, retries, timeoutMs, allowFailure };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
