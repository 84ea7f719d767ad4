/** A piece of the text: offsets in UTF-16 units, the end exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** An expression of the Nix language with its place in the text. */
export type NixNode = Range & NixExpression;

export type NixExpression =
  | { readonly kind: "identifier"; readonly name: string }
  | { readonly kind: "number" }
  /** `./x`, `~/x`, `<nixpkgs>`; also with `${…}` inside. */
  | { readonly kind: "path"; readonly parts: readonly NixNode[] }
  /** A bare URL. */
  | { readonly kind: "url" }
  /** `text` is what it stands for, where nothing is interpolated in a string of one quote. */
  | { readonly kind: "string"; readonly indented: boolean; readonly text: string | undefined; readonly parts: readonly NixNode[] }
  | { readonly kind: "list"; readonly items: readonly NixNode[] }
  | ({ readonly kind: "set"; readonly recursive: boolean } & Braced)
  /** `let { … body = …; }`, which nobody writes any more. */
  | ({ readonly kind: "old-let" } & Braced)
  | { readonly kind: "let"; readonly bindings: readonly Binding[]; readonly body: NixNode }
  | { readonly kind: "with"; readonly scope: NixNode; readonly body: NixNode }
  | { readonly kind: "assert"; readonly condition: NixNode; readonly body: NixNode }
  | { readonly kind: "if"; readonly condition: NixNode; readonly yes: NixNode; readonly no: NixNode }
  | { readonly kind: "lambda"; readonly name: string | undefined; readonly formals: Formals | undefined; readonly body: NixNode }
  | { readonly kind: "apply"; readonly fn: NixNode; readonly argument: NixNode }
  | { readonly kind: "select"; readonly target: NixNode; readonly path: readonly AttributeName[]; readonly fallback: NixNode | undefined }
  | { readonly kind: "has"; readonly target: NixNode; readonly path: readonly AttributeName[] }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: NixNode }
  | { readonly kind: "binary"; readonly operator: string; readonly left: NixNode; readonly right: NixNode }
  | { readonly kind: "parentheses"; readonly inner: NixNode };

interface Braced {
  readonly bindings: readonly Binding[];
  /** Where the opening brace stands. */
  readonly open: number;
  /** Where the closing brace stands. */
  readonly close: number;
}

export type NixSet = Extract<NixNode, { kind: "set" }>;

/** With its semicolon. */
export type Binding = Range &
  (
    | { readonly kind: "bind"; readonly path: readonly AttributeName[]; readonly value: NixNode }
    | { readonly kind: "inherit"; readonly from: NixNode | undefined; readonly names: readonly AttributeName[] }
  );

/** `name` where it is known without evaluating anything. */
export interface AttributeName extends Range {
  readonly name: string | undefined;
  /** What is evaluated for it, or a string with its quotes. */
  readonly node: NixNode | undefined;
}

export interface Formals {
  readonly names: readonly { readonly name: string; readonly fallback: NixNode | undefined }[];
  readonly open: boolean;
}

export function childrenOf(node: NixNode): readonly NixNode[] {
  switch (node.kind) {
    case "identifier":
    case "number":
    case "url":
      return [];
    case "path":
    case "string":
      return node.parts;
    case "list":
      return node.items;
    case "set":
    case "old-let":
      return node.bindings.flatMap(partsOfBinding);
    case "let":
      return [...node.bindings.flatMap(partsOfBinding), node.body];
    case "with":
      return [node.scope, node.body];
    case "assert":
      return [node.condition, node.body];
    case "if":
      return [node.condition, node.yes, node.no];
    case "lambda":
      return [...(node.formals?.names ?? []).flatMap(({ fallback }) => fallback ?? []), node.body];
    case "apply":
      return [node.fn, node.argument];
    case "select":
      return [node.target, ...partsOfPath(node.path), ...(node.fallback === undefined ? [] : [node.fallback])];
    case "has":
      return [node.target, ...partsOfPath(node.path)];
    case "unary":
      return [node.operand];
    case "binary":
      return [node.left, node.right];
    case "parentheses":
      return [node.inner];
  }
}

function partsOfBinding(binding: Binding): readonly NixNode[] {
  if (binding.kind === "bind") return [...partsOfPath(binding.path), binding.value];
  return [...(binding.from === undefined ? [] : [binding.from]), ...partsOfPath(binding.names)];
}

function partsOfPath(path: readonly AttributeName[]): readonly NixNode[] {
  return path.flatMap(({ node }) => node ?? []);
}
