import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Ended, Job, Turn } from "../src/job.ts";
import { schedule } from "../src/schedule.ts";
import { plans, play } from "./schedule-simulation.ts";

describe("schedule, on random graphs", () => {
  test("keeps all its promises under each policy, and ends with every job settled", async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const { played, violations } = await play(plan);
        expect(violations).toEqual([]);
        const open = [...played.values()].filter(({ state }) => !["passed", "failed", "skipped"].includes(state));
        expect(open).toEqual([]);
      }),
      { numRuns: 1_500 },
    );
  });

  test("skips exactly what depends on a failure or stands in a later stage, where nothing stops it and nothing is persistent", async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const jobs = plan.jobs.map(({ persistent: _, ...job }) => job);
        const { played } = await play({ ...plan, jobs, policy: "finish", stopAfter: Number.POSITIVE_INFINITY });
        const stages = [...played.values()].filter(({ state }) => state === "failed").map(({ job }) => job.stage);
        const failedStage = Math.min(...stages);
        for (const { job, state } of played.values()) {
          const hindered = job.dependsOn.some((id) => played.get(id)?.state !== "passed") || job.stage > failedStage;
          expect([job.id, state === "skipped"]).toEqual([job.id, hindered]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("skips nothing that keeps going", async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        // What runs for itself would have to be stopped.
        const jobs = plan.jobs.map(({ persistent, ...job }) => (persistent === "for-others" ? { ...job, persistent } : job));
        const { played, stopped } = await play({ ...plan, jobs, policy: "keep-going", stopAfter: Number.POSITIVE_INFINITY });
        expect([stopped, [...played.values()].filter(({ state }) => state === "skipped")]).toEqual([false, []]);
      }),
      { numRuns: 500 },
    );
  });
});

