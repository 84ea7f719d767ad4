import jsTokens from "js-tokens";
import type { Span } from "./source-text.ts";

export interface ScriptToken extends Span {
  readonly type: string;
  readonly value: string;
}

/** The tokens of a JavaScript, TypeScript or JSON text that are neither space nor comment. Never fails: what is no token is one of type Invalid. */
export function scriptTokens(text: string): readonly ScriptToken[] {
  const tokens: ScriptToken[] = [];
  let start = 0;
  for (const { type, value } of jsTokens(text)) {
    const end = start + value.length;
    if (!SKIPPED.has(type)) tokens.push({ type, value, start, end });
    start = end;
  }
  return tokens;
}

const SKIPPED = new Set(["WhiteSpace", "LineTerminatorSequence", "MultiLineComment", "SingleLineComment", "HashbangComment"]);

/** The index after an expression that begins at `from`: that of the comma, bracket or semicolon that ends it. */
export function endOfExpression(tokens: readonly ScriptToken[], from: number): number {
  let depth = 0;
  let i = from;
  for (; i < tokens.length; i += 1) {
    const change = depthChange(tokens[i]);
    if (depth === 0 && (change < 0 || isOneOf(tokens[i], [",", ";"]))) return i;
    depth += change;
  }
  return i;
}

function depthChange(token: ScriptToken | undefined): number {
  if (token === undefined) return 0;
  if (token.type === "TemplateHead") return 1;
  if (token.type === "TemplateTail") return -1;
  if (isOneOf(token, ["{", "[", "("])) return 1;
  return isOneOf(token, ["}", "]", ")"]) ? -1 : 0;
}

export function isOneOf(token: ScriptToken | undefined, values: readonly string[]): boolean {
  return token?.type === "Punctuator" && values.includes(token.value);
}

/** The text that a key or a string literal stands for; undefined where it is neither. */
export function literalText(token: ScriptToken | undefined): string | undefined {
  if (token?.type === "IdentifierName") return token.value;
  if (token?.type === "NumericLiteral") return String(Number(token.value));
  if (token?.type === "NoSubstitutionTemplate") return token.value.slice(1, -1);
  if (token?.type !== "StringLiteral") return undefined;
  return token.value.slice(1, -1).replaceAll(ESCAPE, (_, code: string, hex: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return ESCAPED[code] ?? code;
  });
}

const ESCAPE = /\\(u([\da-fA-F]{4})|[\s\S])/g;
const ESCAPED: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };
