import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { UnitId } from "@nix-repo/model";
import { processClock, type TableEntry } from "@nix-repo/processes";

/**
 * The variable by which all that a unit has started is known, also what has left its session, lost its parents, and was never written down. Programs hand
 * their environment on unless they are told not to; who starts something that is to outlive its unit takes this variable out of its environment.
 */
export const UNIT_MARK = "REPO_UNIT_MARK";

/** A name for a supervisor that nobody else has. */
export function newToken(): string {
  return randomBytes(12).toString("hex");
}

/** The mark of the `count`th start under a supervisor. */
export function unitMark(token: string, { unit, count }: { unit: UnitId; count: number }): string {
  return `${token}/${count}/${unit}`;
}

/** Whose mark it is; undefined where it is not one of that supervisor. */
export function unitOfMark(mark: string | undefined, token: string): UnitId | undefined {
  return mark?.startsWith(`${token}/`) === true ? mark.slice(mark.indexOf("/", token.length + 1) + 1) : undefined;
}

/** The mark in the environment that a process was given. Undefined where it has none, where it is another user's, and where the system does not tell (macOS). */
export function markOf({ pid, started }: TableEntry): string | undefined {
  const known = marks.get(pid);
  if (known?.started === started) return known.mark;
  const mark = readMark(pid);
  // A process that is just being started still has the environment of whoever starts it.
  if (processClock() - started > IS_LOADED_AFTER_MS) {
    if (marks.size > FORGOTTEN_ABOVE) marks.clear();
    marks.set(pid, { started, mark });
  }
  return mark;
}

const marks = new Map<number, { readonly started: number; readonly mark: string | undefined }>();
const IS_LOADED_AFTER_MS = 1_000;
const FORGOTTEN_ABOVE = 10_000;

function readMark(pid: number): string | undefined {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, "utf8");
    const at = `\0${variables}`.indexOf(`\0${UNIT_MARK}=`);
    return at === -1 ? undefined : variables.slice(at + UNIT_MARK.length + 1).split("\0", 1)[0];
  } catch {
    return undefined;
  }
}
