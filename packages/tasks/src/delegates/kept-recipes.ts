import { readFileSync } from "node:fs";
import { join } from "node:path";
import { makeStateFolder, type TaskFile, type Verb, writeWhole } from "@nix-repo/model";
import type { Recipe } from "./delegate.ts";
import { DELEGATES } from "./delegates.ts";

/** The files that decide an answer, as they were when it was asked for. */
export interface Reading {
  readonly text: string;
  /** By absolute path; null where there is no such file (yet: an optional include may appear). */
  readonly texts: Readonly<Record<string, string | null>>;
}

/**
 * Reads a task file and all it includes.
 * @returns undefined where the task file cannot be read.
 */
export function readTaskFile({ tool, file }: TaskFile): Reading | undefined {
  const texts: Record<string, string | null> = {};
  const read = (path: string): string | undefined => {
    const text = textOf(path);
    texts[path] = text ?? null;
    for (const include of text === undefined ? [] : DELEGATES[tool].includes(path, text)) {
      if (!(include.file in texts)) read(include.file);
    }
    return text;
  };
  const text = read(file);
  return text === undefined ? undefined : { text, texts };
}

/** Absolute paths of the files that a verb's definition stands in, as far as it is a recipe. */
export function definitionFiles({ source, service }: Verb): readonly string[] {
  const taskFile = source.kind === "delegate" ? service.taskFiles.find(({ tool }) => tool === source.tool) : undefined;
  return taskFile === undefined ? [] : taskFileReads(taskFile);
}

/** Absolute paths of a task file and of all that it includes, there or not. */
export function taskFileReads(taskFile: TaskFile): readonly string[] {
  return Object.keys(readTaskFile(taskFile)?.texts ?? {});
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
    return kept.version === VERSION && kept.tool === taskFile.tool && kept.file === taskFile.file && isSame(kept.reads, reading.texts)
      ? kept.recipes
      : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps an answer. Where the folder cannot be written, the next run asks again. */
export function keepRecipes(stateFolder: string, taskFile: TaskFile, answer: { reading: Reading; recipes: readonly Recipe[] }): void {
  const kept: Kept = { version: VERSION, ...taskFile, reads: answer.reading.texts, recipes: answer.recipes };
  try {
    writeWhole(join(makeStateFolder(stateFolder, FOLDER), keptName(taskFile)), `${JSON.stringify(kept)}\n`);
  } catch {
    // A read-only folder or a full disk makes it slower, not wrong.
  }
}

interface Kept {
  readonly version: number;
  readonly tool: TaskFile["tool"];
  readonly file: string;
  /** Texts, not digests of them: loading node:crypto takes longer (2 ms) than comparing any task file. */
  readonly reads: Reading["texts"];
  readonly recipes: readonly Recipe[];
}

/** Raised whenever `Recipe`, or how answers are read, changes. */
const VERSION = 2;

const FOLDER = "recipes";

/** The end of the path tells task files apart; should two share a name, each replaces the other's answer, and neither takes it for its own. */
function keptName({ tool, file }: TaskFile): string {
  return `${tool}${encodeURIComponent(file).slice(-LONGEST_NAME)}.json`;
}

/** File systems allow 255 bytes; `writeWhole` adds some for its temporary file. */
const LONGEST_NAME = 180;

function isSame(a: Reading["texts"], b: Reading["texts"]): boolean {
  const paths = Object.keys(a);
  return paths.length === Object.keys(b).length && paths.every((path) => a[path] === b[path]);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
