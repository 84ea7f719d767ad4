import { githubWorkflows, type WorkflowOptions } from "@nix-repo/scaffold";
import { load } from "js-yaml";

/** What the tests look at of a workflow, as YAML reads it. */
export interface Workflow {
  readonly on: Readonly<Record<string, { readonly branches?: readonly string[]; readonly paths?: readonly string[] } | null>>;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly defaults?: { readonly run: { readonly shell: string; readonly "working-directory"?: string } };
  readonly steps: readonly Step[];
}

export interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

export function workflowsOf(options: WorkflowOptions): readonly { path: string; content: string; workflow: Workflow }[] {
  return githubWorkflows(options).map(({ path, content }) => ({ path, content, workflow: load(content) as Workflow }));
}

export function ciOf(options: WorkflowOptions): Workflow {
  const [ci] = workflowsOf(options);
  if (ci === undefined) throw new Error("no ci.yml");
  return ci.workflow;
}

export function allSteps({ jobs }: Workflow): readonly Step[] {
  return Object.values(jobs).flatMap(({ steps }) => steps);
}

/** The step of that name, in the first job that has it. */
export function stepNamed(workflow: Workflow, name: string): Step {
  const found = allSteps(workflow).find((step) => step.name === name);
  if (found === undefined) throw new Error(`no step "${name}"`);
  return found;
}
