import { NixScanner } from "./nix-strings.ts";
import { NixSyntaxError } from "./nix-tokens.ts";
import type { AttributeName, Binding, NixNode } from "./nix-tree.ts";

/** What is simple in an expression: names, sets, lists, selections. */
export abstract class BindingParser extends NixScanner {
  /** Up to and with the token that ends them. */
  protected bindings(end: "}" | "in"): readonly Binding[] {
    const bindings: Binding[] = [];
    while (!this.is(end)) bindings.push(this.binding());
    this.take(end);
    return bindings;
  }

  private binding(): Binding {
    const { start } = this.peek();
    if (this.takeIf("inherit")) {
      let from: NixNode | undefined;
      if (this.takeIf("(")) {
        from = this.expression();
        this.take(")");
      }
      const names: AttributeName[] = [];
      while (!this.is(";")) names.push(this.attributeName());
      this.take(";");
      return { start, end: this.last, kind: "inherit", from, names };
    }
    const path = this.attributePath();
    this.take("=");
    const value = this.expression();
    this.take(";");
    return { start, end: this.last, kind: "bind", path, value };
  }

  protected attributePath(): readonly AttributeName[] {
    const path = [this.attributeName()];
    while (this.takeIf(".")) path.push(this.attributeName());
    return path;
  }

  private attributeName(): AttributeName {
    const { start, text } = this.peek();
    if (text === '"') {
      const node = this.string();
      return { start, end: this.last, name: node.kind === "string" ? node.text : undefined, node };
    }
    if (this.takeIf("${")) {
      const node = this.expression();
      this.take("}");
      return { start, end: this.last, name: undefined, node };
    }
    const name = this.name({ orOr: true });
    return { start, end: this.last, name, node: undefined };
  }

  protected selection(): NixNode {
    const { start } = this.peek();
    const target = this.simple();
    if (this.takeIf(".")) {
      const path = this.attributePath();
      const fallback = this.takeIf("or") ? this.selection() : undefined;
      return this.from(start, { kind: "select", target, path, fallback });
    }
    if (!this.is("or")) return target;
    // As old as the language: here `or` is a name, and an argument.
    const at = this.peek();
    this.take("or");
    const argument: NixNode = { kind: "identifier", name: "or", start: at.start, end: at.end };
    return this.from(start, { kind: "apply", fn: target, argument });
  }

  protected beginsSimple(): boolean {
    const { kind, text } = this.peek();
    if (kind === "identifier") return this.isName() || text === "rec" || text === "let";
    return kind === "sign" ? ["(", "{", "[", '"', "''"].includes(text) : kind !== "end";
  }

  private simple(): NixNode {
    const token = this.peek();
    const { start, text } = token;
    switch (token.kind) {
      case "number":
      case "url":
        this.take(text);
        return this.from(start, { kind: token.kind });
      case "search-path":
        this.take(text);
        return this.from(start, { kind: "path", parts: [] });
      case "path":
        return this.path();
      case "end":
        throw new NixSyntaxError("the file ends too early", start);
      case "identifier":
        return this.word();
      case "sign":
        return this.bracketed();
    }
  }

  private word(): NixNode {
    const { start } = this.peek();
    if (this.takeIf("rec")) return this.set({ start, kind: "set", recursive: true });
    if (this.takeIf("let")) return this.set({ start, kind: "old-let", recursive: true });
    const name = this.name();
    return this.from(start, { kind: "identifier", name });
  }

  private bracketed(): NixNode {
    const { start, text } = this.peek();
    switch (text) {
      case '"':
      case "''":
        return this.string();
      case "{":
        return this.set({ start, kind: "set", recursive: false });
      case "(": {
        this.take("(");
        const inner = this.expression();
        this.take(")");
        return this.from(start, { kind: "parentheses", inner });
      }
      case "[": {
        this.take("[");
        const items: NixNode[] = [];
        while (!this.is("]")) items.push(this.selection());
        this.take("]");
        return this.from(start, { kind: "list", items });
      }
      default:
        return this.fail();
    }
  }

  private set({ start, kind, recursive }: { start: number; kind: "set" | "old-let"; recursive: boolean }): NixNode {
    const open = this.peek().start;
    this.take("{");
    const bindings = this.bindings("}");
    const braced = { bindings, open, close: this.last - 1 };
    return this.from(start, kind === "set" ? { kind, recursive, ...braced } : { kind, ...braced });
  }
}
