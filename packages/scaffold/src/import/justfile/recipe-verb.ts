import { posix } from "node:path";
import { isPosixShell, runOfLines } from "../shell/shell-lines.ts";
import { fillLine, linesOf } from "./body.ts";
import type { Constants } from "./constants.ts";
import { type Attribute, attributeName, type Fragment, type Recipe } from "./just-dump.ts";
import { type RecipeParams, variableOf } from "./params.ts";

/** What holds for all recipes of a justfile. */
export interface OfJustfile {
  readonly constants: Constants;
  /** What executes a line. */
  readonly shell: readonly string[];
  /** Where recipes run, relative to the registry's folder. */
  readonly folder: string;
  readonly positionalArguments: boolean;
  /** `set export`: every parameter is a variable of its own name. */
  readonly exportsAll: boolean;
}

export type Body = { readonly run: string | readonly string[] } | { readonly why: string };

/** What a recipe itself does, its dependencies aside, as what a verb runs; or why only just does the same. */
export function runOfRecipe(recipe: Recipe, params: RecipeParams, of: OfJustfile): Body {
  const why = whyNotByAttributes(recipe.attributes) ?? ("why" in params ? params.why : undefined) ?? whyNotByArguments(recipe, of);
  if (why !== undefined) return { why };
  const folder = folderOf(recipe, of.folder);
  if (folder === undefined) return { why: "its working directory is outside of the workspace" };
  return recipe.shebang ? scriptOf(recipe, folder, of) : linewise(recipe, folder, of);
}

/** Attributes that change nothing of what a recipe does. */
const WITHOUT_EFFECT = new Set([
  "doc",
  "group",
  "private",
  "no-exit-message",
  "exit-message",
  "no-quiet",
  "metadata",
  "parallel",
  "default",
]);

const REASONS: Readonly<Record<string, string>> = {
  confirm: "it asks before it runs",
  "no-cd": "it runs where its caller stands",
  script: "its body is a script for another program",
  "positional-arguments": "it takes its parameters as positional arguments",
};

function whyNotByAttributes(attributes: readonly Attribute[]): string | undefined {
  const names = attributes.map(attributeName).filter((name) => !WITHOUT_EFFECT.has(name) && name !== "working-directory");
  const [first] = names;
  if (first === undefined) return undefined;
  if (/^(linux|macos|unix|windows|openbsd|freebsd|netbsd|android|dragonfly)$/.test(first)) return `it is one for [${first}] alone`;
  return REASONS[first] ?? `it has the attribute [${first}]`;
}

function whyNotByArguments({ parameters, body }: Recipe, { positionalArguments }: OfJustfile): string | undefined {
  if (!positionalArguments) return undefined;
  const speaks = body.some((line) => line.some((fragment) => typeof fragment === "string" && /\$[\d@*#{]/.test(fragment)));
  return parameters.length > 0 || speaks ? "it takes its parameters as positional arguments" : undefined;
}

function folderOf({ attributes }: Recipe, folder: string): string | undefined {
  for (const attribute of attributes) {
    if (typeof attribute === "string" || attribute["working-directory"] === undefined) continue;
    const own = attribute["working-directory"];
    return typeof own === "string" ? insideOf(folder, own) : undefined;
  }
  return folder;
}

export function insideOf(folder: string, path: string): string | undefined {
  if (path.startsWith("/") || path.startsWith("~")) return undefined;
  const joined = posix.normalize(posix.join(folder, path)).replace(/(?<=.)\/$/, "");
  return joined.startsWith("..") ? undefined : joined;
}

function linewise(recipe: Recipe, folder: string, { constants, shell, exportsAll }: OfJustfile): Body {
  const filling = { constants, parameters: recipe.parameters, variableOf: variableIn(recipe, exportsAll) };
  const isPosix = isPosixShell(shell);
  const lines: { text: string; ignoresFailure: boolean }[] = [];
  for (const fragments of linesOf(recipe)) {
    const { sigils, rest } = withoutSigils(fragments);
    const filled = fillLine(rest, filling);
    if ("why" in filled) return filled;
    if (filled.text === "" || (isPosix && filled.text.startsWith("#"))) continue;
    if (!isPosix && rest.some((fragment) => typeof fragment !== "string")) return { why: `${shell[0]} is no shell whose words are known` };
    lines.push({ text: filled.text, ignoresFailure: sigils.includes("-") });
  }
  return { run: runOfLines({ shell, lines, folder: lines.length === 0 ? "." : folder }) };
}

/** `@` hides a line, which nobody sees here; `-` passes over its failure. */
function withoutSigils(fragments: readonly Fragment[]): { sigils: string; rest: readonly Fragment[] } {
  const [first, ...others] = fragments;
  if (typeof first !== "string") return { sigils: "", rest: fragments };
  const sigils = /^(?:@-?|-@?)?/.exec(first)?.[0] ?? "";
  return { sigils, rest: [first.slice(sigils.length), ...others] };
}

/** A script of bash is handed to bash as it stands; what asks for its own file or lines is not. */
function scriptOf(recipe: Recipe, folder: string, { constants, exportsAll }: OfJustfile): Body {
  const [head = [], ...body] = recipe.body;
  const interpreter = head.map((fragment) => (typeof fragment === "string" ? fragment : "{{}}")).join("");
  if (!/^#!\s*(\/usr\/bin\/env |\/usr\/bin\/|\/bin\/)bash\s*$/.test(interpreter))
    return { why: `its body is a script for ${interpreter.replace(/^#!\s*/, "")}` };
  const filling = { constants, parameters: recipe.parameters, variableOf: variableIn(recipe, exportsAll) };
  const lines: string[] = [];
  for (const fragments of body) {
    const isPasted = fragments.some((fragment) => typeof fragment !== "string");
    // Quotes that are open since an earlier line cannot be told from this one.
    if (isPasted && /['"`\\]|<<|\$[({]/.test(lines.join("\n").replaceAll(COMMENT, ""))) {
      const constant = fillLine(fragments, { ...filling, parameters: [] });
      const own = fillLine(fragments, filling);
      if ("why" in constant || "why" in own || constant.text !== own.text)
        return { why: "its script pastes a parameter behind quotes of its own" };
    }
    const filled = fillLine(fragments, filling);
    if ("why" in filled) return filled;
    lines.push(filled.text);
  }
  const script = lines.join("\n").trim();
  if (/BASH_|\$0|\$\{0|LINENO|FUNCNAME|\bcaller\b|\$_\b/.test(script)) return { why: "its script asks for its own file or lines" };
  const [first = ""] = script.split("\n").filter((line) => !/^\s*(#|$)/.test(line));
  const options = /^set -euo pipefail$/.test(first.trim()) ? [] : ["set +eu +o pipefail"];
  return { run: [...options, ...(folder === "." ? [] : [`cd ${quoteFolder(folder)}`]), script].join("\n") };
}

const COMMENT = /^\s*#.*$/gm;

function quoteFolder(folder: string): string {
  return /^[\w./-]+$/.test(folder) && !folder.startsWith("-") ? folder : `'${folder.replaceAll("'", "'\\''")}'`;
}

function variableIn({ parameters }: Recipe, exportsAll: boolean): (name: string) => string {
  return (name) => variableOf(name, exportsAll || parameters.some((parameter) => parameter.name === name && parameter.export));
}
