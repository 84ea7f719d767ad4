import { join } from "node:path";
import type { Variables } from "@nix-repo/model";
import type { HookChange } from "../hook-change.ts";
import { quickName } from "../state-files.ts";
import { readJson } from "./generations.ts";

/** What was recorded of a devShell's hook, beside the kept environment and for as long as that. */
export type HookRecord = {
  readonly format: 1;
  /** What it is valid for: see `circumstancesOf`. */
  readonly circumstances: string;
  /** Milliseconds since the epoch. */
  readonly recordedAt: number;
} & (
  | { readonly kind: "recorded"; readonly change: HookChange }
  /** It cannot be recorded, and runs at every start. `why` is one clause. */
  | { readonly kind: "refused"; readonly why: string }
);

/** For whom a hook runs. */
export interface HookAudience {
  readonly workspaceRoot: string;
  readonly callerEnv: Variables;
}

export function readHookRecord(generation: string, audience: HookAudience): HookRecord | undefined {
  const circumstances = circumstancesOf(audience);
  const record = readJson(hookRecordFile(generation, circumstances)) as HookRecord | undefined;
  return record?.format === 1 && record.circumstances === circumstances ? record : undefined;
}

/** One file for each workspace and user: hooks make paths of both, and a state folder may have come from elsewhere (a CI's cache). */
export function hookRecordFile(generation: string, circumstances: string): string {
  return join(generation, `hook-${quickName(circumstances)}.json`);
}

export function circumstancesOf({ workspaceRoot, callerEnv }: HookAudience): string {
  return JSON.stringify([workspaceRoot, recordingVariables(callerEnv)]);
}

/**
 * What a hook that is recorded sees of the caller's: who the user is, and where the user's files are. No more, as later callers get what it made of that; and
 * neither locale nor terminal, which a hook may set to the very value that the caller has, so that no change would show.
 */
export function recordingVariables(callerEnv: Variables): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of ABOUT_THE_USER) if (callerEnv[name] !== undefined) found[name] = callerEnv[name];
  return found;
}

const ABOUT_THE_USER = ["HOME", "USER", "LOGNAME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"];
