import type { Variables } from "@nix-repo/model";

/** What became of a text: itself with variables put in, or what was wrong at which offset. `shown` continues the message with what the text holds. */
export type Interpolated =
  | { readonly kind: "text"; readonly text: string; readonly unset: readonly string[] }
  | { readonly kind: "mistake"; readonly offset: number; readonly length: number; readonly message: string; readonly shown: string };

export interface InterpolateOptions {
  readonly variables: Variables;
  /** The text may become at most so long. */
  readonly limit: number;
}

/**
 * Puts variables into a text: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?error}`, `${NAME?error}`, `${NAME:+other}`,
 * `${NAME+other}`, where what follows the operator may hold more of them, and `$$` for a dollar sign. A `$` before anything else stays.
 * Source: https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md; for what it leaves open, what `docker compose` does.
 */
export function interpolate(text: string, options: InterpolateOptions): Interpolated {
  if (!text.includes("$")) return { kind: "text", text, unset: [] };
  const interpolation = new Interpolation(text, options);
  try {
    return { kind: "text", text: interpolation.run({ from: 0, to: text.length, depth: 0 }), unset: [...interpolation.unset] };
  } catch (error) {
    if (error instanceof Stop) return { kind: "mistake", ...error.mistake };
    throw error;
  }
}

/** Leaves the recursion; never leaves this file. */
class Stop extends Error {
  readonly mistake: { offset: number; length: number; message: string; shown: string };

  constructor({ offset, length, message, shown = "" }: { offset: number; length: number; message: string; shown?: string }) {
    super(message);
    this.mistake = { offset, length, message, shown };
  }
}

class Interpolation {
  readonly unset = new Set<string>();
  private readonly text: string;
  private readonly variables: Variables;
  private left: number;
  private readonly ends: ReadonlyMap<number, number>;

  constructor(text: string, { variables, limit }: InterpolateOptions) {
    this.text = text;
    this.variables = variables;
    this.left = limit;
    this.ends = closingBraces(text);
  }

  run({ from, to, depth }: { from: number; to: number; depth: number }): string {
    if (depth > MAX_DEPTH) throw new Stop({ offset: from, length: 1, message: `expected variables nested at most ${MAX_DEPTH} deep` });
    const parts: string[] = [];
    let at = from;
    while (at < to) {
      const dollar = this.text.indexOf("$", at);
      const end = dollar === -1 || dollar >= to ? to : dollar;
      parts.push(this.counted(this.text.slice(at, end), at));
      if (end === to) break;
      at = this.substitute({ dollar, to, depth }, parts);
    }
    return parts.join("");
  }

  /** @returns where the text goes on */
  private substitute({ dollar, to, depth }: { dollar: number; to: number; depth: number }, parts: string[]): number {
    const next = dollar + 1 < to ? this.text[dollar + 1] : undefined;
    if (next === "$") {
      parts.push(this.counted("$", dollar));
      return dollar + 2;
    }
    if (next === "{") {
      const end = this.ends.get(dollar);
      if (end === undefined || end >= to) throw new Stop({ offset: dollar, length: 2, message: 'expected a "}" that closes "${"' });
      parts.push(this.braced({ dollar, end, depth }));
      return end + 1;
    }
    const name = this.nameAt(dollar + 1, to);
    if (name === "") {
      parts.push("$");
      return dollar + 1;
    }
    parts.push(this.counted(this.valueOrNothing(name), dollar));
    return dollar + 1 + name.length;
  }

  private braced({ dollar, end, depth }: { dollar: number; end: number; depth: number }): string {
    const name = this.nameAt(dollar + 2, end);
    const rest = dollar + 2 + name.length;
    const operator = rest === end ? "" : (/^:?[-?+]/.exec(this.text.slice(rest, rest + 2))?.[0] ?? undefined);
    if (name === "" || operator === undefined) {
      const message = 'expected "${NAME}", "${NAME:-default}", "${NAME:?message}" or "${NAME:+other}"';
      throw new Stop({ offset: dollar, length: end + 1 - dollar, message, shown: `, got ${shortened(this.text.slice(dollar, end + 1))}` });
    }
    const word = () => this.run({ from: rest + operator.length, to: end, depth: depth + 1 });
    const value = Object.hasOwn(this.variables, name) ? this.variables[name] : undefined;
    const counts = value !== undefined && !(operator.startsWith(":") && value === "");
    switch (operator.at(-1)) {
      case "-":
        return counts ? this.counted(value, dollar) : word();
      case "+":
        return counts ? word() : "";
      case "?": {
        if (counts) return this.counted(value, dollar);
        const said = word();
        const state = value === "" ? "is empty" : "is not set";
        const shown = said === "" ? "" : `: ${shortened(said, false)}`;
        throw new Stop({ offset: dollar, length: end + 1 - dollar, message: `the variable ${name} ${state}`, shown });
      }
      default:
        return this.counted(this.valueOrNothing(name), dollar);
    }
  }

  private nameAt(from: number, to: number): string {
    NAME.lastIndex = from;
    return NAME.exec(this.text)?.[0].slice(0, to - from) ?? "";
  }

  private valueOrNothing(name: string): string {
    const value = Object.hasOwn(this.variables, name) ? this.variables[name] : undefined;
    if (value === undefined) this.unset.add(name);
    return value ?? "";
  }

  private counted(part: string, offset: number): string {
    this.left -= part.length;
    if (this.left < 0) throw new Stop({ offset, length: 1, message: "expected less: with its variables put in this is too long" });
    return part;
  }
}

const MAX_DEPTH = 100;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

/** For each `${` the offset of its `}`. As compose counts them: a `$${` opens a pair too, and a `{` alone does not. */
function closingBraces(text: string): Map<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "}") {
      const dollar = open.pop();
      if (dollar !== undefined) ends.set(dollar, at);
    } else if (text[at] === "$" && text[at + 1] === "{") {
      open.push(at);
      at += 1;
    }
  }
  return ends;
}

function shortened(text: string, quoted = true): string {
  const short = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return quoted ? JSON.stringify(short) : short.replaceAll(/\s+/g, " ");
}
