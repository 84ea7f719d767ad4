import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TaskFile } from "@nix-repo/model";
import { makeStateFolder } from "../state-folder.ts";
import { writeWhole } from "../write-whole.ts";
import type { Recipe } from "./delegate.ts";
import { DELEGATES } from "./delegates.ts";

/** The files that decide an answer, as they were when it was asked for. */
export interface Reading {
  readonly text: string;
  /** By absolute path; undefined where there is no such file (yet: an optional include may appear). */
  readonly digests: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads a task file and all it includes.
 * @returns undefined where the task file cannot be read.
 */
export function readTaskFile({ tool, file }: TaskFile): Reading | undefined {
  const digests: Record<string, string | undefined> = {};
  const read = (path: string): string | undefined => {
    const text = textOf(path);
    digests[path] = text === undefined ? undefined : createHash("sha256").update(text).digest("base64url");
    for (const include of text === undefined ? [] : DELEGATES[tool].includes(path, text)) {
      if (!(include.file in digests)) read(include.file);
    }
    return text;
  };
  const text = read(file);
  return text === undefined ? undefined : { text, digests };
}

/**
 * An answer of an earlier run, if nothing that decides it has changed.
 * There is one file for each task file, replaced with its next answer, so that the folder does not grow with edits.
 */
export function keptRecipes(stateFolder: string, taskFile: TaskFile, reading: Reading): readonly Recipe[] | undefined {
  const text = textOf(join(stateFolder, FOLDER, keptName(taskFile)));
  if (text === undefined) return undefined;
  try {
    const kept = JSON.parse(text) as Kept;
    return kept.version === VERSION && kept.reads === fingerprint(reading) ? kept.recipes : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps an answer. Where the folder cannot be written, the next run asks again. */
export function keepRecipes(stateFolder: string, taskFile: TaskFile, answer: { reading: Reading; recipes: readonly Recipe[] }): void {
  const kept: Kept = { version: VERSION, file: taskFile.file, reads: fingerprint(answer.reading), recipes: answer.recipes };
  try {
    writeWhole(join(makeStateFolder(stateFolder, FOLDER), keptName(taskFile)), `${JSON.stringify(kept)}\n`);
  } catch {
    // A read-only folder or a full disk makes it slower, not wrong.
  }
}

interface Kept {
  readonly version: number;
  /** For people who look into the folder. */
  readonly file: string;
  readonly reads: string;
  readonly recipes: readonly Recipe[];
}

/** Raised whenever `Recipe`, or how answers are read, changes. */
const VERSION = 1;

const FOLDER = "recipes";

function keptName({ tool, file }: TaskFile): string {
  return `${createHash("sha256").update(`${tool}\0${file}`).digest("hex").slice(0, 32)}.json`;
}

function fingerprint({ digests }: Reading): string {
  const lines = Object.entries(digests).map(([path, digest]) => `${path}\0${digest ?? "absent"}`);
  return createHash("sha256").update(lines.sort().join("\n")).digest("base64url");
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
