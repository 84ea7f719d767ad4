import { Heap } from "./heap.ts";

/** What the queue has to know of a job. */
export interface Queued {
  /** Of the places for jobs that run at once, at least 1, at most as many as there are. */
  readonly weight: number;
  readonly mutex: string | undefined;
  /** The higher comes first; of equals the one with the lower `order`. */
  readonly priority: number;
  readonly order: number;
  /** How often a job that comes later was started before it, for want of places. */
  overtaken: number;
  /** No longer to be started: the queue forgets it when it comes upon it. */
  readonly isGone: boolean;
}

/**
 * The jobs that could start, and which of them does next.
 *
 * - The first in order that fits starts. One that waits for its mutex holds nobody up, and is looked at again when that is free.
 * - One that needs more places than are free may be overtaken by smaller ones, but no more often than there are places: from then on nothing
 *   starts until it fits. So the small ones use what is free, and the large one starts soon whatever comes after it.
 *
 * Jobs lie in a heap for each weight, and those that came upon a held mutex beside it, so that each is touched a few times, however many wait.
 */
export class ReadyQueue<Job extends Queued> {
  readonly #places: number;
  readonly #byWeight: ByWeight<Job> = new Map();
  readonly #mutexes = new Map<string, Mutex<Job>>();

  constructor(places: number) {
    this.#places = places;
  }

  add(job: Job): void {
    into(this.#byWeight, job);
  }

  /** Takes out the job to start now, and its mutex; undefined where none is to start before places or a mutex become free. */
  next(free: number): Job | undefined {
    if (free < 1) return undefined;
    const first = this.#first(Number.POSITIVE_INFINITY);
    if (first === undefined) return undefined;
    if (first.weight <= free) return this.#take(first);
    if (first.overtaken >= this.#places) return undefined;
    const smaller = this.#first(free);
    if (smaller === undefined) return undefined;
    first.overtaken += 1;
    return this.#take(smaller);
  }

  /** The mutex is free again. */
  release(name: string): void {
    const mutex = this.#mutexes.get(name);
    if (mutex === undefined) return;
    mutex.isHeld = false;
    for (const weight of mutex.waiting.keys()) this.#letTry(mutex, weight);
  }

  #take(job: Job): Job {
    this.#byWeight.get(job.weight)?.pop();
    if (job.mutex === undefined) return job;
    const mutex = this.#mutexes.get(job.mutex);
    if (mutex === undefined) this.#mutexes.set(job.mutex, { isHeld: true, waiting: new Map() });
    else mutex.isHeld = true;
    return job;
  }

  /** The first in order of those that need no more than so many places and whose mutex is free. */
  #first(most: number): Job | undefined {
    let best: Job | undefined;
    for (const [weight, heap] of this.#byWeight) {
      if (weight > most) continue;
      const first = this.#startable(heap);
      if (first !== undefined && (best === undefined || isBefore(first, best))) best = first;
    }
    return best;
  }

  /** The first of a heap; those before it that are gone, or have to wait for their mutex, are taken out. */
  #startable(heap: Heap<Job>): Job | undefined {
    for (let job = heap.first; job !== undefined; job = heap.first) {
      const mutex = job.mutex === undefined ? undefined : this.#mutexes.get(job.mutex);
      if (!job.isGone && mutex?.isHeld !== true) return job;
      heap.pop();
      if (mutex === undefined) continue;
      if (!job.isGone) into(mutex.waiting, job);
      // It will not take the mutex that it was let try for.
      else if (!mutex.isHeld) this.#letTry(mutex, job.weight);
    }
    return undefined;
  }

  /** While a mutex is free, one of each weight of those that wait for it stands among the jobs that may start. */
  #letTry(mutex: Mutex<Job>, weight: number): void {
    const job = mutex.waiting.get(weight)?.pop();
    if (job !== undefined) this.add(job);
  }
}

type ByWeight<Job> = Map<number, Heap<Job>>;

interface Mutex<Job> {
  isHeld: boolean;
  /** Jobs that came upon it while it was held. */
  readonly waiting: ByWeight<Job>;
}

function into<Job extends Queued>(heaps: ByWeight<Job>, job: Job): void {
  let heap = heaps.get(job.weight);
  if (heap === undefined) {
    heap = new Heap<Job>(isBefore);
    heaps.set(job.weight, heap);
  }
  heap.push(job);
}

function isBefore(a: Queued, b: Queued): boolean {
  return a.priority === b.priority ? a.order < b.order : a.priority > b.priority;
}
