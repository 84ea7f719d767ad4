import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { TaskFile } from "@nix-repo/model";
import type { Delegate, Include, Recipe } from "./delegate.ts";

/**
 * GNU make has no list of targets but prints its database (`-p`). Nothing is made: `-n` starts no recipe, and the goals are the makefiles
 * themselves, as naming a makefile as a goal is the one way to keep make from remaking it on reading (GNU make manual, "How Makefiles Are
 * Remade"). What any reading does cannot be helped: `$(shell …)` runs, and an `include` that must first be made is made.
 */
export const make: Delegate = {
  tool: "make",
  nixPackage: "gnumake",
  includes,
  question: ({ file }, found) => {
    const goals = found.filter(({ optional }) => optional).map(({ name }) => name);
    return ["make", "-rpn", "-f", file, file, ...goals];
  },
  recipes: targetsOf,
  command: ({ file }, recipe) => ["make", "-f", file, recipe],
  beforeArgs: [],
};

/** The blocks between `# Files` and its statistics: the rule on the first line, then comments about it, then its recipe behind tabs. */
function targetsOf(database: string, { file }: TaskFile): Recipe[] {
  const start = database.lastIndexOf("\n# Files\n");
  const end = database.indexOf("\n# files hash-table stats:", start);
  if (start < 0 || end < 0) throw new Error("make printed no database");
  const found = new Map<string, Recipe>();
  const texts = new Map<string, readonly string[]>();
  for (const block of database.slice(start, end).split("\n\n")) {
    const rule = /^(?!#|\t)([^\s:=#%]+)\s*::?(?!=)/.exec(block);
    const name = rule?.[1];
    if (name === undefined || name.startsWith(".")) continue;
    const phony = block.includes("\n#  Phony target");
    // A path, or a name with a suffix, is a file to be made; a chore is called by a plain word.
    if (!phony && /[/.~$]/.test(name)) continue;
    const made = /\n#\s+recipe to execute \(from '([^']+)', line (\d+)\)/.exec(block);
    if (!phony && made === null && !/:\s*\S/.test(block.split("\n", 1)[0] ?? "")) continue;
    found.set(name, { name, ...definitionOf(name, resolve(dirname(file), made?.[1] ?? file), texts) });
  }
  return [...found.values()].sort((a, b) => (a.file === b.file ? (a.line ?? 0) - (b.line ?? 0) : a.file < b.file ? -1 : 1));
}

/** The rule's own line, and what people write behind it by the custom `target: ## what it does`. */
function definitionOf(name: string, file: string, texts: Map<string, readonly string[]>): { file: string; line?: number; doc?: string } {
  let lines = texts.get(file);
  if (lines === undefined) {
    lines = linesOf(file);
    texts.set(file, lines);
  }
  const index = lines.findIndex((line) => !line.startsWith(".") && targetsNamedIn(line).includes(name));
  if (index < 0) return { file };
  const doc = /\s##\s*(.*\S)/.exec(lines[index] ?? "")?.[1];
  return { file, line: index + 1, ...(doc === undefined ? {} : { doc }) };
}

function targetsNamedIn(line: string): string[] {
  return (/^([^\t#=:][^#=:]*?)&?::?(?!=)/.exec(line)?.[1] ?? "").split(/\s+/);
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}

const INCLUDE = /^ *(-include|sinclude|include)\s+([^#\n]+)/gm;

function includes(file: string, text: string): Include[] {
  const found: Include[] = [];
  for (const [, word, names] of text.matchAll(INCLUDE)) {
    for (const name of (names ?? "").trim().split(/\s+/)) {
      // Patterns and variables are known to make alone.
      if (!/[$*?[]/.test(name)) found.push({ file: resolve(dirname(file), name), name, optional: word !== "include" });
    }
  }
  return found;
}
