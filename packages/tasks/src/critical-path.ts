/** What the length of a path is made of. */
export interface PathStep<Id extends string> {
  readonly id: Id;
  readonly dependsOn: readonly Id[];
  readonly stage: number;
  /** How long it is expected to take; left out, a second. */
  readonly expectedMs?: number;
}

/**
 * For each job, how long it and the longest chain of what waits for it are expected to take, in milliseconds. Who starts the longest first is
 * done soonest. A chain ends with its stage: what stands in a later one waits for all of this one anyway. The jobs must be without cycles.
 */
export function criticalPaths<Id extends string>(jobs: readonly PathStep<Id>[]): ReadonlyMap<Id, number> {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  /** How many jobs wait for each. */
  const waiting = new Map<Id, number>();
  for (const { dependsOn } of jobs) for (const id of new Set(dependsOn)) waiting.set(id, (waiting.get(id) ?? 0) + 1);
  const behind = new Map<Id, number>();
  const lengths = new Map<Id, number>();
  const ends = jobs.filter(({ id }) => !waiting.has(id));
  for (let job = ends.pop(); job !== undefined; job = ends.pop()) {
    const length = (job.expectedMs ?? UNKNOWN_MS) + (behind.get(job.id) ?? 0);
    lengths.set(job.id, length);
    for (const id of new Set(job.dependsOn)) {
      const needed = byId.get(id);
      if (needed === undefined) continue;
      if (needed.stage === job.stage) behind.set(id, Math.max(behind.get(id) ?? 0, length));
      const left = (waiting.get(id) ?? 1) - 1;
      waiting.set(id, left);
      if (left === 0) ends.push(needed);
    }
  }
  return lengths;
}

const UNKNOWN_MS = 1_000;
