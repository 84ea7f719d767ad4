import { createHash } from "node:crypto";
import { existsSync, readdirSync, readlinkSync, rmSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { startOfProcess, type Variables } from "@nix-repo/model";
import { rootOf } from "./check.ts";

/**
 * Removes what earlier captures left in a shell's folder, those that were killed included. To be done in one's turn.
 * @returns absolute paths of what was removed: a Nix whose caller was killed may be about to note a root there (`forgetLateRoots`)
 */
export function removeLeftovers(folder: string, { keep, env }: { keep: string | undefined; env: Variables }): readonly string[] {
  const left = readdirSync(folder).filter((name) => /^[gt]-/.test(name) && name !== keep);
  const paths = left.map((name) => join(folder, name));
  for (const path of paths) removeWithRoots(path, env);
  return paths;
}

/** Drops the notes of roots in generations that are gone: made after these were removed. */
export function forgetLateRoots(generations: readonly string[], env: Variables): void {
  for (const generation of generations) if (!existsSync(rootOf(generation))) dropNote(rootOf(generation), env);
}

/** Removes what processes left that are gone, from a folder where anybody writes at any time: what is named by a prefix and the process's number. */
export function removeOrphans(folder: string, prefix: string, env: Variables): void {
  for (const name of namesIn(folder)) {
    const pid = name.startsWith(prefix) ? /^\d+(?=-)/.exec(name.slice(prefix.length))?.[0] : undefined;
    if (pid !== undefined && startOfProcess(Number(pid)) === undefined) removeWithRoots(join(folder, name), env);
  }
}

/** Removes a file, or a folder and the roots that Nix has in it. */
export function removeWithRoots(path: string, env: Variables): void {
  forgetRoots(path, env);
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // A Nix whose caller was killed is just writing there: what is left goes the next time.
  }
}

/**
 * Nix notes where it made a link, and drops the note when it finds the link gone, at its next collection of garbage. Until then notes would pile up, one for
 * each capture. Where the store is ours we drop them ourselves; where it is a daemon's, nobody but Nix may.
 */
export function forgetRoots(folder: string, env: Variables): void {
  for (const link of linksIn(folder)) dropNote(link, env);
}

function dropNote(link: string, env: Variables): void {
  const note = join(env.NIX_STATE_DIR || "/nix/var/nix", "gcroots/auto", noteName(link));
  try {
    if (readlinkSync(note) === link) unlinkSync(note);
  } catch {
    // Not a root, or not ours to touch.
  }
}

/** As Nix names it: SHA-1 of the link's path, in its own base 32, which starts from the end. */
function noteName(link: string): string {
  let bits = BigInt(`0x${createHash("sha1").update(link).digest().reverse().toString("hex")}`);
  let name = "";
  for (let digit = 0; digit < 32; digit++, bits >>= 5n) name = `${NIX_DIGITS[Number(bits & 31n)]}${name}`;
  return name;
}

const NIX_DIGITS = "0123456789abcdfghijklmnpqrsvwxyz";

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linksIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isSymbolicLink()).map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}
