/** A token of the Nix language, as far as finding out what a file refers to needs them. `start` and `end` are offsets in the source. */
export type NixToken =
  | { readonly kind: "identifier"; readonly text: string; readonly start: number }
  /** `./a/b`, `../x`, `./.`, `a/b`. `text` ends before the first `${`; `end` is that of the whole path. */
  | { readonly kind: "path"; readonly text: string; readonly interpolated: boolean; readonly start: number; readonly end: number }
  /** A string's constant parts, as written but for its escapes; interpolated expressions follow as tokens of their own. */
  | { readonly kind: "string"; readonly text: string; readonly interpolated: boolean; readonly start: number }
  /** Operators and brackets, one or two characters each; `${` and the `}` that closes it too. */
  | { readonly kind: "symbol"; readonly text: string; readonly start: number };

/**
 * The tokens of a Nix file (lexer.l of Nix is the model). Never fails: what Nix itself would refuse gives some tokens or other, as the evaluation
 * that follows will refuse it.
 */
export function nixTokens(source: string): NixToken[] {
  const tokens: NixToken[] = [];
  const end = readExpression(source, { at: 0, tokens, closing: undefined });
  // A stray closing brace ends an expression early: go on behind it, so that nothing in the file is overlooked.
  for (let at = end; at < source.length; ) at = readExpression(source, { at: at + 1, tokens, closing: undefined });
  return tokens;
}

const SPACE = /[\s]+/y;
const COMMENT = /#[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
/** Nix's PATH and HPATH, and the start of a path that goes on with `${`. */
const PATH = /(?:~|[A-Za-z0-9._+-]*)(?:\/[A-Za-z0-9._+-]+)+\/?|(?:~|[A-Za-z0-9._+-]*)\/(?=\$\{)/y;
const SEARCH_PATH = /<[A-Za-z0-9._+-]+(?:\/[A-Za-z0-9._+-]+)*>/y;
const URI = /[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9%/?:@&=+$,_.!~*'-]+/y;
const IDENTIFIER = /[A-Za-z_][A-Za-z0-9_'-]*/y;
const NUMBER = /(?:\d+\.\d*|\.?\d+)(?:[Ee][+-]?\d+)?/y;
const SYMBOL = /\.\.\.|\$\{|==|!=|<=|>=|&&|\|\||->|\+\+|\/\/|[\s\S]/y;

interface Position {
  at: number;
  readonly tokens: NixToken[];
  /** The brace that ends the expression, where it stands inside `${`. */
  readonly closing: "}" | undefined;
}

/** Reads up to the closing brace of an interpolation (not beyond it), or to the end of the file. Returns where it stopped. */
function readExpression(source: string, position: Position): number {
  const { tokens, closing } = position;
  let { at } = position;
  let depth = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  while (at < source.length) {
    const blank = match(SPACE) ?? match(COMMENT);
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    if (source[at] === '"') {
      at = readString(source, { at: at + 1, tokens, quote: '"' });
      continue;
    }
    if (source.startsWith("''", at)) {
      at = readString(source, { at: at + 2, tokens, quote: "''" });
      continue;
    }
    const path = match(PATH);
    if (path !== undefined) {
      at = readPath(source, { at, tokens, start: path });
      continue;
    }
    // `a:b` is a URI to Nix too; its text refers to nothing in the repository.
    const uri = match(URI) ?? match(SEARCH_PATH);
    if (uri !== undefined) {
      tokens.push({ kind: "string", text: uri, interpolated: false, start: at });
      at += uri.length;
      continue;
    }
    const identifier = match(IDENTIFIER);
    if (identifier !== undefined) {
      tokens.push({ kind: "identifier", text: identifier, start: at });
      at += identifier.length;
      continue;
    }
    const symbol = match(NUMBER) ?? match(SYMBOL) ?? "";
    if (symbol === "}" && depth === 0 && closing === "}") return at;
    if (symbol === "{" || symbol === "${") depth += 1;
    if (symbol === "}") depth -= 1;
    tokens.push({ kind: "symbol", text: symbol, start: at });
    at += symbol.length;
  }
  return at;
}

/** A path may go on with `${…}` and more of a path, any number of times. */
function readPath(source: string, { at, tokens, start }: { at: number; tokens: NixToken[]; start: string }): number {
  let end = at + start.length;
  const interpolated = source.startsWith("${", end);
  const token = { kind: "path" as const, text: start, interpolated, start: at, end };
  tokens.push(token);
  while (source.startsWith("${", end)) {
    end = readExpression(source, { at: end + 2, tokens, closing: "}" }) + 1;
    end += /^[A-Za-z0-9._+/-]*/.exec(source.slice(end))?.[0].length ?? 0;
  }
  token.end = end;
  return end;
}

function readString(source: string, { at, tokens, quote }: { at: number; tokens: NixToken[]; quote: '"' | "''" }): number {
  const inner: NixToken[] = [];
  const start = at - quote.length;
  let text = "";
  while (at < source.length) {
    if (source.startsWith("${", at)) {
      at = readExpression(source, { at: at + 2, tokens: inner, closing: "}" }) + 1;
      continue;
    }
    const escaped = escapeAt(source, at, quote);
    if (escaped !== undefined) {
      text += source.slice(at, at + escaped);
      at += escaped;
      continue;
    }
    if (source.startsWith(quote, at)) {
      at += quote.length;
      break;
    }
    text += source[at];
    at += 1;
  }
  tokens.push({ kind: "string", text, interpolated: inner.length > 0, start }, ...inner);
  return at;
}

/** How many characters stand together as one escape; `$$` keeps what follows from opening an interpolation. */
function escapeAt(source: string, at: number, quote: '"' | "''"): number | undefined {
  if (source.startsWith("$$", at)) return 2;
  if (quote === '"') return source[at] === "\\" ? 2 : undefined;
  if (source.startsWith("'''", at)) return 3;
  if (source.startsWith("''$", at)) return 3;
  if (source.startsWith("''\\", at)) return 4;
  return undefined;
}
