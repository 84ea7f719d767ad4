import { NixSyntaxError, type Token, tokenAt } from "./nix-tokens.ts";
import type { NixExpression, NixNode } from "./nix-tree.ts";

const KEYWORDS = new Set(["if", "then", "else", "assert", "with", "let", "in", "rec", "inherit"]);

/** A place in the text that moves on token by token; strings and paths, within which blanks count. */
export abstract class NixScanner {
  private readonly text: string;
  private at = 0;
  /** Where the last token that was taken ends. */
  protected last = 0;

  constructor(text: string) {
    this.text = text;
  }

  abstract expression(): NixNode;

  /** The token that comes after `ahead` others. Of a string it is the quote. */
  peek(ahead = 0): Token {
    let token = tokenAt(this.text, this.at);
    for (let i = 0; i < ahead && token.kind !== "end"; i++) token = tokenAt(this.text, token.end);
    return token;
  }

  protected is(text: string): boolean {
    const token = this.peek();
    return token.text === text && (token.kind === "sign" || token.kind === "identifier");
  }

  protected takeIf(text: string): boolean {
    if (!this.is(text)) return false;
    this.moveTo(this.peek().end);
    return true;
  }

  protected take(text: string): void {
    const token = this.peek();
    if (token.text !== text) this.fail(text);
    this.moveTo(token.end);
  }

  protected isName(): boolean {
    const { kind, text } = this.peek();
    return kind === "identifier" && !KEYWORDS.has(text) && text !== "or";
  }

  protected name({ orOr = false }: { orOr?: boolean } = {}): string {
    if (!this.isName() && !(orOr && this.is("or"))) this.fail("a name");
    const { text } = this.peek();
    this.take(text);
    return text;
  }

  protected fail(expected?: string): never {
    const { text, start } = this.peek();
    const found = text === "" ? "the end of the file" : text;
    throw new NixSyntaxError(expected === undefined ? `unexpected ${found}` : `expected ${expected}, got ${found}`, start);
  }

  protected from<Expression extends NixExpression>(start: number, expression: Expression): NixNode {
    return { ...expression, start, end: this.last };
  }

  private moveTo(offset: number): void {
    this.at = offset;
    this.last = offset;
  }

  protected string(): NixNode {
    const { start, text: quote } = this.peek();
    this.take(quote);
    const indented = quote === "''";
    const parts: NixNode[] = [];
    let plain = "";
    for (;;) {
      const piece = this.pieceOfString(indented ? INDENTED_PIECES : PIECES);
      if (piece === "${") parts.push(this.interpolation());
      else if (piece === quote) break;
      else plain += piece.startsWith("\\") ? unescaped(piece) : piece;
    }
    const text = parts.length === 0 && !indented ? plain : undefined;
    return this.from(start, { kind: "string", indented, text, parts });
  }

  private pieceOfString(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const piece = pattern.exec(this.text)?.[0];
    if (piece === undefined) throw new NixSyntaxError("a string does not end", this.at);
    this.moveTo(this.at + piece.length);
    return piece;
  }

  private interpolation(): NixNode {
    const inner = this.expression();
    this.take("}");
    return inner;
  }

  /** Up to where it can go on no longer: `./a/${b}/c` is one path. */
  protected path(): NixNode {
    const { start, text } = this.peek();
    this.take(text);
    const parts: NixNode[] = [];
    let isClosed = !text.endsWith("/");
    for (;;) {
      const piece = this.pieceOfPath();
      if (piece === "") break;
      if (piece === "${") parts.push(this.interpolation());
      isClosed = !piece.endsWith("/");
    }
    if (!isClosed) throw new NixSyntaxError("a path ends with a slash", start);
    return this.from(start, { kind: "path", parts });
  }

  private pieceOfPath(): string {
    PATH_PIECES.lastIndex = this.at;
    const piece = PATH_PIECES.exec(this.text)?.[0] ?? "";
    this.moveTo(this.at + piece.length);
    return piece;
  }
}

/** `$$` and `$x` are what they are, so that `$${x}` interpolates nothing. */
const PIECES = /\$\{|"|\\[\s\S]|\$(?=")|\$(?=\\)|\$[^{"\\]|[^$"\\]+/y;
const INDENTED_PIECES = /''\$|'''|''\\[\s\S]|\$\{|''|\$[^{']|'(?!')|\$|[^$']+/y;
const PATH_PIECES = /\$\{|[a-zA-Z0-9._+-]+\/?|\/(?:[a-zA-Z0-9._+-]+\/?)*/y;

function unescaped(piece: string): string {
  const letter = piece.slice(1);
  return { n: "\n", r: "\r", t: "\t" }[letter] ?? letter;
}
