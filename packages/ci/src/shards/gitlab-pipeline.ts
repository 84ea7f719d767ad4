import type { CiPlan, PlannedShard } from "./ci-plan.ts";
import { PLAN_FILE, reportFile, reportFiles } from "./pipeline-files.ts";
import { toYaml, type Yaml } from "./yaml.ts";

/**
 * A child pipeline, as `trigger: include: artifact` of GitLab takes it: a job for each machine, and one that joins their reports.
 *
 * A child inherits no `default:` of its parent, and gets artifacts of its parent's jobs only by the parent's number
 * (https://docs.gitlab.com/ci/pipelines/downstream_pipelines/): the parent passes that as `PARENT_PIPELINE_ID`, and may give how a job gets Nix and
 * `repo` in a file of its own, as the header shows.
 */
export function gitlabPipeline(plan: CiPlan): string {
  return `${HEADER}${toYaml(plan.shards.length === 0 ? NOTHING_TO_RUN : pipelineOf(plan.shards))}`;
}

function pipelineOf(shards: readonly PlannedShard[]): Yaml {
  const jobs = shards.map((shard): readonly [string, Yaml] => [`repo ${shard.index}/${shard.of}`, jobOf(shard)]);
  return { ...FOR_CHILDREN, stages: ["run", "merge"], ...Object.fromEntries(jobs), merge: MERGE };
}

function jobOf(shard: PlannedShard): Yaml {
  const report = reportFile(shard.index);
  return {
    stage: "run",
    needs: [{ pipeline: "$PARENT_PIPELINE_ID", job: "plan" }],
    script: [`repo ci --shard ${shard.index}/${shard.of} --plan ${PLAN_FILE} --report ${report}`],
    // The plan goes with them: a job of a later stage gets the artifacts of earlier ones, and none of the parent's.
    artifacts: { ...KEPT, paths: [report, PLAN_FILE] },
  };
}

const KEPT = { when: "always", expire_in: "1 week" };

const MERGE: Yaml = {
  stage: "merge",
  // Also after a job has failed: what it did is in its report, and a report that is missing fails the merge.
  when: "always",
  script: [`repo ci merge --plan ${PLAN_FILE} --junit repo-junit.xml ${reportFiles}`],
  artifacts: { ...KEPT, reports: { junit: "repo-junit.xml" } },
};

/** Without it, a child of a merge request's pipeline gets no jobs. */
const FOR_CHILDREN = { workflow: { rules: [{ if: '$CI_PIPELINE_SOURCE == "parent_pipeline"' }] } };

/** A pipeline without jobs cannot be created. */
const NOTHING_TO_RUN: Yaml = {
  ...FOR_CHILDREN,
  "nothing affected": { variables: { GIT_STRATEGY: "none" }, script: ["true"] },
};

const HEADER = `# Written by \`repo ci plan --format gitlab\`. In .gitlab-ci.yml:
#
#   plan:
#     stage: build
#     variables: { GIT_DEPTH: "0" }
#     script:
#       - repo ci plan --shards 5 --out ${PLAN_FILE} --format gitlab > repo-pipeline.yml
#     artifacts: { paths: [${PLAN_FILE}, repo-pipeline.yml] }
#
#   run:
#     stage: test
#     variables: { PARENT_PIPELINE_ID: $CI_PIPELINE_ID }
#     trigger:
#       strategy: depend
#       include:
#         - { artifact: repo-pipeline.yml, job: plan }
#         - { local: .gitlab/repo.yml }  # image, before_script and the like, under default:

`;
