import type { Variables } from "@nix-repo/model";
import { interpolate } from "./interpolate.ts";
import type { Origin, Source } from "./node.ts";
import type { Reading } from "./reading.ts";

export interface EnvFileOptions {
  /** What counts before the file's own variables where a value uses one, and gives those that stand without a value. */
  readonly variables: Variables;
  /** `raw`: values as they stand. */
  readonly format?: "raw" | undefined;
}

export type EnvFileEntries = ReadonlyMap<string, { readonly value: string; readonly origin: Origin }>;

/**
 * The variables of an `.env` file by the rules of compose, which are not those of other tools: `NAME=value`, `NAME: value`, `export`, quotes over
 * several lines, `$NAME` in all but single quotes, ` #` begins a comment. No value and no line of such a file ever enters a message.
 * Source: https://github.com/compose-spec/compose-spec/blob/main/05-services.md#env_file-format; for what it leaves open, what `docker compose` does.
 */
export function readEnvFile(source: Source, options: EnvFileOptions, reading: Reading): EnvFileEntries {
  return new EnvFile(source, options, reading).entries();
}

class EnvFile {
  private readonly found = new Map<string, { value: string; origin: Origin }>();
  private readonly own: Record<string, string> = Object.create(null);
  private readonly source: Source;
  private readonly options: EnvFileOptions;
  private readonly reading: Reading;

  constructor(source: Source, options: EnvFileOptions, reading: Reading) {
    this.source = source;
    this.options = options;
    this.reading = reading;
  }

  entries(): EnvFileEntries {
    const { text } = this.source;
    let at = 0;
    while (at < text.length) {
      const start = after(SPACE_AND_LINES, text, at);
      if (start >= text.length) break;
      at = text[start] === "#" ? lineEnd(text, start) : this.entry(start);
      // What is wrong in quotes that never end would be wrong again in each line that follows.
      if (at === -1) break;
    }
    return this.found;
  }

  /** @returns where the next one may begin; -1 after quotes that never end */
  private entry(start: number): number {
    const { text } = this.source;
    const from = after(EXPORT, text, start);
    NAME.lastIndex = from;
    const name = NAME.exec(text)?.[0] ?? "";
    const next = after(SPACES, text, from + name.length);
    const origin: Origin = { source: this.source, start: from, end: from + Math.max(1, name.length) };
    const separator = text[next];
    if (separator === undefined || separator === "\n" || separator === "\r") {
      this.inherit(name, origin);
      return lineEnd(text, next);
    }
    if (name === "" || (separator !== "=" && separator !== ":")) {
      const message = name === "" ? "expected the name of a variable" : 'expected "=" after the name of the variable';
      this.reading.wrong({ origin: { source: this.source, start: next, end: next + 1 }, message });
      return lineEnd(text, next);
    }
    return this.value(name, origin, after(SPACES, text, next + 1));
  }

  private inherit(name: string, origin: Origin): void {
    const value = Object.hasOwn(this.options.variables, name) ? this.options.variables[name] : undefined;
    if (value !== undefined) this.set(name, value, origin);
  }

  private value(name: string, origin: Origin, from: number): number {
    const { text } = this.source;
    const end = lineEnd(text, from);
    const quote = text[from];
    if (this.options.format === "raw") {
      this.set(name, text.slice(from, end).replace(/\r$/, ""), origin);
      return end;
    }
    if (quote !== '"' && quote !== "'") {
      const plain = text.slice(from, end).replace(COMMENT, "").trimEnd();
      this.set(name, this.expanded(plain, origin), origin);
      return end;
    }
    const close = closingQuote(text, from, quote);
    if (close === -1) {
      this.reading.wrong({
        origin: { source: this.source, start: from, end: from + 1 },
        message: `expected a ${quote} that ends the value`,
      });
      return -1;
    }
    const inner = text.slice(from + 1, close);
    this.set(name, quote === "'" ? inner.replaceAll("\\'", "'") : this.expanded(unescaped(inner), origin), origin);
    return close + 1;
  }

  private expanded(text: string, origin: Origin): string {
    if (!text.includes("$")) return text;
    const variables = new Proxy(this.own, new Layered(this.options.variables));
    const result = interpolate(text, { variables, limit: MAX_LENGTH });
    if (result.kind === "mistake") {
      this.reading.wrong({ origin, message: result.message });
      return "";
    }
    return this.reading.mayPutIn(result.text.length, origin) ? result.text : "";
  }

  private set(name: string, value: string, origin: Origin): void {
    this.found.set(name, { value, origin });
    this.own[name] = value;
  }
}

/** The caller's variables before the file's own. */
class Layered implements ProxyHandler<Record<string, string>> {
  private readonly first: Variables;

  constructor(first: Variables) {
    this.first = first;
  }

  get(own: Record<string, string>, name: string): string | undefined {
    return Object.hasOwn(this.first, name) ? this.first[name] : own[name];
  }

  getOwnPropertyDescriptor(own: Record<string, string>, name: string): PropertyDescriptor | undefined {
    const value = this.get(own, name);
    return value === undefined ? undefined : { value, configurable: true, enumerable: true, writable: true };
  }
}

const NAME = /[\p{L}\p{N}_.[\]-]*/uy;
const EXPORT = /(?:export[ \t]+)?/y;
const SPACES = /[ \t\v\f\u0085\u00A0]*/y;
const SPACE_AND_LINES = /\s*/y;
const COMMENT = / #.*$/s;
const MAX_LENGTH = 1_048_576;

function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  pattern.exec(text);
  return Math.max(at, pattern.lastIndex);
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

function closingQuote(text: string, from: number, quote: string): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === quote) return at;
  }
  return -1;
}

/** A dollar sign after a backslash is doubled, which interpolation then makes one of. */
function unescaped(text: string): string {
  return text.replace(/\\([abfnrtv"\\$])/g, (_, letter: string) => ESCAPES[letter] ?? letter);
}

const ESCAPES: Readonly<Record<string, string>> = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v", $: "$$" };
