import { availableParallelism } from "node:os";
import { type Clock, SYSTEM_CLOCK } from "@nix-repo/processes";
import type { Ended, EndReason, FailurePolicy, Job, Skipped, Turn } from "./job.ts";
import { ReadyQueue } from "./ready-queue.ts";
import { type Entry, entriesOf, type State } from "./schedule-entry.ts";

export interface ScheduleOptions<Id extends string> {
  /** In the order of preference where nothing else decides; dependencies on jobs that are not among them count as passed. Without cycles. */
  readonly jobs: readonly Job<Id>[];
  /** How many places there are. */
  readonly concurrency: number;
  readonly policy?: FailurePolicy;
  /** Must not throw. */
  readonly run: (id: Id, turn: Turn) => Promise<Ended>;
  /** Told of each job that will never run, or not again, as soon as that is certain. */
  readonly skip: (id: Id, because: Skipped<Id>) => void;
  /** Once aborted, nothing starts any more; what runs is waited for. */
  readonly stop: AbortSignal;
  readonly clock?: Clock;
}

/**
 * Runs jobs in the order of their dependencies, as many at once as there are places. Ends when every job has ended or was skipped.
 *
 *     waiting ──all it needs has passed or is up──▶ queued ──places and its mutex are free──▶ running ──▶ settled
 *        │                                           │  ▲                                    │  │  ▲
 *        │                                           │  └─the time is over── pausing ◀─again─┘  │  │ ended
 *        │                                           │                          │        ready▼  │
 *        └──── skipped: what it needs failed, a stage failed, or the stop ──────┴──▶ settled  up ──┘
 *
 * Of those that are queued the one with the longest chain behind it comes first (`criticalPaths`); `ReadyQueue` says who may overtake whom.
 * A job holds its places and its mutex while it is running. A persistent one gives them back when it is up: what needs it would otherwise wait for
 * what it holds. It is ended when nothing that depends on it is left, and where it ends before, it has failed or passed like any other.
 * One whose processes have ended may leave its places before it is settled (`Turn.leavePlace`), so that they stay busy while its result is taken in. Where there is one
 * place, that stays as it is: then one job is over before the next begins.
 */
export function schedule<Id extends string>(options: ScheduleOptions<Id>): Promise<void> {
  return new Scheduler(options).run();
}

const QUEUED: State = { kind: "queued" };
const SETTLED: State = { kind: "settled" };

class Scheduler<Id extends string> {
  readonly #options: ScheduleOptions<Id>;
  readonly #policy: FailurePolicy;
  readonly #clock: Clock;
  readonly #entries: readonly Entry<Id>[];
  readonly #queue: ReadyQueue<Entry<Id>>;
  /** Those that could start but for their stage. */
  readonly #ofLaterStages: Entry<Id>[][] = [];
  /** Those that start alone, in their order. */
  readonly #alone: Entry<Id>[] = [];
  /** How many jobs of each stage are neither settled nor up. */
  readonly #openInStage: number[] = [];
  readonly #done = Promise.withResolvers<void>();
  #stage = 0;
  #failedStage: number | undefined;
  #failedFirst: Id | undefined;
  #unsettled: number;
  #usedPlaces = 0;
  /** How many have left their places and are not settled: fewer than there are places, so that they cannot pile up. */
  #leaving = 0;
  /** How many are queued, running and pausing. */
  #queued = 0;
  #running = 0;
  #pausing = 0;
  #runsAlone = false;

  constructor(options: ScheduleOptions<Id>) {
    const { jobs, concurrency, policy = "finish", clock = SYSTEM_CLOCK } = options;
    this.#options = options;
    this.#policy = policy;
    this.#clock = clock;
    this.#queue = new ReadyQueue(concurrency);
    this.#entries = entriesOf(jobs, concurrency);
    this.#unsettled = jobs.length;
    for (const { stage } of jobs) this.#openInStage[stage] = (this.#openInStage[stage] ?? 0) + 1;
  }

