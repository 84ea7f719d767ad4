export * from "./affected/affected-services.ts";
export * from "./affected/definition-changes.ts";
export type { CiPlan, PlannedBase, PlannedShard } from "./shards/ci-plan.ts";
export { type Shard, type SplitOptions, type SplitTask, splitGraph } from "./shards/split-graph.ts";
