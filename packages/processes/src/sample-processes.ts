import { processClock } from "./process-clock.ts";
import { type ProcessTree, processTree } from "./process-tree.ts";

/** What a process and all that it has started use now. */
export interface ProcessSample {
  /** What processes share counts for each. */
  readonly rssBytes: number;
  /** Of one processor, since the last sample: 250 where two and a half are busy. At the first sample since their starts. */
  readonly cpuPercent: number;
}

/** Takes a sample of each; those of which nothing runs are left out. Reads the process table once, some 25 µs for each process of the machine. */
export type ProcessSampler = <Id>(leaders: ReadonlyMap<Id, number>) => ReadonlyMap<Id, ProcessSample>;

/** @returns what remembers the last sample, and who belongs to whom: of what has lost its parent that is known only from before (see `processTree`). */
export function createProcessSampler(): ProcessSampler {
  let trees: ReadonlyMap<number, ProcessTree> = new Map();
  /** By pid. */
  let last: ReadonlyMap<number, Look> = new Map();
  return (leaders) => {
    const at = processClock();
    const looks = new Map<number, Look>();
    trees = new Map([...new Set(leaders.values())].map((pid) => [pid, trees.get(pid) ?? processTree(pid)]));
    const sampleOf = (leader: number): ProcessSample | undefined => {
      const members = trees.get(leader)?.members() ?? [];
      let rssBytes = 0;
      let cpuPercent = 0;
      for (const { pid, started, cpuMs, rssBytes: own } of members) {
        looks.set(pid, { at, started, cpuMs });
        const before = last.get(pid);
        const { at: from, cpuMs: had } = before?.started === started ? before : { at: started, cpuMs: 0 };
        rssBytes += own;
        // The system counts in hundredths of a second.
        cpuPercent += (100 * (cpuMs - had)) / Math.max(at - from, SHORTEST_MS);
      }
      return members.length === 0 ? undefined : { rssBytes, cpuPercent };
    };
    const samples = [...leaders].flatMap(([id, leader]) => {
      const sample = sampleOf(leader);
      return sample === undefined ? [] : [[id, sample] as const];
    });
    last = looks;
    return new Map(samples);
  };
}

interface Look {
  /** By `processClock`. */
  readonly at: number;
  readonly started: number;
  readonly cpuMs: number;
}

const SHORTEST_MS = 100;
