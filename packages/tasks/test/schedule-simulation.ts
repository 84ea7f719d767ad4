import fc from "fast-check";
import { type Ended, endReason, type FailurePolicy, type Job, type Skipped, type Turn } from "../src/job.ts";
import { schedule } from "../src/schedule.ts";

/** A job, and what will become of it. */
export interface PlannedJob extends Job<string> {
  /** In how many runs it fails before one that passes; more than it may be retried, and it fails for good. */
  readonly failures: number;
  readonly retries: number;
  /** Of a persistent one: it fails after it was ready. */
  readonly breaks: boolean;
  /** It leaves its place before it has passed. */
  readonly leaves: boolean;
}

export interface Plan {
  readonly jobs: readonly PlannedJob[];
  readonly concurrency: number;
  readonly policy: FailurePolicy;
  /** What happens next, of all that can: one number for each step. */
  readonly picks: readonly number[];
  /** Stops once so many have started. */
  readonly stopAfter: number;
}

const kinds = fc.oneof(
  { weight: 12, arbitrary: fc.constant({}) },
  { weight: 3, arbitrary: fc.constant({ persistent: "for-others" } as const) },
  { weight: 1, arbitrary: fc.constant({ persistent: "for-itself" } as const) },
  { weight: 1, arbitrary: fc.constant({ alone: true } as const) },
);

const sketches = fc.record({
  dependsOn: fc.array(fc.nat(1_000), { maxLength: 4 }),
  later: fc.integer({ min: 0, max: 1 }),
  kind: kinds,
  weight: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: 2, max: 6 }) }),
  mutex: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom("m", "n") }),
  failures: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) }),
  retries: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 }) }),
  breaks: fc.integer({ min: 0, max: 5 }).map((chance) => chance === 0),
  leaves: fc.boolean(),
  expectedMs: fc.integer({ min: 1, max: 5_000 }),
});

/** Any acyclic graph: a job depends on earlier ones alone; stages never decrease along a dependency. */
export const plans: fc.Arbitrary<Plan> = fc.array(sketches, { maxLength: 40, size: "max" }).chain((sketched) => {
  const jobs: PlannedJob[] = [];
  for (const [index, { dependsOn, later, kind, mutex, ...rest }] of sketched.entries()) {
    const needed = index === 0 ? [] : [...new Set(dependsOn.map((each) => each % index))];
    const stage = Math.max(0, ...needed.map((each) => jobs[each]?.stage ?? 0)) + (index % 7 === 0 ? later : 0);
    const own = mutex === undefined ? {} : { mutex };
    jobs.push({ ...rest, ...kind, ...own, id: `j${index}`, dependsOn: needed.map((each) => `j${each}`), stage });
  }
  return fc.record({
    jobs: fc.shuffledSubarray(jobs, { minLength: jobs.length }),
    concurrency: fc.integer({ min: 1, max: 5 }),
    policy: fc.constantFrom<FailurePolicy>("finish", "keep-going", "fail-fast"),
    picks: fc.array(fc.nat(1_000), { minLength: 50, maxLength: 50 }),
    stopAfter: fc.oneof({ weight: 3, arbitrary: fc.constant(Number.POSITIVE_INFINITY) }, { weight: 1, arbitrary: fc.nat(10) }),
  });
});

/** What is known of a job while the plan is played. */
export interface Played {
  readonly job: PlannedJob;
  starts: number;
  /** One that is leaving has nothing left to do but to pass. */
  state: "unstarted" | "running" | "leaving" | "up" | "pausing" | "passed" | "failed" | "skipped";
  because?: Skipped<string>;
  /** Why it was asked to end. */
  asked?: unknown;
  turn?: Turn;
  /** Of one that is leaving: too many others were, so that it kept its place. */
  hasPlace?: boolean;
  end?: (ended: Ended) => void;
}

export interface Trace {
  readonly played: ReadonlyMap<string, Played>;
  /** Everything that broke a promise of the scheduler. */
  readonly violations: readonly string[];
  readonly stopped: boolean;
}