  run(): Promise<void> {
    for (const entry of this.#entries) if (entry.waitsFor === 0) this.#makeReady(entry);
    this.#options.stop.addEventListener("abort", this.#advance, { once: true });
    this.#advance();
    return this.#done.promise;
  }

  /** Starts what can start. Called whenever something has changed. */
  readonly #advance = (): void => {
    const { stop, concurrency } = this.#options;
    if (stop.aborted) this.#skipRest({ kind: "stopped" }, 0);
    while (!stop.aborted && !this.#runsAlone) {
      const next = this.#queue.next(concurrency - this.#usedPlaces) ?? this.#nextAlone();
      if (next !== undefined) this.#start(next);
      else if (!this.#enterNextStage()) break;
    }
    if (this.#unsettled > 0) return;
    stop.removeEventListener("abort", this.#advance);
    this.#done.resolve();
  };

  #nextAlone(): Entry<Id> | undefined {
    return this.#queued + this.#running + this.#pausing === 0 ? this.#alone.find(({ state }) => state.kind === "queued") : undefined;
  }

  #enterNextStage(): boolean {
    if ((this.#openInStage[this.#stage] ?? 0) > 0 || this.#stage >= this.#openInStage.length - 1) return false;
    if (this.#failedStage !== undefined) {
      this.#skipRest({ kind: "stage-failed", stage: this.#failedStage }, this.#stage + 1);
      return false;
    }
    this.#stage += 1;
    for (const entry of this.#ofLaterStages[this.#stage] ?? []) if (!entry.isGone) this.#enqueue(entry);
    return true;
  }

  /** All that it needs is there. */
  #makeReady(entry: Entry<Id>): void {
    const { stage } = entry.job;
    if (stage <= this.#stage) this.#enqueue(entry);
    else this.#ofLaterStages[stage] = [...(this.#ofLaterStages[stage] ?? []), entry];
  }

  #enqueue(entry: Entry<Id>): void {
    entry.state = QUEUED;
    if (entry.job.alone) {
      this.#alone.push(entry);
    } else {
      this.#queued += 1;
      this.#queue.add(entry);
    }
  }

  #start(entry: Entry<Id>): void {
    const { job } = entry;
    const mayBeEnded = job.persistent !== undefined || this.#policy === "fail-fast";
    const ending = mayBeEnded ? new AbortController() : undefined;
    entry.state = { kind: "running", ending };
    this.#running += 1;
    if (job.alone) this.#runsAlone = true;
    else {
      this.#queued -= 1;
      this.#usedPlaces += entry.weight;
    }
    const turn: Turn = {
      ready: () => this.#isUp(entry),
      leavePlace: () => this.#leavePlace(entry),
      needed: () => entry.unsettledDependents > 0,
      ...(ending === undefined ? {} : { end: ending.signal }),
    };
    this.#options.run(job.id, turn).then((ended) => this.#ended(entry, ended), this.#done.reject);
  }

  #leavePlace(entry: Entry<Id>): void {
    if (entry.state.kind !== "running" || entry.job.alone || entry.hasLeftPlace) return;
    if (this.#leaving + 1 >= this.#options.concurrency) return;
    this.#leaving += 1;
    entry.hasLeftPlace = true;
    this.#usedPlaces -= entry.weight;
    this.#advance();
  }

  /** It runs no more, or is up. */
  #giveBack(entry: Entry<Id>): void {
    const { job, weight } = entry;
    this.#running -= 1;
    if (job.alone) {
      this.#runsAlone = false;
      return;
    }
    if (entry.hasLeftPlace) this.#leaving -= 1;
    else this.#usedPlaces -= weight;
    entry.hasLeftPlace = false;
    if (job.mutex !== undefined) this.#queue.release(job.mutex);
  }

  #isUp(entry: Entry<Id>): void {
    if (entry.state.kind !== "running") return;
    entry.state = { kind: "up", ending: entry.state.ending };
    this.#giveBack(entry);
    this.#leaveStage(entry);
    this.#letDependentsStart(entry);
    if (entry.unsettledDependents === 0) this.#endUnneeded(entry);
    this.#advance();
  }

