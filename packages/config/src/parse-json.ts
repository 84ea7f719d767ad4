import { isOneOf, type ScriptToken, scriptTokens } from "./script-tokens.ts";
import type { Span } from "./source-text.ts";

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly mistake: Span & { message: string } };

/** JSON, with the comments and closing commas that editors' own configuration files have. The first mistake comes with its place. */
export function parseJson(text: string): ParsedJson {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    // Only now is it worth looking at every token: for comments and closing commas, or for the place of the mistake.
  }
  const tokens = scriptTokens(text);
  const mistake = mistakeIn(tokens, 0);
  if (mistake !== undefined) return { ok: false, mistake };
  return {
    ok: true,
    value: JSON.parse(
      tokens
        .filter((_, i) => !isClosingComma(tokens, i))
        .map(({ value }) => value)
        .join(""),
    ),
  };
}

function isClosingComma(tokens: readonly ScriptToken[], i: number): boolean {
  return isOneOf(tokens[i], [","]) && isOneOf(tokens[i + 1], ["}", "]"]);
}

function mistakeIn(tokens: readonly ScriptToken[], from: number): (Span & { message: string }) | undefined {
  const result = valueAt(tokens, from);
  if (typeof result !== "number") return result;
  return result < tokens.length ? unexpected(tokens, result, "the end of the file") : undefined;
}

type Next = number | (Span & { message: string });

/** The index after a value, or what is wrong in it. */
function valueAt(tokens: readonly ScriptToken[], i: number): Next {
  const token = tokens[i];
  if (isOneOf(token, ["{"])) return membersAt(tokens, i + 1, "}");
  if (isOneOf(token, ["["])) return membersAt(tokens, i + 1, "]");
  if (isOneOf(token, ["-"]) && tokens[i + 1]?.type === "NumericLiteral" && isJson(`-${tokens[i + 1]?.value}`)) return i + 2;
  return token !== undefined && isJson(token.value) ? i + 1 : unexpected(tokens, i, "a value");
}

function membersAt(tokens: readonly ScriptToken[], from: number, close: "}" | "]"): Next {
  let i = from;
  while (!isOneOf(tokens[i], [close])) {
    const next = close === "}" ? memberAt(tokens, i) : valueAt(tokens, i);
    if (typeof next !== "number") return next;
    i = next;
    if (isOneOf(tokens[i], [","])) i += 1;
    else if (!isOneOf(tokens[i], [close])) return unexpected(tokens, i, `"," or "${close}"`);
  }
  return i + 1;
}

function memberAt(tokens: readonly ScriptToken[], i: number): Next {
  const key = tokens[i];
  if (key?.type !== "StringLiteral" || !isJson(key.value)) return unexpected(tokens, i, "a name in double quotes");
  return isOneOf(tokens[i + 1], [":"]) ? valueAt(tokens, i + 2) : unexpected(tokens, i + 1, '":"');
}

function unexpected(tokens: readonly ScriptToken[], i: number, expected: string): Span & { message: string } {
  const token = tokens[i];
  const end = tokens.at(-1)?.end ?? 0;
  if (token === undefined) return { start: Math.max(0, end - 1), end, message: `the file ends too early: expected ${expected}` };
  return { start: token.start, end: token.end, message: `expected ${expected}, got ${token.value}` };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
