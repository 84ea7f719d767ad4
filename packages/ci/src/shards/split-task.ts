import type { TaskId } from "@nix-repo/model";

/** What has to be known of a task to find a machine for it. */
export interface SplitTask {
  readonly id: TaskId;
  /** Those that are not in the graph count as passed. Without cycles. */
  readonly dependsOn: readonly TaskId[];
  /** A task starts when all those of earlier stages on its machine have ended. */
  readonly stage: number;
  /** The devShell's name; left out where there is none to set up. */
  readonly shell?: string;
  /** In milliseconds; of a persistent one, until it is ready. */
  readonly expectedMs: number;
  /** How many places it takes; 1 where left out, all of them where it says more. */
  readonly weight?: number;
  /** Asked for, rather than needed by what was. */
  readonly requested: boolean;
}
