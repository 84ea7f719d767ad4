import type { CiPlan, PlannedShard } from "./ci-plan.ts";
import { PLAN_FILE, reportFile, reportFiles } from "./pipeline-files.ts";
import { shardTitle } from "./shard-title.ts";
import { toYaml, type Yaml } from "./yaml.ts";

/**
 * Steps for `buildkite-agent pipeline upload` (https://buildkite.com/docs/agent/cli/reference/pipeline): one for each machine, and one that joins their
 * reports. The step that plans hands the plan on by `buildkite-agent artifact upload`, as the header shows.
 */
export function buildkitePipeline({ shards }: CiPlan): string {
  const steps: readonly Yaml[] = shards.length === 0 ? [] : [...shards.map(stepOf), WAIT, MERGE];
  return `${HEADER}${toYaml({ steps })}`;
}

function stepOf(shard: PlannedShard): Yaml {
  const report = reportFile(shard.index);
  return {
    label: literally(shardTitle(shard)),
    key: `repo-${shard.index}`,
    commands: [
      `buildkite-agent artifact download ${PLAN_FILE} .`,
      `repo ci --shard ${shard.index}/${shard.of} --plan ${PLAN_FILE} --report ${report}`,
    ],
    artifact_paths: [report],
  };
}

/** What failed is in its report, too. */
const WAIT: Yaml = { wait: null, continue_on_failure: true };

const MERGE: Yaml = {
  label: "merge",
  key: "repo-merge",
  commands: [
    `buildkite-agent artifact download ${PLAN_FILE} .`,
    `buildkite-agent artifact download '${reportFiles}' .`,
    `repo ci merge --plan ${PLAN_FILE} --junit repo-junit.xml ${reportFiles}`,
  ],
  artifact_paths: ["repo-junit.xml"],
};

/** The agent puts variables in where a dollar sign stands alone. */
function literally(text: string): string {
  return text.replaceAll("$", "$$$$");
}

const HEADER = `# Written by \`repo ci plan --format buildkite\`. In a step of its own:
#
#   commands:
#     - repo ci plan --shards 5 --out ${PLAN_FILE} --format buildkite > repo-pipeline.yml
#     - buildkite-agent artifact upload ${PLAN_FILE}
#     - buildkite-agent pipeline upload repo-pipeline.yml

`;