describe("which of those that could start does", () => {
  /** Starts jobs, and ends the named ones in turn; the order in which all start. */
  async function order(jobs: readonly Job<string>[], concurrency: number, ends: readonly string[]): Promise<string[]> {
    const started: string[] = [];
    const running = new Map<string, (ended: Ended) => void>();
    const done = schedule({
      jobs,
      concurrency,
      stop: new AbortController().signal,
      skip: () => undefined,
      run(id) {
        started.push(id);
        return new Promise((resolve) => running.set(id, resolve));
      },
    });
    for (const id of ends) {
      running.get(id)?.("passed");
      running.delete(id);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const seen = [...started];
    while (running.size > 0) {
      for (const [id, end] of running) {
        running.delete(id);
        end("passed");
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    await done;
    return seen;
  }
  const job = (id: string, rest: Partial<Job<string>> = {}): Job<string> => ({ id, dependsOn: [], stage: 0, ...rest });

  test("the one with the longest chain behind it, by what each is expected to take; of equals the first", async () => {
    const jobs = [
      job("short", { expectedMs: 10 }),
      job("long", { expectedMs: 900 }),
      job("first of a chain", { expectedMs: 10 }),
      job("its end", { dependsOn: ["first of a chain"], expectedMs: 1_000 }),
      job("as short", { expectedMs: 10 }),
    ];
    const started = await order(jobs, 1, ["first of a chain", "its end", "long", "short"]);
    expect(started).toEqual(["first of a chain", "its end", "long", "short", "as short"]);
  });

  test("a chain ends with its stage", async () => {
    const jobs = [
      job("lint", { expectedMs: 10 }),
      job("slow lint", { expectedMs: 20 }),
      job("build", { dependsOn: ["lint"], stage: 1, expectedMs: 900 }),
    ];
    expect(await order(jobs, 1, ["slow lint"])).toEqual(["slow lint", "lint"]);
  });

  test("smaller ones use the places that are too few for a large one, but no more often than there are places", async () => {
    const small = Array.from({ length: 8 }, (_, index) => job(`s${index}`, { expectedMs: 100 - index }));
    const jobs = [job("first", { expectedMs: 1_000 }), job("large", { weight: 2, expectedMs: 500 }), ...small];
    expect(await order(jobs, 2, ["s0", "s1"])).toEqual(["first", "s0", "s1"]);
    expect(await order(jobs, 2, ["s0", "s1", "first"])).toEqual(["first", "s0", "s1", "large"]);
    expect(await order(jobs, 2, ["s0", "s1", "first", "large"])).toEqual(["first", "s0", "s1", "large", "s2", "s3"]);
  });

  test("one that weighs more than there is room for runs when nothing else does", async () => {
    const jobs = [job("a", { expectedMs: 9 }), job("heavy", { weight: 100, expectedMs: 5 }), job("b", { expectedMs: 1 })];
    expect(await order(jobs, 2, ["a", "b"])).toEqual(["a", "b", "heavy"]);
  });

  test("one that waits for a mutex holds nobody up, and comes as soon as that is free", async () => {
    const jobs = [
      job("m1", { mutex: "m", expectedMs: 90 }),
      job("m2", { mutex: "m", expectedMs: 80 }),
      job("m3", { mutex: "m", expectedMs: 70 }),
      job("a", { expectedMs: 60 }),
      job("b", { expectedMs: 50 }),
    ];
    expect(await order(jobs, 2, [])).toEqual(["m1", "a"]);
    expect(await order(jobs, 2, ["a", "m1", "m2"])).toEqual(["m1", "a", "b", "m2", "m3"]);
  });
});

describe("schedule", () => {
  const never = new AbortController().signal;

  test("one whose processes have ended leaves its place to another, but not its mutex, and not the last place", async () => {
    const started: string[] = [];
    const turns = new Map<string, { turn: Turn; end: (ended: Ended) => void }>();
    const jobs: Job<string>[] = ["a", "b", "c", "d", "e"].map((id) => ({ id, dependsOn: id === "e" ? ["a"] : [], stage: 0 }));
    const done = schedule({
      jobs: jobs.map((each) => ("bd".includes(each.id) ? { ...each, mutex: "m" } : each)),
      concurrency: 2,
      stop: new AbortController().signal,
      skip: () => undefined,
      run(id, turn) {
        started.push(id);
        return new Promise((end) => turns.set(id, { turn, end }));
      },
    });
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    const end = async (id: string) => {
      turns.get(id)?.end("passed");
      await settled();
    };
    // What depends on it waits until it has passed, and has the longest chain: it comes first.
    expect(started).toEqual(["a", "b"]);
    turns.get("b")?.turn.leavePlace();
    // d has to wait for the mutex.
    expect(started).toEqual(["a", "b", "c"]);
    // One of two may have left its place.
    turns.get("a")?.turn.leavePlace();
    turns.get("b")?.turn.leavePlace();
    expect(started).toEqual(["a", "b", "c"]);
    await end("b");
    expect(started).toEqual(["a", "b", "c"]);
    turns.get("a")?.turn.leavePlace();
    expect(started).toEqual(["a", "b", "c", "d"]);
    await end("a");
    await end("c");
    expect(started).toEqual(["a", "b", "c", "d", "e"]);
    await end("d");
    await end("e");
    await done;
  });

  test("names the job that failed, not the one in between", async () => {
    const skipped: unknown[] = [];
    const jobs = ["a", "b", "c"].map((id, index, all) => ({ id, dependsOn: all.slice(Math.max(0, index - 1), index), stage: 0 }));
    await schedule({ jobs, concurrency: 2, stop: never, run: async () => "failed", skip: (id, because) => skipped.push([id, because]) });
    expect(skipped).toEqual([
      ["b", { kind: "dependency-failed", id: "a" }],
      ["c", { kind: "dependency-failed", id: "a" }],
    ]);
  });

  test("ends at once where there is nothing to do", async () => {
    await schedule({ jobs: [], concurrency: 1, stop: never, run: async () => "passed", skip: () => undefined });
  });

  test("starts nothing where it was stopped before", async () => {
    const skipped: unknown[] = [];
    const jobs = [{ id: "a", dependsOn: [], stage: 0 }];
    await schedule({
      jobs,
      concurrency: 1,
      stop: AbortSignal.abort(),
      run: async () => "passed",
      skip: (_, because) => skipped.push(because),
    });
    expect(skipped).toEqual([{ kind: "stopped" }]);
  });

  test.each([
    ["small ones in chains of three", (index: number) => ({ dependsOn: index % 3 === 0 ? [] : [`${index - 1}`] })],
    ["that share one mutex, beside heavy ones", (index: number) => ({ mutex: "m", weight: (index % 6) + 1 })],
  ])("takes under a tenth of a millisecond of processor time for each of 10,000 jobs: %s", async (_what, more) => {
    const jobs = Array.from({ length: 10_000 }, (_, index): Job<string> => ({ id: `${index}`, dependsOn: [], stage: 0, ...more(index) }));
    const before = process.cpuUsage();
    await schedule({ jobs, concurrency: 8, stop: never, run: async () => "passed", skip: () => undefined });
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000 / jobs.length).toBeLessThan(0.1);
  });

  test("passes on what a run throws: that is a bug of ours", async () => {
    const jobs = [{ id: "a", dependsOn: [], stage: 0 }];
    const run = async (): Promise<Ended> => {
      throw new Error("bug");
    };
    await expect(schedule({ jobs, concurrency: 1, stop: never, run, skip: () => undefined })).rejects.toThrow("bug");
  });
});
