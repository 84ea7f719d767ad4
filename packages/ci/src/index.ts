export type { CiPlan, PlannedBase, PlannedShard } from "./shards/ci-plan.ts";
export type { Shard, SplitOptions, SplitTask } from "./shards/split-graph.ts";
