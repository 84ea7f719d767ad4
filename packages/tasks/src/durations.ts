import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureStateFolder, type TaskId, writeWhole } from "@nix-repo/model";

/** How long tasks took in earlier runs: `.repo/durations.json`, one number for each task. It decides nothing but the order in which tasks start. */
export interface Durations {
  /** In milliseconds, for each of these tasks; of one that is not known, the median of those that are. */
  expected(tasks: Iterable<TaskId>): ReadonlyMap<TaskId, number>;
  /** Of a persistent task, until it was ready. */
  took(task: TaskId, ms: number): void;
  /** Adds what was told to what other runs have written in the meantime. Where that cannot be written nothing is lost but order. */
  save(): void;
}

export function openDurations(stateFolder: string): Durations {
  const file = join(stateFolder, "durations.json");
  const told = new Map<TaskId, number>();
  return {
    expected(tasks) {
      const known = read(file);
      const asked = [...tasks];
      const usual = median(asked.flatMap((task) => known.get(task) ?? [])) ?? UNKNOWN_MS;
      return new Map(asked.map((task) => [task, known.get(task) ?? usual]));
    },
    took: (task, ms) => void told.set(task, ms),
    save() {
      if (told.size === 0) return;
      const known = read(file);
      for (const [task, ms] of told) {
        const before = known.get(task);
        // Set anew, it stands last: the first are forgotten first.
        known.delete(task);
        known.set(task, before === undefined ? ms : Math.round((before + ms) / 2));
      }
      const kept: Kept = { version: 1, tasks: Object.fromEntries([...known].slice(-MOST_TASKS)) };
      try {
        ensureStateFolder(stateFolder);
        writeWhole(file, `${JSON.stringify(kept)}\n`);
      } catch {
        // A read-only folder or a full disk.
      }
    },
  };
}

const UNKNOWN_MS = 1_000;
const MOST_TASKS = 5_000;

interface Kept {
  readonly version: 1;
  readonly tasks: Readonly<Record<TaskId, number>>;
}

function read(file: string): Map<TaskId, number> {
  try {
    const kept = JSON.parse(readFileSync(file, "utf8")) as Kept;
    if (kept.version !== 1) return new Map();
    return new Map(
      (Object.entries(kept.tasks) as [TaskId, unknown][]).filter((entry): entry is [TaskId, number] => Number.isFinite(entry[1])),
    );
  } catch {
    // Not there yet, or not ours: nothing is known.
    return new Map();
  }
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
