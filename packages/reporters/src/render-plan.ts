import { type BoundParam, shellWord, type TaskId, type VerbOptions } from "@nix-repo/model";
import { displayPath } from "./display-path.ts";
import { paletteOf } from "./palette.ts";
import { renderTable } from "./render-table.ts";
import type { Symbols } from "./symbols.ts";

/** What a run would do. */
export interface PlanView {
  /** In the order in which they would start. */
  readonly tasks: readonly PlannedTask[];
  readonly concurrency: number;
  readonly policy: "finish" | "keep-going" | "fail-fast";
  /** Absolute paths of task files whose recipes are not known without starting something: what they define would win. */
  readonly unasked: readonly string[];
}

export interface PlannedTask {
  readonly task: TaskId;
  readonly command: string;
  /** Of a verb that has some: what they come to. */
  readonly params?: readonly BoundParam[];
  /** `certain`: no other of its candidates can be meant. */
  readonly shell: { readonly name: string; readonly certain: boolean };
  readonly waitsFor: readonly TaskId[];
  /** Where the run has stages: tasks of a stage wait for all of the earlier ones. */
  readonly stage?: string;
  /** Whether it was asked for, rather than needed by what was. */
  readonly requested: boolean;
  /** Whether it is not captured. */
  readonly terminal: boolean;
  /** Of its verb's options those that decide when and how often it runs. */
  readonly options: Pick<VerbOptions, "persistent" | "weight" | "mutex" | "retries" | "timeoutMs" | "allowFailure">;
}

export interface PlanOptions {
  readonly root: string;
  readonly colour: boolean;
  readonly symbols: Symbols;
  readonly columns?: number | undefined;
}

/** A row for each task, in order, and how many there are. Without a closing line break. */
export function renderPlan(plan: PlanView, { root, colour, symbols, columns }: PlanOptions): string {
  const paint = paletteOf(colour);
  const hasStages = plan.tasks.some(({ stage }) => stage !== undefined);
  const rows = plan.tasks.map(({ task, command, params, shell, waitsFor, stage }) => [
    ...(hasStages ? [stage ?? ""] : []),
    task,
    withParams(command, params),
    shell.certain ? shell.name : `${shell.name}?`,
    waitsFor.join(", "),
  ]);
  const header = [...(hasStages ? ["stage"] : []), "task", "command", "devShell", "waits for"];
  const table = renderTable([header, ...rows], {
    columns,
    ellipsis: symbols.ellipsis,
    paint: (cell, { row }) => (row === 0 ? paint.quiet(cell) : cell),
  });
  const unasked = plan.unasked.map((file) => paint.warning(unaskedLine(file, root)));
  const count = plan.tasks.length === 1 ? "1 task" : `${plan.tasks.length} tasks, ${plan.concurrency} at once`;
  return [...table, "", ...unasked, `${count}; nothing was started`].join("\n");
}

/** As one would type it without us: `ENVIRONMENT=prod VERSION=2 ./deploy.sh`. */
function withParams(command: string, params: readonly BoundParam[] = []): string {
  const set = params.flatMap(({ variable, value }) => (value === undefined ? [] : [`${variable}=${shellWord(value)}`]));
  return [...set, command].join(" ");
}

/** Of a task file whose recipes are not known without starting something. */
export function unaskedLine(file: string, root: string): string {
  return `${displayPath(file, root)} was not asked yet: its recipes would win (repo list --ask asks it)`;
}

export function planJson(plan: PlanView): { readonly version: 1; readonly kind: "plan" } & PlanView {
  return { version: 1, kind: "plan", ...plan };
}
