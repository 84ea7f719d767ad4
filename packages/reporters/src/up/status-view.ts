import type { FailedBecause, UnitDependency, UnitId, UnitPort, UnitState, UnitView, WhyUnready } from "@nix-repo/model";
import { type FailureView, failureView } from "../failure-view.ts";
import { statusView } from "../outcome-view.ts";
import { type UnitsStatus, wordingOf } from "./render-status.ts";
import { describeState, type UnitWording } from "./unit-words.ts";

/** A unit for programs. Times are milliseconds since the epoch. Fields may be added, never changed. */
export interface UnitStatusView {
  readonly unit: UnitId;
  readonly state: UnitState["kind"];
  /** What people read of its state. */
  readonly message: string;
  /** Since when it is in this state; left out where nobody has asked for it. */
  readonly since?: number;
  readonly pid?: number;
  /** When its process was started. */
  readonly startedAt?: number;
  readonly restarts: number;
  /** How its last process ended. */
  readonly exitCode?: number;
  readonly signal?: string;
  /** What it is to listen on. */
  readonly ports?: readonly UnitPort[];
  /** While it waits. */
  readonly waitingFor?: readonly UnitDependency[];
  /** While it stops: those that end before it. */
  readonly stoppingAfter?: readonly UnitId[];
  /** Why it is not ready. */
  readonly unready?: WhyView;
  /** Why it has failed, or is to be started again. */
  readonly because?: BecauseView;
  /** When it is started again, and the how manieth time in a row that is. */
  readonly againAt?: number;
  readonly restart?: number;
  readonly rssBytes?: number;
  /** Of one processor. */
  readonly cpuPercent?: number;
}

export type WhyView = { readonly kind: WhyUnready["kind"] } & {
  readonly status?: number;
  readonly exitCode?: number;
  readonly signal?: string;
  readonly pattern?: string;
  readonly text?: string;
  readonly failure?: FailureView;
};

export type BecauseView = { readonly kind: FailedBecause["kind"] } & {
  readonly exitCode?: number;
  readonly signal?: string;
  readonly wasReady?: boolean;
  readonly failure?: FailureView;
  readonly timeoutMs?: number;
  readonly unready?: WhyView;
  readonly dependency?: UnitDependency;
};

/** `repo status --json`. */
export function statusJson(status: UnitsStatus, root: string): { version: 1; kind: "status"; units: readonly UnitStatusView[] } {
  const wording = wordingOf(status, root);
  return { version: 1, kind: "status", units: status.units.map((unit) => unitView(unit, { status, root, wording })) };
}

interface ViewContext {
  readonly status: UnitsStatus;
  readonly root: string;
  readonly wording: UnitWording;
}

function unitView({ id, state, pid, startedAt, restarts, exit, ports }: UnitView, { status, root, wording }: ViewContext): UnitStatusView {
  const sample = status.samples.get(id);
  return {
    unit: id,
    state: state.kind,
    message: describeState(state, wording),
    ...("since" in state ? { since: state.since } : {}),
    ...(pid === undefined ? {} : { pid }),
    ...(startedAt === undefined ? {} : { startedAt }),
    restarts,
    ...(exit === undefined ? {} : statusView(exit)),
    ...(ports === undefined ? {} : { ports }),
    ...(state.kind === "waiting" ? { waitingFor: state.for } : {}),
    ...(state.kind === "stopping" && state.for.length > 0 ? { stoppingAfter: state.for } : {}),
    ...(state.kind === "running" && state.why !== undefined ? { unready: whyView(state.why, root) } : {}),
    ...("because" in state ? { because: becauseView(state.because, root) } : {}),
    ...(state.kind === "backoff" ? { againAt: state.until, restart: state.restart } : {}),
    ...(sample === undefined ? {} : { rssBytes: sample.rssBytes, cpuPercent: Math.round(sample.cpuPercent * 10) / 10 }),
  };
}

function whyView(why: WhyUnready, root: string): WhyView {
  switch (why.kind) {
    case "no-connection":
    case "no-answer":
      return { kind: why.kind };
    case "status":
      return { kind: why.kind, ...(why.status === undefined ? {} : { status: why.status }) };
    case "exit":
      return { kind: why.kind, ...statusView(why.status) };
    case "not-started":
      return { kind: why.kind, failure: failureView(why.failure, root) };
    case "no-line":
    case "own":
      return why;
  }
}

function becauseView(because: FailedBecause, root: string): BecauseView {
  switch (because.kind) {
    case "exited":
      return { kind: because.kind, ...statusView(because.exit), wasReady: because.wasReady };
    case "not-started":
      return { kind: because.kind, failure: failureView(because.failure, root) };
    case "late": {
      const { kind, timeoutMs, why } = because;
      return { kind, timeoutMs, ...(why === undefined ? {} : { unready: whyView(why, root) }) };
    }
    case "dependency":
      return because;
  }
}
