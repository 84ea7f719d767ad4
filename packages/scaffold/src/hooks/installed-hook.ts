import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "@nix-repo/model";
import { originOf, unixText } from "../written-file.ts";
import { BEFORE_OURS, preCommitHook } from "./pre-commit-hook.ts";

/**
 * What stands where git looks for the hook before a commit.
 *
 *     none ──install──▶ current ◀──install── outdated
 *     foreign, edited ──install, forced──▶ current; what was there is kept beside it, and called first
 */
export type HookState = "none" | "current" | "outdated" | "edited" | "foreign";

export interface HookPlace {
  /** Where git looks for hooks. */
  readonly hooksFolder: string;
  /** The workspace's folder, relative to git's top; empty where it is the top. */
  readonly folder: string;
}

export function hookFile({ hooksFolder }: HookPlace): string {
  return join(hooksFolder, "pre-commit");
}

export function keptHookFile({ hooksFolder }: HookPlace): string {
  return join(hooksFolder, BEFORE_OURS);
}

export function hookState(place: HookPlace): HookState {
  const file = hookFile(place);
  // A link that leads nowhere is somebody's, too.
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return "none";
  if (!existsSync(file)) return "foreign";
  const content = unixText(readFileSync(file, "utf8"));
  const origin = originOf(content);
  if (origin !== "ours") return origin;
  return content === wantedHook(place) ? "current" : "outdated";
}

/** Writes ours. What is there is ours as well, or nothing. Throws what the file system says. */
export function writeHook(place: HookPlace): void {
  mkdirSync(place.hooksFolder, { recursive: true });
  writeWhole(hookFile(place), wantedHook(place), { mode: 0o755 });
}

/** Keeps what is there under another name, which must be free, and writes ours, which calls it first. Throws what the file system says. */
export function replaceForeignHook(place: HookPlace): void {
  renameSync(hookFile(place), keptHookFile(place));
  try {
    writeHook(place);
  } catch (error) {
    renameSync(keptHookFile(place), hookFile(place));
    throw error;
  }
}

/** Takes ours away, and puts back what was there before it. Throws what the file system says. */
export function removeHook(place: HookPlace): void {
  if (hasKeptHook(place)) renameSync(keptHookFile(place), hookFile(place));
  else rmSync(hookFile(place));
}

export function hasKeptHook(place: HookPlace): boolean {
  return lstatSync(keptHookFile(place), { throwIfNoEntry: false }) !== undefined;
}

function wantedHook(place: HookPlace): string {
  return preCommitHook({ folder: place.folder, callsFirst: hasKeptHook(place) ? BEFORE_OURS : undefined });
}