  #ended(entry: Entry<Id>, ended: Ended): void {
    const wasUp = entry.state.kind === "up";
    if (!wasUp) this.#giveBack(entry);
    if (typeof ended === "string" || wasUp) this.#settleEnded(entry, { failed: ended !== "passed", wasUp });
    else this.#pause(entry, ended.retryAfterMs);
    this.#advance();
  }

  #pause(entry: Entry<Id>, ms: number): void {
    this.#pausing += 1;
    const again = () => {
      this.#pausing -= 1;
      this.#enqueue(entry);
      this.#advance();
    };
    entry.state = { kind: "pausing", cancel: this.#clock.after(ms, again) };
    // It failed at a time when nothing starts any more; after a stop `advance` says so.
    if (this.#failedFirst !== undefined) this.#skip(entry, { kind: "another-failed", id: this.#failedFirst });
  }

  #settleEnded(entry: Entry<Id>, { failed, wasUp }: { failed: boolean; wasUp: boolean }): void {
    this.#settle(entry, { wasUp });
    if (failed && this.#policy === "finish") {
      this.#failedStage ??= entry.job.stage;
      this.#skipDependents(entry);
    } else if (failed && this.#policy === "fail-fast") {
      this.#failFast(entry.job.id);
    } else if (!wasUp) {
      this.#letDependentsStart(entry);
    }
  }

  #letDependentsStart(entry: Entry<Id>): void {
    for (const dependent of entry.dependents) {
      dependent.waitsFor -= 1;
      if (dependent.waitsFor === 0 && !dependent.isGone) this.#makeReady(dependent);
    }
  }

  #failFast(id: Id): void {
    this.#failedFirst ??= id;
    for (const { state } of this.#entries) {
      if (state.kind === "running" || state.kind === "up") state.ending?.abort("another-failed" satisfies EndReason);
    }
    this.#skipRest({ kind: "another-failed", id: this.#failedFirst }, 0);
  }

  #skipDependents(of: Entry<Id>): void {
    const toVisit = [of];
    for (let entry = toVisit.pop(); entry !== undefined; entry = toVisit.pop()) {
      for (const dependent of entry.dependents) {
        if (this.#skip(dependent, { kind: "dependency-failed", id: of.job.id })) toVisit.push(dependent);
      }
    }
  }

  #skipRest(because: Skipped<Id>, fromStage: number): void {
    for (const entry of this.#entries) if (entry.job.stage >= fromStage) this.#skip(entry, because);
  }

  /** @returns whether it was skipped: what runs or has ended is not. */
  #skip(entry: Entry<Id>, because: Skipped<Id>): boolean {
    const { kind } = entry.state;
    if (kind === "running" || kind === "up" || kind === "settled") return false;
    if (kind === "queued" && !entry.job.alone) this.#queued -= 1;
    if (entry.state.kind === "pausing") {
      this.#pausing -= 1;
      entry.state.cancel();
    }
    this.#settle(entry, { wasUp: false, because });
    this.#options.skip(entry.job.id, because);
    return true;
  }

  #settle(entry: Entry<Id>, { wasUp, because }: { wasUp: boolean; because?: Skipped<Id> }): void {
    entry.state = SETTLED;
    this.#unsettled -= 1;
    if (!wasUp) this.#leaveStage(entry);
    for (const needed of entry.needs) {
      needed.unsettledDependents -= 1;
      if (needed.unsettledDependents === 0) this.#endUnneeded(needed, because);
    }
  }

  #leaveStage({ job }: Entry<Id>): void {
    this.#openInStage[job.stage] = (this.#openInStage[job.stage] ?? 1) - 1;
  }

  /** A persistent job of whose dependents none is left. One that has not started is skipped for the reason for which the last of these was. */
  #endUnneeded(entry: Entry<Id>, because?: Skipped<Id>): void {
    if (entry.job.persistent !== "for-others" || this.#options.stop.aborted) return;
    const { state } = entry;
    if (state.kind === "running" || state.kind === "up") state.ending?.abort("not-needed" satisfies EndReason);
    else if (because !== undefined) this.#skip(entry, because);
  }
}

/** How many tasks run at once where nothing says otherwise: the processors that this process may use. */
export function defaultConcurrency(): number {
  return availableParallelism();
}
