import { BindingParser } from "./nix-bindings.ts";
import { NixSyntaxError } from "./nix-tokens.ts";
import type { Formals, NixExpression, NixNode } from "./nix-tree.ts";

/**
 * The tree of a file in the Nix language, by the grammar of Nix 2.26, with the place of everything. Names are not resolved, and an attribute that is
 * defined twice is none of its business.
 *
 * A parser of our own, because npm has none that holds: the one grammar that is published as plain JavaScript (@replit/codemirror-lang-nix) refuses
 * `{ self, nixpkgs, }: …` and paths with `${…}`. What Nix itself makes of the same texts is compared in the tests.
 *
 * Throws `NixSyntaxError`.
 */
export function parseNix(text: string): NixNode {
  const parser = new NixParser(text);
  const root = parser.expression();
  const rest = parser.peek();
  if (rest.kind !== "end") throw new NixSyntaxError(`unexpected ${rest.text}`, rest.start);
  return root;
}

interface Level {
  readonly operators: readonly string[];
  readonly side: "left" | "right" | "none";
}

/** From what binds least to what binds most; the two that stand before their operand are between them. */
const LEVELS: readonly (Level | "not")[] = [
  { operators: ["->"], side: "right" },
  { operators: ["||"], side: "left" },
  { operators: ["&&"], side: "left" },
  { operators: ["==", "!="], side: "none" },
  { operators: ["<", ">", "<=", ">="], side: "none" },
  { operators: ["//"], side: "right" },
  "not",
  { operators: ["+", "-"], side: "left" },
  { operators: ["*", "/"], side: "left" },
  { operators: ["++"], side: "right" },
];

const NOT = LEVELS.indexOf("not");

class NixParser extends BindingParser {
  override expression(): NixNode {
    const { start } = this.peek();
    if (this.takeIf("assert")) {
      const condition = this.expression();
      this.take(";");
      const body = this.expression();
      return this.from(start, { kind: "assert", condition, body });
    }
    if (this.takeIf("with")) {
      const scope = this.expression();
      this.take(";");
      const body = this.expression();
      return this.from(start, { kind: "with", scope, body });
    }
    if (this.is("let") && this.peek(1).text !== "{") {
      this.take("let");
      const bindings = this.bindings("in");
      const body = this.expression();
      return this.from(start, { kind: "let", bindings, body });
    }
    if (this.takeIf("if")) {
      const condition = this.expression();
      this.take("then");
      const yes = this.expression();
      this.take("else");
      const no = this.expression();
      return this.from(start, { kind: "if", condition, yes, no });
    }
    return this.lambda() ?? this.operation(0);
  }

  private lambda(): NixNode | undefined {
    const { start } = this.peek();
    const head = this.lambdaHead();
    if (head === undefined) return undefined;
    this.take(":");
    const body = this.expression();
    return this.from(start, { kind: "lambda", ...head, body });
  }

  private lambdaHead(): { name: string | undefined; formals: Formals | undefined } | undefined {
    const next = this.peek(1).text;
    if (this.isName() && (next === ":" || next === "@")) {
      const name = this.name();
      return { name, formals: this.takeIf("@") ? this.formals() : undefined };
    }
    if (!this.isFormals()) return undefined;
    const formals = this.formals();
    return { name: this.takeIf("@") ? this.name() : undefined, formals };
  }

  /** Whether the brace here opens what a function takes, and not a set. */
  private isFormals(): boolean {
    if (!this.is("{")) return false;
    const [first, second] = [this.peek(1), this.peek(2).text];
    if (first.text === "}") return second === ":" || second === "@";
    return first.text === "..." || (first.kind === "identifier" && [",", "?", "}"].includes(second));
  }

  private formals(): Formals {
    this.take("{");
    const names: { name: string; fallback: NixNode | undefined }[] = [];
    let open = false;
    while (!this.is("}") && !open) {
      open = this.takeIf("...");
      if (open) break;
      const name = this.name();
      names.push({ name, fallback: this.takeIf("?") ? this.expression() : undefined });
      if (!this.takeIf(",")) break;
    }
    this.take("}");
    return { names, open };
  }

  private operation(depth: number): NixNode {
    const level = LEVELS[depth];
    if (level === undefined) return this.has();
    const { start } = this.peek();
    if (level === "not") {
      if (!this.takeIf("!")) return this.operation(depth + 1);
      const operand = this.operation(depth);
      return this.from(start, { kind: "unary", operator: "!", operand });
    }
    let left = this.operand(depth + 1);
    for (;;) {
      const operator = this.peek().text;
      if (this.peek().kind !== "sign" || !level.operators.includes(operator)) return left;
      this.take(operator);
      const right = this.operand(level.side === "right" ? depth : depth + 1);
      left = this.from(start, { kind: "binary", operator, left, right });
      if (level.side === "none" && level.operators.includes(this.peek().text)) this.fail();
    }
  }

  /** `a + !b` is `a + (!b)`: what stands before its operand may follow any operator, whatever it binds itself. */
  private operand(depth: number): NixNode {
    return this.operation(this.is("!") ? Math.min(depth, NOT) : depth);
  }

  private has(): NixNode {
    const { start } = this.peek();
    let target = this.negation();
    while (this.takeIf("?")) {
      const path = this.attributePath();
      target = this.from(start, { kind: "has", target, path } satisfies NixExpression);
    }
    return target;
  }

  private negation(): NixNode {
    const { start } = this.peek();
    if (!this.takeIf("-")) return this.application();
    const operand = this.is("!") ? this.operation(NOT) : this.negation();
    return this.from(start, { kind: "unary", operator: "-", operand });
  }

  private application(): NixNode {
    const { start } = this.peek();
    let fn = this.selection();
    while (this.beginsSimple()) {
      const argument = this.selection();
      fn = this.from(start, { kind: "apply", fn, argument } satisfies NixExpression);
    }
    return fn;
  }
}
