import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { TaskFile } from "@nix-repo/model";
import type { Delegate, Include, Recipe } from "./delegate.ts";

/**
 * GNU make has no list of targets but prints its database (`-p`). Nothing is made: `-n` starts no recipe, the goal is the makefile itself, and
 * `-o` calls it and its includes up to date, as make remakes makefiles on reading them whatever `-n` says (GNU make manual, "How Makefiles
 * Are Remade"). What any reading does cannot be helped: `$(shell …)` runs, and a missing file that is not optional to include is made.
 * Makefiles are named relative to their folder, as in a plain `make`: rules for `Makefile` would not be about an absolute path.
 */
export const make: Delegate = {
  tool: "make",
  nixPackage: "gnumake",
  includes,
  question({ file }, found) {
    const makefile = basename(file);
    const upToDate = found.filter((include) => include.optional || existsSync(include.file)).flatMap(({ name }) => ["-o", name]);
    return ["make", "-rpn", "-f", makefile, "-o", makefile, ...upToDate, makefile];
  },
  recipes: targetsOf,
  command: ({ file }, recipe) => ["make", "-f", basename(file), recipe],
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
    const rule = ruleLine(block);
    const name = /^([^\s:=#%]+)\s*::?(?!=)/.exec(rule)?.[1];
    if (name === undefined || name.startsWith(".")) continue;
    const phony = block.includes("\n#  Phony target");
    // A path, or a name with a suffix, is a file to be made; a chore is called by a plain word.
    if (!phony && (/[/.~$]/.test(name) || name === basename(file))) continue;
    const made = /\n#\s+recipe to execute \(from '([^']+)', line (\d+)\)/.exec(block);
    if (!phony && made === null && !/:\s*\S/.test(rule)) continue;
    found.set(name, { name, ...definitionOf(name, resolve(dirname(file), made?.[1] ?? file), texts) });
  }
  return [...found.values()].sort(byPlace);
}

/** The last line before the comments about the target: variables of the target's own stand above it. Empty where it is no target. */
function ruleLine(block: string): string {
  if (/^\n?# Not a target/.test(block)) return "";
  const about = block.indexOf("\n#  ");
  const head = (about < 0 ? block : block.slice(0, about)).split("\n");
  return head.findLast((line) => !/^(#|\t|$)/.test(line)) ?? "";
}

function byPlace(a: Recipe, b: Recipe): number {
  return a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0) || a.name.localeCompare(b.name);
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
