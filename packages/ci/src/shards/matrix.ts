import { buildkitePipeline } from "./buildkite-pipeline.ts";
import type { CiPlan } from "./ci-plan.ts";
import { githubMatrix } from "./github-matrix.ts";
import { gitlabPipeline } from "./gitlab-pipeline.ts";

export const MATRIX_FORMATS = ["json", "github", "gitlab", "buildkite"] as const;

export type MatrixFormat = (typeof MATRIX_FORMATS)[number];

/**
 * The machines of a plan, as a CI engine takes them; ends with a line feed.
 *
 * Where there is nothing to run, GitLab and Buildkite get a pipeline that passes. GitHub gets a matrix without rows, for which it fails: there the output
 * `any` of the plan has to guard the job (`if: needs.plan.outputs.any == 'true'`).
 */
export function renderMatrix(plan: CiPlan, format: MatrixFormat): string {
  switch (format) {
    case "json":
      return `${JSON.stringify(plan, undefined, 2)}\n`;
    case "github":
      return `${githubMatrix(plan)}\n`;
    case "gitlab":
      return gitlabPipeline(plan);
    case "buildkite":
      return buildkitePipeline(plan);
  }
}
