export * from "./affected/affected-services.ts";
export * from "./affected/definition-changes.ts";
export { durationsOf, isWell, type MergedReport, mergeReports } from "./reports/merge-reports.ts";
export { readReport } from "./reports/read-report.ts";
export type { CiPlan, PlannedBase, PlannedShard } from "./shards/ci-plan.ts";
export { MATRIX_FORMATS, type MatrixFormat, renderMatrix } from "./shards/matrix.ts";
export { parseShard, readPlan, shardOf } from "./shards/plan-file.ts";
export { type Shard, type SplitOptions, splitGraph } from "./shards/split-graph.ts";
export type { SplitTask } from "./shards/split-task.ts";
