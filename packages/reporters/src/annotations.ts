import type { Problem, ReportedTask } from "@nix-repo/model";
import { failureText } from "./describe-failure.ts";
import { isFailure } from "./tally.ts";
import { describeFailed } from "./task-lines.ts";
import { type Annotation, annotationCommand, repositoryPath } from "./workflow-command.ts";

/** What decides about annotations: a report has it, and so has a run that has just ended. */
export type AnnotatedTask = Pick<ReportedTask, "task" | "outcome" | "tail" | "problems">;

export interface AnnotationOptions {
  /** The workspace's root, absolute. */
  readonly root: string;
  /** The top of the repository, absolute. */
  readonly repositoryRoot: string;
}

/**
 * The annotations of a run as commands to GitHub's runner: first errors, then warnings, of each no more than GitHub shows for a step. Failed tasks take
 * turns, so that each has one before another has its second; one whose output tells of no place has one that says how it ended.
 */
export function renderAnnotations(tasks: readonly AnnotatedTask[], options: AnnotationOptions): string[] {
  const failed = tasks.filter(failsTheRun);
  const others = tasks.filter((task) => !failsTheRun(task));
  const errors = inTurns(failed.map(errorsOf)).slice(0, SHOWN_BY_GITHUB);
  const warnings = [...inTurns(failed.map(warningsOf)), ...inTurns(others.map(warningsOf))].slice(0, SHOWN_BY_GITHUB);
  return [...errors, ...warnings].map((annotation) => annotationCommand(inRepository(annotation, options)));
}

/** @see https://docs.github.com/actions/how-tos/administer/usage-limits */
const SHOWN_BY_GITHUB = 10;

function failsTheRun({ outcome }: AnnotatedTask): boolean {
  return outcome !== undefined && isFailure(outcome) && !(outcome.kind === "failed" && outcome.allowed === true);
}

function errorsOf(task: AnnotatedTask): readonly Annotation[] {
  const errors = task.problems.filter(({ level }) => level === "error");
  return errors.length > 0
    ? errors.map((problem) => ofProblem(problem, task))
    : [{ level: "error", title: task.task, message: endOf(task) }];
}

function warningsOf(task: AnnotatedTask): readonly Annotation[] {
  // The errors of what was allowed to fail do not fail the run.
  const problems = failsTheRun(task) ? task.problems.filter(({ level }) => level === "warning") : task.problems;
  return problems.map((problem) => ({ ...ofProblem(problem, task), level: "warning" }));
}

function ofProblem(problem: Problem, { task }: AnnotatedTask): Annotation {
  return { ...problem, title: task };
}

/** `exit 1: 3 problems` */
function endOf({ outcome, tail }: AnnotatedTask): string {
  if (outcome?.kind === "unavailable") return failureText(outcome.failure, { colour: false });
  const how = outcome?.kind === "failed" ? describeFailed(outcome) : "failed";
  const last = tail.at(-1);
  return last === undefined ? how : `${how}: ${last.trim()}`;
}

function inRepository(annotation: Annotation, options: AnnotationOptions): Annotation {
  return annotation.file === undefined ? annotation : { ...annotation, file: repositoryPath(annotation.file, options) };
}

/** The first of each, then the second of each, and so on. */
function inTurns<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = lists.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: longest }, (_, turn) => lists.flatMap((list) => list.slice(turn, turn + 1))).flat();
}
