import { ACTIONS } from "./actions.ts";
import { checkout, checkoutWithParents, defaults, inWorkspace, toolchain } from "./steps.ts";
import type { WorkflowOptions } from "./workflow-options.ts";
import { blocks, branchPattern, indented } from "./yaml-text.ts";

/** `ci.yml`: what a change affects, on as many machines as there are parts, and one job that says whether all is well. */
export function ciWorkflow(options: WorkflowOptions): string {
  return `name: ci

on:
  pull_request:
  push:
    branches: [${branchPattern(options.base)}]
  merge_group:
  workflow_dispatch:

# A newer commit of a pull request ends the run of the older one; every commit of the branch is run to its end.
concurrency:
  group: \${{ github.workflow }}-\${{ github.event.pull_request.number || github.run_id }}
  cancel-in-progress: true

permissions:
  contents: read

jobs:
${[planJob(options), runJob(options), mergeJob(options), resultJob()].map((job) => indented(job, 2)).join("\n\n")}
`;
}

function planJob(options: WorkflowOptions): string {
  return `# What the change affects, in parts that take about as long as each other.
plan:
  runs-on: ubuntu-latest
  timeout-minutes: 30
  outputs:
    affected: \${{ steps.plan.outputs.affected }}
    any: \${{ steps.plan.outputs.any }}
    matrix: \${{ steps.plan.outputs.matrix }}
${indented(defaults(options), 2)}
  steps:
${steps(
  checkoutWithParents(options),
  toolchain(options),
  restoreEnvironments(options),
  restoreDurations(options),
  `- name: Plan
  id: plan
  run: repo ci plan --shards ${options.shards} --format github --out "$RUNNER_TEMP/plan.json"`,
  `- uses: ${ACTIONS.upload}
  with:
    name: repo-plan
    path: \${{ runner.temp }}/plan.json
    overwrite: true
    if-no-files-found: error`,
)}`;
}

function runJob(options: WorkflowOptions): string {
  return `run:
  name: \${{ matrix.name }}
  needs: plan
  if: needs.plan.outputs.any == 'true'
  runs-on: ubuntu-latest
  strategy:
    fail-fast: false
    matrix: \${{ fromJSON(needs.plan.outputs.matrix) }}
${indented(defaults(options), 2)}
  steps:
${steps(
  checkout(options),
  toolchain(options),
  keepEnvironments(options),
  keepResults(),
  downloadPlan(),
  `- name: Run
  env:
    SHARD: \${{ matrix.shard }}
    INDEX: \${{ strategy.job-index }}
  run: |
    repo ci --shard "$SHARD" --plan "$RUNNER_TEMP/plan.json" \\
      --report "$RUNNER_TEMP/report-$INDEX.json" --junit "$RUNNER_TEMP/junit-$INDEX.xml"`,
  `# GitHub keeps 10 GB for a repository, and forgets what was not used for longest.
- name: Make the store small enough to be kept
  if: always()
  run: repo cache gc --max-size 1GB || true`,
  `- uses: ${ACTIONS.upload}
  if: always()
  with:
    name: repo-report-\${{ strategy.job-index }}
    path: |
      \${{ runner.temp }}/report-*.json
      \${{ runner.temp }}/junit-*.xml
    overwrite: true
    if-no-files-found: ignore`,
)}`;
}

function mergeJob(options: WorkflowOptions): string {
  return `# One summary of all parts, and how long tasks took, for the next plan.
merge:
  needs: [plan, run]
  if: always() && needs.plan.outputs.any == 'true'
  runs-on: ubuntu-latest
  timeout-minutes: 30
${indented(defaults(options), 2)}
  steps:
${steps(
  checkout(options),
  toolchain(options),
  restoreDurations(options),
  downloadPlan(),
  `- uses: ${ACTIONS.download}
  with:
    pattern: repo-report-*
    merge-multiple: true
    path: \${{ runner.temp }}/reports`,
  `- name: Merge
  run: |
    shopt -s nullglob
    repo ci merge --plan "$RUNNER_TEMP/plan.json" --junit "$RUNNER_TEMP/junit.xml" "$RUNNER_TEMP"/reports/report-*.json`,
  `- uses: ${ACTIONS.upload}
  if: always()
  with:
    name: repo-junit
    path: \${{ runner.temp }}/junit.xml
    overwrite: true
    if-no-files-found: ignore`,
  `- uses: ${ACTIONS.saveCache}
  if: always() && hashFiles('${inWorkspace(options, ".repo/durations.json")}') != ''
  with:
${indented(durationsCache(options), 4)}`,
)}`;
}

/** The check that a branch can require: the others are skipped where nothing is affected, and a skipped one says nothing. */
function resultJob(): string {
  return `# The one check for the rules of the branch: it passes where all parts passed, and where nothing is affected.
ci:
  needs: [plan, run, merge]
  if: always()
  runs-on: ubuntu-latest
  timeout-minutes: 5
  steps:
    - name: Did everything pass?
      env:
        ANY: \${{ needs.plan.outputs.any }}
        PLAN: \${{ needs.plan.result }}
        RUN: \${{ needs.run.result }}
        MERGE: \${{ needs.merge.result }}
      run: |
        echo "plan: $PLAN, run: $RUN, merge: $MERGE"
        case "$PLAN $ANY $RUN $MERGE" in
          "success true success success" | "success false skipped skipped") exit 0 ;;
        esac
        echo "::error::plan: $PLAN, run: $RUN, merge: $MERGE"
        exit 1`;
}

function restoreEnvironments(options: WorkflowOptions): string {
  return `- uses: ${ACTIONS.restoreCache}
  with:
${indented(environmentsCache(options, "plan"), 4)}`;
}

function keepEnvironments(options: WorkflowOptions): string {
  return `# The environments of devShells: what of them is still valid, \`repo\` finds out itself.
- uses: ${ACTIONS.cache}
  with:
${indented(environmentsCache(options, "${{ strategy.job-index }}"), 4)}`;
}

/** A cache cannot be written twice under one name, so that each attempt has its own, and takes up the newest of the same part. */
function environmentsCache(options: WorkflowOptions, part: string): string {
  return `path: |
  ${inWorkspace(options, ".repo/.gitignore")}
  ${inWorkspace(options, ".repo/environments")}
${keys("repo-environments", part)}`;
}

function keepResults(): string {
  return `# Results of earlier runs. A part takes up what the same part kept, and works on much the same tasks.
- uses: ${ACTIONS.cache}
  with:
    path: ~/.cache/repo
${indented(keys("repo-results", "${{ strategy.job-index }}"), 4)}`;
}

function keys(name: string, part: string): string {
  const all = `${name}-\${{ runner.os }}-\${{ runner.arch }}`;
  return `key: ${all}-${part}-\${{ github.run_id }}-\${{ github.run_attempt }}
restore-keys: |
  ${all}-${part}-
  ${all}-`;
}

function restoreDurations(options: WorkflowOptions): string {
  return `- uses: ${ACTIONS.restoreCache}
  with:
${indented(durationsCache(options), 4)}
    restore-keys: repo-durations-`;
}

function durationsCache(options: WorkflowOptions): string {
  return `path: |
  ${inWorkspace(options, ".repo/.gitignore")}
  ${inWorkspace(options, ".repo/durations.json")}
key: repo-durations-\${{ github.run_id }}-\${{ github.run_attempt }}`;
}

function downloadPlan(): string {
  return `- uses: ${ACTIONS.download}
  with:
    name: repo-plan
    path: \${{ runner.temp }}`;
}

function steps(...texts: readonly (string | undefined)[]): string {
  return indented(blocks(...texts), 4);
}
