import type { KeptRun, ProviderKind, RecordedTask, TaskId } from "@nix-repo/model";
import { type OutcomeView, outcomeView, statusView } from "./outcome-view.ts";
import { tallyOf } from "./render-runs.ts";
import type { Counts } from "./tally.ts";

/** A run for programs. Times are milliseconds since the epoch. */
export interface KeptRunView {
  readonly run: number;
  readonly state: KeptRun["state"];
  readonly command: readonly string[];
  readonly provider?: ProviderKind;
  readonly startedAt: number;
  readonly durationMs?: number;
  readonly counts: Counts;
  /** Absolute. */
  readonly logs: string;
}

/** Without `outcome` where it had none yet. */
export interface KeptTaskView extends Partial<OutcomeView> {
  readonly task: TaskId;
  readonly command?: string;
  readonly shell?: string;
  /** Of the first attempt. */
  readonly startedAt?: number;
  readonly readyAt?: number;
  /** The attempts that failed before the last one. */
  readonly retried?: readonly ({ readonly at: number } & ({ readonly exitCode: number } | { readonly signal: string }))[];
  /** Absolute. */
  readonly log?: string;
}

/** `repo runs --json`. */
export function runsJson(runs: readonly KeptRun[]): { version: 1; kind: "runs"; runs: readonly KeptRunView[] } {
  return { version: 1, kind: "runs", runs: runs.map(runView) };
}

/** `repo runs show --json`. */
export function runJson(run: KeptRun, root: string): { version: 1; kind: "kept-run"; tasks: readonly KeptTaskView[] } & KeptRunView {
  const tasks = Object.entries(run.tasks) as [TaskId, RecordedTask][];
  return { version: 1, kind: "kept-run", ...runView(run), tasks: tasks.map(([task, recorded]) => taskView(task, recorded, { run, root })) };
}

function runView(run: KeptRun): KeptRunView {
  const { id, state, command, provider, startedAt, durationMs, folder } = run;
  return {
    run: id,
    state,
    command,
    ...(provider === undefined ? {} : { provider }),
    startedAt,
    ...(durationMs === undefined ? {} : { durationMs }),
    counts: tallyOf(run).counts,
    logs: folder,
  };
}

function taskView(task: TaskId, recorded: RecordedTask, { run, root }: { run: KeptRun; root: string }): KeptTaskView {
  const { command, shell, startedAt, readyAt, retried, outcome, log } = recorded;
  return {
    task,
    ...(outcome === undefined ? {} : outcomeView({ task, outcome, attempts: (retried?.length ?? 0) + 1 }, root)),
    ...(command === undefined ? {} : { command }),
    ...(shell === undefined ? {} : { shell }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(readyAt === undefined ? {} : { readyAt }),
    ...(retried === undefined ? {} : { retried: retried.map(({ at, status }) => ({ at, ...statusView(status) })) }),
    ...(log === undefined ? {} : { log: `${run.folder}/${log}` }),
  };
}
