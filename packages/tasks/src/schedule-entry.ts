import { criticalPaths } from "./critical-path.ts";
import type { Job } from "./job.ts";
import type { Queued } from "./ready-queue.ts";

/** A job, how it hangs together with the others, and where it is in its life. `schedule` draws that. */
export interface Entry<Id extends string> extends Queued {
  readonly job: Job<Id>;
  readonly needs: Entry<Id>[];
  readonly dependents: Entry<Id>[];
  /** How many of those that it needs have neither passed nor are up. */
  waitsFor: number;
  /** How many of its dependents are not settled. */
  unsettledDependents: number;
  state: State;
  /** Whether it has given its places back while it is still running. */
  hasLeftPlace: boolean;
}

export type State =
  | { readonly kind: "waiting" | "queued" | "settled" }
  | { readonly kind: "running" | "up"; readonly ending: AbortController | undefined }
  | { readonly kind: "pausing"; readonly cancel: () => void };

const WAITING: State = { kind: "waiting" };

/** Each job with its place in the order and its neighbours. Dependencies on jobs that are not among them are left out. */
export function entriesOf<Id extends string>(jobs: readonly Job<Id>[], places: number): readonly Entry<Id>[] {
  const lengths = criticalPaths(jobs);
  const byId = new Map<Id, Entry<Id>>();
  for (const [order, job] of jobs.entries()) byId.set(job.id, entryOf(job, { order, places, priority: lengths.get(job.id) ?? 0 }));
  for (const entry of byId.values()) {
    for (const id of new Set(entry.job.dependsOn)) {
      const needed = byId.get(id);
      if (needed === undefined) continue;
      entry.needs.push(needed);
      entry.waitsFor += 1;
      needed.dependents.push(entry);
      needed.unsettledDependents += 1;
    }
  }
  return [...byId.values()];
}

function entryOf<Id extends string>(
  job: Job<Id>,
  { order, places, priority }: { order: number; places: number; priority: number },
): Entry<Id> {
  return {
    job,
    order,
    priority,
    weight: Math.min(job.weight ?? 1, places),
    mutex: job.mutex,
    overtaken: 0,
    needs: [],
    dependents: [],
    waitsFor: 0,
    unsettledDependents: 0,
    state: WAITING,
    hasLeftPlace: false,
    get isGone() {
      return this.state.kind === "settled";
    },
  };
}