/** Plays a plan: ends what runs in the planned order, and watches every promise of the scheduler at each start and between the steps. */
export async function play(plan: Plan): Promise<Trace> {
  const stop = new AbortController();
  const played = new Map(plan.jobs.map((job): [string, Played] => [job.id, { job, starts: 0, state: "unstarted" }]));
  const all = [...played.values()];
  const timers = new Map<Played, () => void>();
  const violations: string[] = [];
  let finished = false;
  let failed = false;
  const get = (id: string) => played.get(id) as Played;
  const inState = (...states: readonly Played["state"][]) => all.filter(({ state }) => states.includes(state));
  let pausingNow: Played | undefined;

  const done = schedule({
    jobs: plan.jobs,
    concurrency: plan.concurrency,
    policy: plan.policy,
    stop: stop.signal,
    clock: {
      now: () => 0,
      after(_ms, call) {
        const of = pausingNow as Played;
        timers.set(of, call);
        return () => timers.delete(of);
      },
    },
    skip(id, because) {
      const it = get(id);
      if (!["unstarted", "pausing"].includes(it.state)) violations.push(`${id} was skipped while it was ${it.state}`);
      Object.assign(it, { state: "skipped", because });
    },
    run(id, turn) {
      const it = get(id);
      violations.push(...wrongAtStart(it, { ...plan, get, all, stopped: stop.signal.aborted, failed }));
      it.starts += 1;
      it.state = "running";
      it.turn = turn;
      turn.end?.addEventListener("abort", () => {
        it.asked = endReason(turn);
        if (it.asked === "not-needed" && turn.needed()) violations.push(`${id} was ended while it was needed`);
        if (it.asked === "another-failed" && !failed) violations.push(`${id} was ended though nothing failed`);
      });
      return new Promise<Ended>((resolve) => {
        it.end = resolve;
      });
    },
  }).then(() => {
    finished = true;
  });

  const end = (it: Played, ended: Ended) => {
    it.state = ended === "passed" ? "passed" : ended === "failed" ? "failed" : "pausing";
    if (ended === "failed") failed = true;
    if (it.state === "pausing") pausingNow = it;
    it.end?.(ended);
  };
  /** What can happen next to a job; undefined where it goes on as it is. */
  const stepOf = (it: Played): (() => void) | undefined => {
    const { job, state } = it;
    const isAsked = it.asked !== undefined || stop.signal.aborted;
    if (state === "up" && job.breaks && !isAsked) return () => end(it, "failed");
    if (state === "up") return isAsked ? () => end(it, "passed") : undefined;
    if (state === "leaving") return () => end(it, "passed");
    if (state !== "running") return undefined;
    if (it.starts <= job.failures && it.starts <= job.retries && !isAsked && !failed) return () => end(it, { retryAfterMs: 1 });
    if (it.starts <= job.failures) return () => end(it, isAsked ? "passed" : "failed");
    if (job.persistent === undefined && job.leaves) {
      return () => {
        it.hasPlace = job.alone || inState("leaving").filter(({ hasPlace }) => !hasPlace).length + 1 >= plan.concurrency;
        it.state = "leaving";
        it.turn?.leavePlace();
      };
    }
    if (job.persistent === undefined || isAsked) return () => end(it, "passed");
    return () => {
      it.state = "up";
      it.turn?.ready();
    };
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  await settled();
  for (let step = 0; !finished && step < 10_000; step += 1) {
    if (all.reduce((sum, { starts }) => sum + starts, 0) > plan.stopAfter) stop.abort();
    const steps = all.flatMap((it) => stepOf(it) ?? []);
    for (const call of timers.values()) {
      steps.push(() => {
        for (const [of, each] of timers) if (each === call) timers.delete(of);
        call();
      });
    }
    const next = steps[(plan.picks[step % plan.picks.length] ?? 0) % Math.max(1, steps.length)];
    if (next !== undefined) next();
    // Only what is wanted for itself runs on.
    else if (!stop.signal.aborted) stop.abort();
    else violations.push("nothing can happen, and it has not ended");
    if (violations.length > 0) break;
    await settled();
    violations.push(...wrongBetweenSteps(plan, { inState, get, stopped: stop.signal.aborted, failed, finished }));
  }
  if (violations.length === 0) await done;
  return { played, violations, stopped: stop.signal.aborted };
}

function wrongAtStart(
  { job, state, starts }: Played,
  world: Plan & { get: (id: string) => Played; all: readonly Played[]; stopped: boolean; failed: boolean },
): string[] {
  const wrong: string[] = [];
  const { policy, concurrency, all } = world;
  if (!["unstarted", "pausing"].includes(state)) wrong.push(`${job.id} started while it was ${state}`);
  if (starts > job.retries) wrong.push(`${job.id} started too often`);
  if (world.stopped) wrong.push(`${job.id} started after the stop`);
  if (policy === "fail-fast" && world.failed) wrong.push(`${job.id} started after a failure`);
  for (const id of job.dependsOn) {
    const needed = world.get(id);
    const isThere = needed.state === "passed" || needed.state === "up" || (policy === "keep-going" && needed.state === "failed");
    if (!isThere) wrong.push(`${job.id} started while ${id}, which it needs, was ${needed.state}`);
    if (needed.state === "up" && needed.asked !== undefined) wrong.push(`${job.id} started while ${id} was about to end`);
  }
  for (const { job: other, state: of } of all) {
    if (other.stage < job.stage && !["passed", "up", "failed", "skipped"].includes(of))
      wrong.push(`${job.id} started while ${other.id} of an earlier stage was ${of}`);
  }
  const running = all.filter((each) => each.state === "running" || each.state === "leaving").map((each) => each.job);
  const inPlaces = all.filter((each) => each.state === "running" || (each.state === "leaving" && each.hasPlace)).map((each) => each.job);
  const places = [...inPlaces, job].filter(({ alone }) => !alone).reduce((sum, each) => sum + Math.min(each.weight ?? 1, concurrency), 0);
  if (places > concurrency) wrong.push(`${job.id} made it ${places} places of ${concurrency}`);
  if (job.mutex !== undefined && !job.alone && running.some((each) => each.mutex === job.mutex && !each.alone))
    wrong.push(`${job.id} started while another had ${job.mutex}`);
  if (running.some(({ alone }) => alone)) wrong.push(`${job.id} started beside one that runs alone`);
  if (job.alone && running.length > 0) wrong.push(`${job.id} does not run alone`);
  return wrong;
}

function wrongBetweenSteps(
  plan: Plan,
  {
    inState,
    get,
    stopped,
    failed,
    finished,
  }: {
    inState: (...states: readonly Played["state"][]) => readonly Played[];
    get: (id: string) => Played;
    stopped: boolean;
    failed: boolean;
    finished: boolean;
  },
): string[] {
  const wrong: string[] = [];
  const left = inState("unstarted", "running", "leaving", "up", "pausing");
  if (finished !== (left.length === 0)) wrong.push(finished ? "it ended too early" : "it did not end");
  const running = inState("running", "leaving");
  for (const { job, turn, asked } of inState("up")) {
    const isOver = plan.jobs.every(
      ({ id, dependsOn }) => !dependsOn.includes(job.id) || ["passed", "failed", "skipped"].includes(get(id).state),
    );
    if (turn?.needed() === isOver) wrong.push(`${job.id} does not know whether it is needed`);
    if (job.persistent === "for-others" && isOver && asked === undefined && !stopped) wrong.push(`${job.id} runs though nothing needs it`);
  }
  if (plan.policy === "fail-fast" && failed && !stopped && [...running, ...inState("up")].some(({ asked }) => asked === undefined))
    wrong.push("something runs on after a failure");
  // Where all are of one size, no place stays empty that could be filled.
  if (stopped || running.some(({ job }) => job.alone) || plan.jobs.some(({ weight }) => (weight ?? 1) > 1)) return wrong;
  if (running.filter(({ state, hasPlace }) => state === "running" || hasPlace).length >= plan.concurrency) return wrong;
  const stage = Math.min(...inState("unstarted", "running", "leaving", "pausing").map(({ job }) => job.stage));
  for (const { job } of inState("unstarted")) {
    const isReady = job.dependsOn.every((id) => ["passed", "up"].includes(get(id).state));
    const isFree = job.mutex === undefined || running.every((each) => each.job.mutex !== job.mutex);
    if (isReady && isFree && job.stage === stage && !job.alone) wrong.push(`${job.id} could run, and does not`);
  }
  return wrong;
}
