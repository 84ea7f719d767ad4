import { readdirSync, readFileSync } from "node:fs";
import type { Condition, UnitId } from "@nix-repo/model";
import type { OracleRandom } from "@nix-repo/testkit";
import type { Registry } from "./workspace.ts";

/** Twenty processes of all kinds, each of which may wait for some of those before it. */
export function chaoticRegistry(random: OracleRandom, count: number): Registry {
  const kinds: (keyof typeof KINDS)[] = [];
  const services: Record<string, unknown> = {};
  for (let index = 0; index < count; index += 1) {
    const kind = random.pick(Object.keys(KINDS) as (keyof typeof KINDS)[]) ?? "plain";
    const before = kinds.map((each, at) => ({ each, at })).filter(() => random.chance(2 / (index + 1)));
    const dependsOn = before.map(({ each, at }) => ({ unit: `p${at}`, until: conditionOf(each, random) }));
    services[`p${index}`] = { path: `p${index}`, processes: { dev: { restart: RESTART, ...KINDS[kind], dependsOn } } };
    kinds.push(kind);
  }
  return { services };
}

const RESTART = { when: "on-failure", backoff: "10ms", maxBackoff: "50ms", limit: 1_000 };
const UP = { line: "^up$" };
const SLEEPS = "echo up; exec sleep 1000";

/** What ends with 0 completes; everything else runs until it is ended, and is started again where nobody has asked for its end. */
const KINDS = {
  plain: { run: SLEEPS, ready: UP },
  unasked: { run: SLEEPS },
  always: { run: SLEEPS, ready: UP, restart: { ...RESTART, when: "always" } },
  job: { run: "sleep 0.01; echo done" },
  parent: { run: "sleep 1001 & sleep 1002 & echo up; wait", ready: UP },
  // Two forks and a session of its own: nobody's child, and of nobody's group.
  daemons: { run: `setsid bash -c 'trap "" HUP; (exec -a innocent sleep 1003) & disown -a' & wait $!; ${SLEEPS}`, ready: UP },
  deaf: { run: "trap '' INT; echo up; while :; do sleep 1; done", ready: UP, stop: { signal: "SIGINT", grace: "200ms" } },
  asked: { run: "exec sleep 1004", ready: { command: "sleep 0.01; true", period: "10ms", threshold: 2 } },
  slow: { run: "trap 'sleep 0.05; exit 0' TERM; echo up; while :; do sleep 0.02; done", ready: UP },
  commanded: { run: `echo $$ >pid; ${SLEEPS}`, ready: UP, stop: { command: "sleep 0.02; kill $(cat pid)", grace: "2s" } },
  crashing: { run: `((RANDOM % 3)) || exit 5; ${SLEEPS}`, ready: UP },
} as const;

function conditionOf(kind: keyof typeof KINDS, random: OracleRandom): Condition {
  if (kind === "job") return random.pick(["completed", "ready", "started"] as const) ?? "ready";
  return random.pick(["started", "ready"] as const) ?? "ready";
}

/** A process that has the mark of a unit. */
export interface MarkedProcess {
  readonly pid: number;
  /** The supervisor's, one start's and the unit's: see `unit-mark.ts`. */
  readonly mark: string;
  readonly unit: UnitId;
}

/** All processes that run with a variable, by what they have of `REPO_UNIT_MARK`; others have none of it. */
export function processesWith(variable: string): { readonly marked: readonly MarkedProcess[]; readonly others: readonly number[] } {
  const marked: MarkedProcess[] = [];
  const others: number[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const environment = environmentOf(name);
    if (!environment.includes(variable)) continue;
    const mark = environment.find((each) => each.startsWith(MARK))?.slice(MARK.length);
    if (mark === undefined) others.push(Number(name));
    else marked.push({ pid: Number(name), mark, unit: mark.split("/").slice(2).join("/") });
  }
  return { marked, others };
}

const MARK = "REPO_UNIT_MARK=";

/** Of what has ended, and waits for somebody to look, empty. */
function environmentOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
  } catch {
    return [];
  }
}
