import { lstatSync } from "node:fs";
import { join } from "node:path";
import { gitAt, readIndex } from "@nix-repo/git";
import type { Check, Checked } from "../check.ts";
import type { Surroundings } from "../surroundings.ts";
import { typedPath } from "../typed-path.ts";
import { few } from "./environments.ts";

/** The system's clock against what cannot lie in the future: commits, and the times of files. */
export const clockCheck: Check = {
  name: "clock",
  async run({ now, repository, env, io }: Surroundings) {
    if (repository === undefined) return [];
    const said = await gitAt({ folder: repository.workTree, env, signal: AbortSignal.timeout(GIT_MS) }).read([
      "log",
      "-1",
      "--format=%ct",
      "HEAD",
    ]);
    const seconds = said.ok ? Number.parseInt(said.value, 10) : Number.NaN;
    const later = filesLaterThan(now + FILE_SLACK_MS, repository.workTree, sample(readIndex(repository)?.paths ?? []));
    return [
      clock({
        now,
        newestCommit: Number.isNaN(seconds) ? undefined : seconds * 1_000,
        later: later.map((file) => typedPath(file, io.cwd)),
      }),
    ];
  },
};

const GIT_MS = 4_000;
/** File systems on other machines have clocks of their own. */
const FILE_SLACK_MS = 60_000;
/** Others' clocks may be a little ahead. */
const COMMIT_SLACK_MS = 300_000;
const DAY_MS = 86_400_000;

export interface ClockFacts {
  /** All times in milliseconds since the epoch. */
  readonly now: number;
  readonly newestCommit: number | undefined;
  /** Files whose times lie in the future, as they are typed. */
  readonly later: readonly string[];
}

export function clock({ now, newestCommit, later }: ClockFacts): Checked {
  const check = "clock";
  const behind = newestCommit === undefined ? 0 : newestCommit - now;
  if (behind > COMMIT_SLACK_MS)
    return {
      check,
      severity: behind > DAY_MS ? "problem" : "warning",
      what: `${spanText(behind)} behind the newest commit`,
      why: "Certificates count as not yet valid, so that nothing can be fetched, and what was built cannot be told from what is older.",
      fix: "Set the clock:",
      command: process.platform === "darwin" ? "sudo sntp -sS time.apple.com" : "sudo timedatectl set-ntp true",
    };
  if (later.length > 0)
    return {
      check,
      severity: "warning",
      what: `files that were changed in the future: ${few(later)}`,
      why: "repo then looks at their content in every run, and make, cargo and others build them again and again.",
      fix: "Give them the time of now:",
      command: `touch -c ${later.slice(0, MOST_TYPED).join(" ")}`,
    };
  return { check, severity: "fine", what: "agrees with commits and files" };
}

const MOST_TYPED = 20;

function spanText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 2_880 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 1_440)} days`;
}

/** Enough to notice a clock that was wrong, in a time that does not grow with the repository. */
function sample(paths: readonly string[]): readonly string[] {
  const step = Math.ceil(paths.length / SAMPLED);
  return step <= 1 ? paths : paths.filter((_, i) => i % step === 0);
}

const SAMPLED = 5_000;

function filesLaterThan(time: number, top: string, paths: readonly string[]): readonly string[] {
  return paths
    .map((path) => join(top, path))
    .filter((file) => {
      try {
        return lstatSync(file).mtimeMs > time;
      } catch {
        return false;
      }
    });
}
