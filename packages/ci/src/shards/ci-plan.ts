import type { ShardOf, TaskId } from "@nix-repo/model";

/** Which machine runs what: one file, written once, that every machine is handed. */
export interface CiPlan {
  readonly version: 1;
  readonly kind: "ci-plan";
  /** The commit that it was made for; empty where there is none. */
  readonly head: string;
  /** What it was compared with; left out where everything is run. */
  readonly base?: PlannedBase;
  /** Empty where there is nothing to run. */
  readonly shards: readonly PlannedShard[];
  /** Names of the affected services, in the registry's order. */
  readonly affected: readonly string[];
}

export interface PlannedBase {
  /** As people write it: `origin/main`. */
  readonly name: string;
  /** Left out where there is none, and everything counted as changed. */
  readonly commit?: string;
}

/** What one machine is to run. */
export interface PlannedShard extends ShardOf {
  /** What is asked of it; what these need runs on it as well. */
  readonly tasks: readonly TaskId[];
  /** Services of these tasks. */
  readonly services: readonly string[];
  /** DevShells that it has to set up, those of needed tasks among them. */
  readonly shells: readonly string[];
  /** How long it is expected to take. */
  readonly expectedMs: number;
}
