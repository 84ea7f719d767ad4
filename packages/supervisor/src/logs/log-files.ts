import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { UnitId } from "@nix-repo/model";

/**
 * The files of a unit's log: `web.log` is being written; `web.log.7` was, and is younger than `web.log.6`. A file that is full is renamed once, and never
 * again: who reads it can tell at any time which one comes after it.
 */
export interface LogFiles {
  /** The one that is being written, or will be. */
  readonly current: string;
  /** Those that are full. */
  readonly full: readonly FullLog[];
}

export interface FullLog {
  readonly number: number;
  readonly path: string;
}

/** As they are now, the oldest first. */
export function logFiles(folder: string, unit: UnitId): LogFiles {
  const name = logName(unit);
  const full = namesIn(folder).flatMap((each): FullLog[] => {
    const number = each.startsWith(`${name}.`) ? each.slice(name.length + 1) : "";
    return /^[1-9]\d*$/.test(number) ? [{ number: Number(number), path: join(folder, each) }] : [];
  });
  return { current: join(folder, name), full: full.sort((a, b) => a.number - b.number) };
}

/** Units of which there is a log, those with long names excepted. */
export function loggedUnits(folder: string): readonly UnitId[] {
  return namesIn(folder).flatMap((name) => {
    const encoded = /^([^~]+)\.log$/.exec(name)?.[1];
    return encoded === undefined ? [] : [decodeURIComponent(encoded)];
  });
}

/** Everything that is full, of all units, the oldest first; sizes in bytes. */
export function allFull(folder: string): readonly { readonly path: string; readonly size: number; readonly at: number }[] {
  return namesIn(folder)
    .filter((name) => /\.log\.[1-9]\d*$/.test(name))
    .flatMap((name) => {
      const path = join(folder, name);
      const found = statSync(path, { throwIfNoEntry: false });
      return found === undefined ? [] : [{ path, size: found.size, at: found.mtimeMs }];
    })
    .sort((a, b) => a.at - b.at);
}

/** Unique also where the file system does not tell case: a capital letter is written as its number. */
function logName(unit: UnitId): string {
  const encoded = [...Buffer.from(unit)].map((byte) => PLAIN[byte] ?? `%${byte.toString(16).padStart(2, "0")}`).join("");
  if (encoded.length <= LONGEST) return `${encoded}.log`;
  return `${encoded.slice(0, LONGEST_BEGINNING)}~${createHash("sha256").update(unit).digest("hex").slice(0, 16)}.log`;
}

const PLAIN: Readonly<Record<number, string>> = Object.fromEntries(
  [..."abcdefghijklmnopqrstuvwxyz0123456789._-"].map((letter) => [letter.charCodeAt(0), letter]),
);

/** File systems allow 255 bytes; a number comes after it. */
const LONGEST = 200;
const LONGEST_BEGINNING = 150;

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
