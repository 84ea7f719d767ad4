import type { CiPlan } from "./ci-plan.ts";
import { shardTitle } from "./shard-title.ts";

/**
 * For `strategy.matrix`, by `fromJSON`; on one line, as outputs of a step have to be. Of each machine: `shard` (`1/3`), `index`, `name` for the job, and
 * its `services` and `shells`, with spaces between. GitHub runs no more than 256 rows.
 */
export function githubMatrix({ shards }: CiPlan): string {
  const include = shards.map((shard) => ({
    shard: `${shard.index}/${shard.of}`,
    index: shard.index,
    name: shardTitle(shard),
    services: shard.services.join(" "),
    shells: shard.shells.join(" "),
  }));
  return JSON.stringify({ include });
}
