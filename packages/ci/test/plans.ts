import type { CiPlan, PlannedShard } from "../src/shards/ci-plan.ts";

export const HEAD = "0f3c".repeat(10);
export const OTHER_HEAD = "9b1e".repeat(10);

/** A plan of three parts. */
export function somePlan(changes: Partial<CiPlan> = {}): CiPlan {
  return {
    version: 1,
    kind: "ci-plan",
    head: HEAD,
    base: { name: "origin/main", commit: OTHER_HEAD },
    shards: [
      part(1, { tasks: ["api:test", "web:test"], services: ["api", "web"], shells: ["backend", "web"] }),
      part(2, { tasks: ["docs:build"], services: ["docs"], shells: ["docs"] }),
      part(3, { tasks: ["//:flake-check"], services: [], shells: [] }),
    ],
    affected: ["api", "web", "docs"],
    ...changes,
  };
}

function part(index: number, rest: Pick<PlannedShard, "tasks" | "services" | "shells">): PlannedShard {
  return { index, of: 3, ...rest, expectedMs: index * 10_000 };
}
