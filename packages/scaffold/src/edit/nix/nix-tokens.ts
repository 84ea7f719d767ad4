/** What the parser sees: a keyword or a sign by its own text, and the beginnings of what is longer. */
export interface Token {
  readonly kind: "identifier" | "number" | "path" | "search-path" | "url" | "sign" | "end";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A text that Nix itself would not take either. */
export class NixSyntaxError extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** The token at or behind `from`, blanks and comments passed over. The longest that can be made counts, as in Nix's own scanner. */
export function tokenAt(text: string, from: number): Token {
  const start = skipBlanks(text, from);
  if (start >= text.length) return { kind: "end", text: "", start, end: start };
  let best: Token | undefined;
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = start;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined && found.length > (best?.text.length ?? 0)) best = { kind, text: found, start, end: start + found.length };
  }
  // What is nothing here may be something in a string, which who looks ahead may have looked into.
  return best ?? { kind: "sign", text: text.slice(start, start + 1), start, end: start + 1 };
}

/** Of two that are as long as each other, the first one counts. */
const PATTERNS: readonly (readonly [Token["kind"], RegExp])[] = [
  ["identifier", /[a-zA-Z_][a-zA-Z0-9_'-]*/y],
  ["number", /[0-9]+/y],
  ["number", /(?:[1-9][0-9]*\.[0-9]*|0?\.[0-9]+)(?:[Ee][+-]?[0-9]+)?/y],
  // The second form is followed by an interpolation: `./${name}`.
  ["path", /[a-zA-Z0-9._+-]*(?:\/[a-zA-Z0-9._+-]+)+\/?|[a-zA-Z0-9._+-]*\/(?=\$\{)/y],
  ["path", /~(?:\/[a-zA-Z0-9._+-]+)+\/?|~\/(?=\$\{)/y],
  ["search-path", /<[a-zA-Z0-9._+-]+(?:\/[a-zA-Z0-9._+-]+)*>/y],
  ["url", /[a-zA-Z][a-zA-Z0-9+.-]*:[a-zA-Z0-9%/?:@&=+$,_.!~*'-]+/y],
  ["sign", /\.\.\.|==|!=|<=|>=|&&|\|\||->|\/\/|\+\+|\$\{|''|[{}()[\];:,.=@?!<>+\-*/"]/y],
];

function skipBlanks(text: string, from: number): number {
  const pattern = /(?:[ \t\r\n]+|#[^\r\n]*|\/\*(?:[^*]|\*+[^*/])*\*+\/)*/y;
  pattern.lastIndex = from;
  return from + (pattern.exec(text)?.[0].length ?? 0);
}
