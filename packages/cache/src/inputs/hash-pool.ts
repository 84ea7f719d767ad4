import { availableParallelism } from "node:os";
import type { Worker } from "node:worker_threads";
import { type HashAnswer, type HashJob, hashQuietly } from "./hash-file.ts";

/**
 * Reads and hashes files, over several threads where there is enough of it to pay. This thread takes part from the start, while others are still starting, and does all of it
 * where none starts: nothing but time is lost with one. Threads end as soon as nothing is left to do.
 */
export class HashPool {
  readonly #threadProgram: URL;
  /** The heaviest first: other threads take these, and this one, which hears nobody meanwhile, takes the lightest, if it is light. */
  readonly #waiting: Batch[] = [];
  readonly #threads = new Set<Worker>();
  /** What each thread is at. */
  readonly #given = new Map<Worker, Batch>();
  #working: Promise<void> | undefined;
  #onChange: () => void = () => {};

  constructor(threadProgram = THREAD_PROGRAM) {
    this.#threadProgram = threadProgram;
  }

  /** @returns in their order */
  async hashAll(jobs: readonly HashJob[]): Promise<readonly HashAnswer[]> {
    if (this.#working === undefined && weightOf(jobs) < WORTH_THREADS_US) return jobs.map(hashQuietly);
    const batches = batchesOf(jobs);
    this.#waiting.push(...batches);
    this.#waiting.sort((a, b) => b.weight - a.weight);
    // Whoever comes while others are at it is served with them.
    this.#working ??= this.#work();
    await this.#working;
    return batches.flatMap(({ answers }) => answers);
  }

  async #work(): Promise<void> {
    try {
      await this.#startThreads();
      for (;;) {
        const next = this.#waiting.at(-1);
        // What takes long would have this thread hear nobody for as long.
        const isOurs = next !== undefined && (next.weight <= MOST_HERE_US || this.#threads.size === 0);
        const batch = isOurs ? this.#waiting.pop() : undefined;
        if (batch !== undefined) {
          batch.answers = batch.jobs.map(hashQuietly);
          // The others are heard in between.
          await new Promise((resolve) => setImmediate(resolve));
        } else if (this.#given.size > 0 || next !== undefined) {
          await new Promise<void>((resolve) => {
            this.#onChange = resolve;
          });
        } else return;
      }
    } finally {
      this.#working = undefined;
      for (const thread of this.#threads) void thread.terminate();
      this.#threads.clear();
    }
  }

  async #startThreads(): Promise<void> {
    const { Worker } = await import("node:worker_threads");
    const others = Math.min(availableParallelism(), MOST_THREADS) - 1;
    try {
      for (let i = 0; i < others; i++) this.#listenTo(new Worker(this.#threadProgram));
    } catch {
      // None, or fewer: there is this one.
    }
  }

  #listenTo(thread: Worker): void {
    this.#threads.add(thread);
    // The first one says that it has started.
    thread.on("message", (answers: readonly HashAnswer[]) => {
      const batch = this.#given.get(thread);
      if (batch !== undefined) batch.answers = answers;
      this.#give(thread);
    });
    thread.on("error", () => this.#lose(thread));
    thread.on("exit", () => this.#lose(thread));
  }

  #give(thread: Worker): void {
    const batch = this.#waiting.shift();
    if (batch === undefined) this.#given.delete(thread);
    else {
      this.#given.set(thread, batch);
      thread.postMessage(batch.jobs);
    }
    this.#onChange();
  }

  /** What it was at, another one does. */
  #lose(thread: Worker): void {
    const batch = this.#given.get(thread);
    if (batch !== undefined) this.#waiting.unshift(batch);
    this.#given.delete(thread);
    this.#threads.delete(thread);
    this.#onChange();
  }
}

interface Batch {
  readonly jobs: readonly HashJob[];
  readonly weight: number;
  answers: readonly HashAnswer[];
}

/** Beside ours: in the executable, in the bundle for Node, and in the source. */
const THREAD_PROGRAM = new URL(import.meta.url.endsWith(".ts") ? "./hash-worker.ts" : "./hash-worker.js", import.meta.url);

/** With more, the disk and the memory are what is waited for. */
const MOST_THREADS = 4;

/**
 * Measured on two processors that others used as well, in the executable, with all files in memory: a small file takes 9 µs to open, read, hash and close, and content 0.65 ms for each
 * megabyte. A second thread takes 20 ms of processor time to start, 15 of them before its first file, and 25 more until its code is fast where the files are small. With it 40 MB take
 * 24 ms and not 25, 120 MB 57 and not 76; 3,000 small files 25 to 40 and not 27, 12,000 95 and not 120. On Node a thread takes 60 ms.
 */
const WORTH_THREADS_US = 75_000;

const FILE_US = 9;
const BYTES_PER_US = 1500;

/** About how long one thread needs for that, in microseconds, where the files are in memory. */
function weightOf(jobs: readonly HashJob[]): number {
  return jobs.reduce((sum, { size }) => sum + FILE_US + size / BYTES_PER_US, 0);
}

const BATCH_US = 4_000;
const MOST_HERE_US = 3 * BATCH_US;

/** So small that all threads end at about the same time. */
function batchesOf(jobs: readonly HashJob[]): readonly Batch[] {
  const batches: Batch[] = [];
  let first = 0;
  let weight = 0;
  jobs.forEach((job, i) => {
    weight += weightOf([job]);
    if (weight < BATCH_US && i < jobs.length - 1) return;
    batches.push({ jobs: jobs.slice(first, i + 1), weight, answers: [] });
    first = i + 1;
    weight = 0;
  });
  return batches;
}
