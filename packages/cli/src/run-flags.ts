import { availableParallelism } from "node:os";
import { err, ok, type Result } from "@nix-repo/model";
import type { FailurePolicy } from "@nix-repo/tasks";
import type { Io } from "./io.ts";
import type { SinkFlags } from "./run-sinks.ts";

/** As `RunningCommand` holds them. */
export interface RunFlags extends SinkFlags {
  readonly concurrency: string | undefined;
  readonly keepGoing: boolean;
  readonly failFast: boolean;
  readonly dryRun: boolean;
  readonly watch: boolean;
  readonly force: boolean;
  readonly cache: string | undefined;
  /** Only `repo run` knows it. */
  readonly check?: boolean;
}

/** How tasks are to run; where a field is left out, as the scheduler does by itself. */
export interface RunSettings {
  readonly concurrency?: number;
  readonly policy?: FailurePolicy;
  readonly caching: Caching;
}

/** What is done with kept results. */
export interface Caching {
  /** `rw`: taken and kept; `r`: only taken. */
  readonly mode: "rw" | "r" | "off";
  /** None is taken, and what runs is kept anew. */
  readonly force: boolean;
}

/** Fails as `usage`. */
export function runSettings(flags: RunFlags, env: Io["env"]): Result<RunSettings> {
  if (flags.keepGoing && flags.failFast) {
    const message = "--keep-going and --fail-fast contradict each other";
    return err({ code: "usage", message, hint: "with neither, what depends on a failure is not started, and all else is finished" });
  }
  if (flags.watch && (flags.dryRun || flags.json)) {
    return err({ code: "usage", message: `--watch has no end, and ${flags.dryRun ? "--dry-run" : "--json"} tells of one` });
  }
  const policy = flags.keepGoing ? "keep-going" : flags.failFast ? "fail-fast" : undefined;
  const concurrency = parseConcurrency(flags, env);
  if (!concurrency.ok) return concurrency;
  const mode = parseCache(flags, env);
  if (!mode.ok) return mode;
  return ok({
    caching: { mode: mode.value, force: flags.force },
    ...(concurrency.value === undefined ? {} : { concurrency: concurrency.value }),
    ...(policy === undefined ? {} : { policy }),
  });
}

/** `4`, or `50%` of the processors, at least one. The flag wins over the variable, which holds for all runs of a shell or a CI job. */
function parseConcurrency({ concurrency: flag }: RunFlags, env: Io["env"]): Result<number | undefined> {
  const text = flag ?? (env.REPO_CONCURRENCY || undefined);
  if (text === undefined) return ok(undefined);
  const [, number, percent] = /^(\d+)(%)?$/.exec(text) ?? [];
  const count = percent === undefined ? Number(number) : Math.max(1, Math.floor((availableParallelism() * Number(number)) / 100));
  if (number !== undefined && Number(number) > 0) return ok(count);
  return err({
    code: "usage",
    message: `${flag === undefined ? "REPO_CONCURRENCY" : "--concurrency"} is "${text}"`,
    hint: "it takes a number such as 4, or a share of the processors such as 50%",
  });
}

const CACHE_MODES: Readonly<Record<string, Caching["mode"]>> = { "local:rw": "rw", "local:r": "r", off: "off" };

function parseCache({ cache: flag }: RunFlags, env: Io["env"]): Result<Caching["mode"]> {
  const text = flag ?? (env.REPO_CACHE || undefined);
  const mode = CACHE_MODES[text ?? "local:rw"];
  if (mode !== undefined) return ok(mode);
  return err({
    code: "usage",
    message: `${flag === undefined ? "REPO_CACHE" : "--cache"} is "${text}", and takes local:rw (results are taken and kept), local:r (only taken) or off`,
  });
}
