import { readFileSync } from "node:fs";
import { type TaskId, taskId } from "@nix-repo/model";
import type { SplitTask } from "../../src/shards/split-task.ts";

/** Where durations come from: the next one, in milliseconds, at each call. */
export type Durations = () => number;

/** Many quick tasks and a few slow ones, as tasks of repositories are: log-normal around 3 s, the slowest of 500 taking some 100 s. */
export function skewedDurations(seed: number): Durations {
  const random = numbers(seed);
  return () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.round(3_000 * Math.exp(1.1 * normal));
  };
}

/** What this repository's own test files took (see the note in real-durations.json), in an order of chance, over and over. */
export function realDurations(seed: number): Durations {
  const kept = JSON.parse(readFileSync(`${import.meta.dirname}/real-durations.json`, "utf8")) as { files: Record<string, number> };
  const all = shuffled(Object.values(kept.files), numbers(seed));
  let next = 0;
  return () => {
    next += 1;
    return all[next % all.length] ?? 0;
  };
}

export interface Shape {
  readonly name: string;
  readonly tasks: (next: Durations) => readonly SplitTask[];
  /** What is shared falls into no groups. */
  readonly repeatsAtRandom?: true;
}

/** Graphs of 500 tasks. */
export const shapes: readonly Shape[] = [
  {
    name: "independent tasks",
    tasks: (next) => range(500).map((index) => task(`s${index}`, "test", { next, shell: `shell${index % 4}` })),
  },
  {
    name: "layered libraries",
    // Two libraries that all need, three for each of eight domains, and 118 services of these domains, in four shells.
    tasks: (next) => {
      const libraries = [
        ...range(2).map((index) => `base${index}`),
        ...range(8).flatMap((domain) => range(3).map((index) => `lib${domain}-${index}`)),
      ];
      const libraryTasks = libraries.map((library) =>
        task(library, "build", { next, shell: "shell0", dependsOn: library.startsWith("base") ? [] : ["base0:build", "base1:build"] }),
      );
      const services = range(118).map((index) => ({ name: `s${index}`, domain: index % 8, index }));
      return [
        ...libraryTasks,
        ...services.flatMap(({ name, domain, index }) => {
          const shell = `shell${domain % 4}`;
          const dependsOn: TaskId[] = [`lib${domain}-${index % 3}:build`, `lib${domain}-${(index + 1) % 3}:build`];
          return [
            task(name, "lint", { next, shell }),
            task(name, "build", { next, shell, dependsOn }),
            task(name, "test", { next, shell, dependsOn: [`${name}:build`] }),
            task(name, "e2e", { next, shell, dependsOn: [`${name}:build`] }),
          ];
        }),
        task("root", "check", { next }),
        task("root", "docs", { next }),
      ];
    },
  },
  {
    name: "any libraries",
    repeatsAtRandom: true,
    tasks: (next) => {
      const random = numbers(3);
      const libraries = range(20).map((index) => task(`lib${index}`, "build", { next, shell: "shell0" }));
      return [
        ...libraries,
        ...range(160).flatMap((index) => {
          const shell = `shell${index % 2}`;
          const dependsOn = range(3).map((): TaskId => `lib${Math.floor(random() * 20)}:build`);
          return [
            task(`s${index}`, "lint", { next, shell }),
            task(`s${index}`, "build", { next, shell, dependsOn }),
            task(`s${index}`, "test", { next, shell, dependsOn: [`s${index}:build`] }),
          ];
        }),
      ];
    },
  },
  {
    name: "long chains",
    tasks: (next) =>
      chains(
        next,
        range(1_000).map((index) => 6 + ((index * 7) % 11)),
      ),
  },
  {
    name: "25 chains of 20",
    tasks: (next) =>
      chains(
        next,
        range(25).map(() => 20),
      ),
  },
  {
    name: "one giant component",
    // A ring of 100 services: each needs the library of its own and that of the next one.
    tasks: (next) => [
      ...range(100).map((index) => task(`s${index}`, "lib", { next: () => next() / 4, shell: `shell${index % 3}` })),
      ...range(100).flatMap((index) => {
        const name = `s${index}`;
        const shell = `shell${index % 3}`;
        return [
          task(name, "lint", { next, shell }),
          task(name, "build", { next, shell, dependsOn: [`${name}:lib`, `s${(index + 1) % 100}:lib`] }),
          task(name, "test", { next, shell, dependsOn: [`${name}:build`] }),
          task(name, "e2e", { next, shell, dependsOn: [`${name}:build`] }),
        ];
      }),
    ],
  },
  {
    name: "one root",
    tasks: (next) => [
      task("root", "generate", { next: () => 5_000 }),
      ...range(499).map((index) =>
        task(`s${index % 125}`, `v${Math.floor(index / 125)}`, { next, shell: "main", dependsOn: ["root:generate"] }),
      ),
    ],
  },
  {
    name: "many devShells",
    tasks: (next) =>
      range(125).flatMap((index) =>
        ["lint", "test", "build", "e2e"].map((verb) => task(`s${index}`, verb, { next, shell: `shell${index % 40}` })),
      ),
  },
  {
    name: "three stages",
    tasks: (next) =>
      range(500).map((index) => {
        const stage = index % 3;
        return task(`s${Math.floor(index / 3)}`, ["lint", "test", "build"][stage] ?? "", {
          next,
          stage,
          shell: `shell${Math.floor(index / 3) % 6}`,
        });
      }),
  },
];

function chains(next: Durations, lengths: readonly number[]): readonly SplitTask[] {
  const tasks: SplitTask[] = [];
  for (const [chain, length] of lengths.entries()) {
    for (const step of range(length)) {
      if (tasks.length === 500) return tasks;
      const dependsOn: TaskId[] = step === 0 ? [] : [`c${chain}:step${step - 1}`];
      tasks.push(task(`c${chain}`, `step${step}`, { next, shell: `shell${chain % 5}`, dependsOn }));
    }
  }
  return tasks;
}

function task(
  service: string,
  verb: string,
  { next, stage = 0, ...rest }: { next: Durations; shell?: string; dependsOn?: readonly TaskId[]; stage?: number },
): SplitTask {
  return { dependsOn: [], ...rest, id: taskId(service, verb), stage, expectedMs: next(), requested: true };
}

export function range(count: number): readonly number[] {
  return [...Array(count).keys()];
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
