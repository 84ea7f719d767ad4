import type { Path } from "./mistake.ts";
import { endOfExpression, isOneOf, literalText, type ScriptToken, scriptTokens } from "./script-tokens.ts";
import type { Finder, Span } from "./source-text.ts";

/**
 * Finds values in the text of a TypeScript, JavaScript or JSON file by its tokens alone: object and array literals, through wrapping calls
 * (`defineConfig({...})`), `const` of the same file, shorthand and spread. It is not a parser: what is computed ends the search, and the deepest
 * key found stands for all below it. Tokens rather than a parser because a place must be had synchronously, in the middle of a lazy getter, and
 * loading a parser would cost every start of the executable more than reading the whole registry does.
 */
export function finderInScript(text: string): Finder {
  let tokens: readonly ScriptToken[] | undefined;
  return (path, at) => {
    tokens ??= scriptTokens(text);
    return findIn(tokens, path, at);
  };
}

function findIn(tokens: readonly ScriptToken[], path: Path, at: "key" | "value"): Span {
  const exported = exportedValue(tokens);
  let value = exported === undefined ? undefined : literalAt(tokens, exported.value);
  let deepest: Entry | undefined;
  let complete = true;
  for (const segment of path) {
    const entry: Entry | undefined = value === undefined ? undefined : entryOf(tokens, value, segment);
    if (entry === undefined) {
      complete = false;
      break;
    }
    deepest = entry;
    value = entry.value === undefined ? undefined : literalAt(tokens, entry.value);
  }
  if (deepest === undefined) return exported?.span ?? { start: 0, end: 1 };
  return spanOf(tokens, deepest, complete ? at : "key");
}

/** Where something is said of a value: at its key (none in a list) and at the first token of what stands there. */
export interface Entry {
  readonly key?: Span;
  readonly name: string | number;
  readonly value?: number;
}

/** A scalar is marked itself. What has parts, or goes on over several lines, is marked by its key. */
function spanOf(tokens: readonly ScriptToken[], { key, value }: Entry, at: "key" | "value"): Span {
  const first = value === undefined ? undefined : tokens[value];
  if (first === undefined || value === undefined) return key ?? { start: 0, end: 1 };
  if (key !== undefined && (at === "key" || isOneOf(first, ["{", "["]))) return key;
  if (isOneOf(first, ["{", "["])) return { start: first.start, end: first.start + 1 };
  return { start: first.start, end: tokens[endOfExpression(tokens, value) - 1]?.end ?? first.end };
}

/** What a module exports: the first token of the expression, and what to mark where the whole value is wrong. */
export function exportedValue(tokens: readonly ScriptToken[]): { value: number; span: Span } | undefined {
  const first = tokens[0];
  if (first === undefined) return undefined;
  const all = { start: first.start, end: first.end };
  if (isOneOf(first, ["{", "["]) || tokens.length === 1) return { value: 0, span: all };
  for (const [i, token] of tokens.entries()) {
    const [next, third, fourth] = [tokens[i + 1], tokens[i + 2], tokens[i + 3]];
    if (token.value === "export" && next?.value === "default") return { value: i + 2, span: { start: token.start, end: next.end } };
    if (token.value === "export" && next?.value === "=") return { value: i + 2, span: { start: token.start, end: next.end } };
    if (token.value === "module" && next?.value === "." && third?.value === "exports" && fourth?.value === "=") {
      return { value: i + 4, span: { start: token.start, end: third.end } };
    }
  }
  return { value: tokens.length, span: all };
}

/** The opening bracket of the object or array that an expression gives, where that can be seen without running it. */
export function literalAt(tokens: readonly ScriptToken[], from: number, followed = 0): number | undefined {
  const token = tokens[from];
  const next = tokens[from + 1];
  if (token === undefined || followed > MOST_CONSTANTS) return undefined;
  if (isOneOf(token, ["{", "["])) return from;
  if (isOneOf(token, ["("])) return literalAt(tokens, from + 1, followed);
  if (token.type !== "IdentifierName") return undefined;
  if (isOneOf(next, ["("])) return literalAt(tokens, from + 2, followed);
  if (isOneOf(next, [".", "?.", "[", "=>", "<"])) return undefined;
  const declared = declarationOf(tokens, token.value);
  return declared === undefined ? undefined : literalAt(tokens, declared, followed + 1);
}

/** So that `const a = b, b = a` ends. */
const MOST_CONSTANTS = 8;

/** The first token of what a `const` of this file is set to. */
function declarationOf(tokens: readonly ScriptToken[], name: string): number | undefined {
  const at = tokens.findIndex((token, i) => token.value === name && DECLARES.has(tokens[i - 1]?.value ?? ""));
  if (at === -1) return undefined;
  // A type may stand in between, with brackets of its own: `const x: Record<string, { a: 1 }> = `.
  const equals = tokens.findIndex((token, i) => i > at && isOneOf(token, ["=", ";"]));
  return equals === -1 || tokens[equals]?.value === ";" ? undefined : equals + 1;
}

const DECLARES = new Set(["const", "let", "var"]);

function entryOf(tokens: readonly ScriptToken[], literal: number, segment: string | number): Entry | undefined {
  let found: Entry | undefined;
  for (const entry of entriesOf(tokens, literal)) if (entry.name === segment) found = entry;
  return found;
}

/**
 * The entries of an object or array literal; of several with one name the last one counts. A list ends at its first spread.
 * @param spread how many spreads led here, or `own` to leave them out.
 */
export function* entriesOf(tokens: readonly ScriptToken[], literal: number, spread: number | "own" = 0): Generator<Entry> {
  const isList = tokens[literal]?.value === "[";
  let index = 0;
  for (let i = literal + 1, end = literal; i < tokens.length; i = end + 1) {
    end = endOfExpression(tokens, i);
    // Nothing stands before the closing bracket.
    if (end === i) return;
    if (isOneOf(tokens[i], ["..."])) {
      if (isList) return;
      const base = spread === "own" || spread > MOST_CONSTANTS ? undefined : literalAt(tokens, i + 1);
      if (base !== undefined && spread !== "own") yield* entriesOf(tokens, base, spread + 1);
    } else if (isList) {
      yield { name: index, value: i };
      index += 1;
    } else {
      const entry = propertyAt(tokens, i);
      if (entry !== undefined) yield entry;
    }
    if (!isOneOf(tokens[end], [","])) return;
  }
}

function propertyAt(tokens: readonly ScriptToken[], at: number): Entry | undefined {
  const computed = isOneOf(tokens[at], ["["]) && isOneOf(tokens[at + 2], ["]"]);
  const key = tokens[computed ? at + 1 : at];
  const name = computed && key?.type === "IdentifierName" ? undefined : literalText(key);
  if (key === undefined || name === undefined) return undefined;
  const after = at + (computed ? 3 : 1);
  const span = { start: key.start, end: key.end };
  if (isOneOf(tokens[after], [":"])) return { name, key: span, value: after + 1 };
  // Shorthand stands for a constant of the same name; a method has no value that could be looked into.
  return isOneOf(tokens[after], [",", "}"]) ? { name, key: span, value: at } : { name, key: span };
}
