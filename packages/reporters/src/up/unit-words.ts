import type { ExitStatus, FailedBecause, Failure, UnitDependency, UnitId, UnitState, WhyUnready } from "@nix-repo/model";
import { failureText } from "../describe-failure.ts";
import { formatElapsed, formatLimit } from "../format-duration.ts";
import { plainLine } from "../text-width.ts";

/** What the words depend on besides the state. */
export interface UnitWording {
  /** The workspace's root: paths inside are shown relative to it. */
  readonly root: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Where another unit stands. */
  readonly stateOf: (unit: UnitId) => UnitState | undefined;
}

/** Where a unit stands, as one line that can follow its name: `ready`, `not ready: nobody takes connections`, `ended with 1, again in 2s (2nd time)`. */
export function describeState(state: UnitState, wording: UnitWording): string {
  switch (state.kind) {
    case "idle":
      return "not started";
    case "waiting":
      return state.for.length === 0 ? "about to start" : `waiting for ${describeDependencies(state.for)}`;
    case "starting":
      return "starting";
    case "running":
      return `not ready${state.why === undefined ? " yet" : `: ${describeUnready(state.why, wording)}`}`;
    case "ready":
      return "ready";
    case "stopping":
      return describeStopping(state);
    case "backoff": {
      const again = `again in ${formatElapsed(Math.ceil((state.until - wording.now) / 1000) * 1000)}`;
      return `${describeFailedBecause(state.because, wording)}, ${again} (${ordinal(state.restart)} time)`;
    }
    case "ended":
      return describeEnded(state.exit);
    case "completed":
      return "completed";
    case "failed":
      return describeFailedBecause(state.because, wording);
  }
}

/** Why a unit has failed, or was never started. One line. */
export function describeFailedBecause(because: FailedBecause, wording: UnitWording): string {
  switch (because.kind) {
    case "exited":
      return `${describeExit(because.exit)}${because.wasReady ? "" : " before it was ready"}`;
    case "not-started":
      return `cannot be started: ${firstLine(because.failure, wording)}`;
    case "late": {
      const why = because.why === undefined ? "" : `: ${describeUnready(because.why, wording)}`;
      return `not ready within ${formatLimit(because.timeoutMs)}${why}`;
    }
    case "dependency":
      return `not started: ${describeLost(because.dependency, wording)}`;
  }
}

/** Why something is not ready. One line. */
export function describeUnready(why: WhyUnready, wording: UnitWording): string {
  switch (why.kind) {
    case "no-connection":
      return "nobody takes connections";
    case "no-answer":
      return "no answer in time";
    case "status":
      return why.status === undefined ? "what it answers is not HTTP" : `it answers with status ${why.status}`;
    case "exit":
      return `its check ${describeExit(why.status)}`;
    case "not-started":
      return `its check cannot be started: ${firstLine(why.failure, wording)}`;
    case "no-line":
      return `no line matches /${plainLine(why.pattern)}/`;
    case "own":
      return plainLine(why.text);
  }
}

/** `ended with 1`, `ended by SIGKILL` */
export function describeExit(exit: ExitStatus): string {
  return exit.kind === "code" ? `ended with ${exit.code}` : `ended by ${exit.signal}`;
}

/** `db and cache to be ready, migrate to complete` */
export function describeDependencies(dependencies: readonly UnitDependency[]): string {
  const groups = Map.groupBy(dependencies, ({ until }) => until);
  return [...groups].map(([until, all]) => `${listed(all.map(({ unit }) => unit))} ${UNTIL[until]}`).join(", ");
}

const UNTIL = { started: "to be started", ready: "to be ready", completed: "to complete" } as const;

function describeStopping({ next, killed, for: before }: Extract<UnitState, { kind: "stopping" }>): string {
  if (killed) return "did not end in time, being killed";
  if (before.length > 0) return `stopping after ${listed(before)}`;
  switch (next) {
    case "ended":
      return "stopping";
    case "waiting":
      return "stopping, to be started again";
    case "judged":
      return "not ready in time, being stopped";
  }
}

/** A unit that was stopped: what ends at the signal that asks it to has nothing to explain. */
function describeEnded(exit: ExitStatus | undefined): string {
  if (exit === undefined || (exit.kind === "code" && exit.code === 0)) return "stopped";
  if (exit.kind === "code") return `stopped, ended with ${exit.code}`;
  return exit.signal === "SIGKILL" ? "stopped, had to be killed" : "stopped";
}

function describeLost({ unit }: UnitDependency, { stateOf }: UnitWording): string {
  const state = stateOf(unit);
  if (state?.kind === "completed") return `${unit} has ended and is not ready any more`;
  return state?.kind === "failed" && state.because.kind === "dependency" ? `${unit} was not started` : `${unit} failed`;
}

/** What cannot be shown in one line follows below, where there is room for it: see `failureBelow`. */
function firstLine(failure: Failure, wording: UnitWording): string {
  return linesOf(failure, wording)[0] ?? "";
}

/** What else there is to say of why a unit could not be started, behind its first line. */
export function failureBelow(state: UnitState, wording: UnitWording): readonly string[] {
  if (state.kind !== "failed" && state.kind !== "backoff") return [];
  return state.because.kind === "not-started" ? linesOf(state.because.failure, wording).slice(1) : [];
}

function linesOf(failure: Failure, { root }: UnitWording): readonly string[] {
  return failureText(failure, { root, colour: false }).split("\n").map(plainLine);
}

/** `a`, `a and b`, `a, b and 5 more` */
export function listed(units: readonly UnitId[]): string {
  const shown = units.length > MOST_LISTED ? [...units.slice(0, MOST_LISTED - 1), `${units.length - MOST_LISTED + 1} more`] : units;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

const MOST_LISTED = 3;

/** `1st`, `2nd`, `3rd`, `4th`, `11th`, `21st` */
export function ordinal(n: number): string {
  const isTeen = Math.floor(n / 10) % 10 === 1;
  return `${n}${(isTeen ? undefined : ENDINGS[n % 10]) ?? "th"}`;
}

const ENDINGS: Readonly<Record<number, string>> = { 1: "st", 2: "nd", 3: "rd" };
