import type { AttributeName, Binding, NixNode } from "../../../src/edit/nix/nix-tree.ts";

/** The same program with parentheses around everything: what it means then depends on our tree alone, and no longer on Nix's precedences. */
export function renderNix(text: string, node: NixNode): string {
  const render = (each: NixNode) => renderNix(text, each);
  const inBraces = (bindings: readonly Binding[]) => `{ ${bindings.map((each) => renderBinding(text, each)).join(" ")} }`;
  switch (node.kind) {
    case "identifier":
      return node.name;
    case "number":
    case "url":
      return text.slice(node.start, node.end);
    case "path":
    case "string":
      return withParts(text, node, render);
    case "list":
      return `[ ${node.items.map((item) => `(${render(item)})`).join(" ")} ]`;
    case "set":
      return `${node.recursive ? "rec " : ""}${inBraces(node.bindings)}`;
    case "old-let":
      return `let ${inBraces(node.bindings)}`;
    case "let":
      return `let ${node.bindings.map((each) => renderBinding(text, each)).join(" ")} in (${render(node.body)})`;
    case "with":
      return `with (${render(node.scope)}); (${render(node.body)})`;
    case "assert":
      return `assert (${render(node.condition)}); (${render(node.body)})`;
    case "if":
      return `if (${render(node.condition)}) then (${render(node.yes)}) else (${render(node.no)})`;
    case "lambda": {
      const names = node.formals?.names.map(({ name, fallback }) => (fallback === undefined ? name : `${name} ? (${render(fallback)})`));
      const formals = names === undefined ? [] : [`{ ${[...names, ...(node.formals?.open ? ["..."] : [])].join(", ")} }`];
      return `${[...formals, ...(node.name === undefined ? [] : [node.name])].join(" @ ")} : (${render(node.body)})`;
    }
    case "apply":
      // `or` is a name only where it follows its function.
      if (node.argument.kind === "identifier" && node.argument.name === "or") return `(${render(node.fn)}) or`;
      return `(${render(node.fn)}) (${render(node.argument)})`;
    case "select":
      return `(${render(node.target)}).${renderPath(text, node.path)}${node.fallback === undefined ? "" : ` or (${render(node.fallback)})`}`;
    case "has":
      return `(${render(node.target)}) ? ${renderPath(text, node.path)}`;
    case "unary":
      return `${node.operator} (${render(node.operand)})`;
    case "binary":
      return `(${render(node.left)}) ${node.operator} (${render(node.right)})`;
    case "parentheses":
      return `(${render(node.inner)})`;
  }
}

/** The node's own text, with what is interpolated rendered. */
function withParts(text: string, node: Extract<NixNode, { parts: readonly NixNode[] }>, render: (part: NixNode) => string): string {
  let at = node.start;
  let result = "";
  for (const part of node.parts) {
    result += `${text.slice(at, part.start)}(${render(part)})`;
    at = part.end;
  }
  return result + text.slice(at, node.end);
}

function renderBinding(text: string, binding: Binding): string {
  if (binding.kind === "bind") return `${renderPath(text, binding.path)} = (${renderNix(text, binding.value)});`;
  const from = binding.from === undefined ? "" : `(${renderNix(text, binding.from)}) `;
  return `inherit ${from}${binding.names.map((name) => renderPath(text, [name])).join(" ")};`;
}

function renderPath(text: string, path: readonly AttributeName[]): string {
  const rendered = path.map(({ name, node, start }) => {
    if (node === undefined) return name ?? "";
    const quotes = text[start] === '"';
    return quotes ? renderNix(text, node) : `\${${renderNix(text, node)}}`;
  });
  return rendered.join(".");
}
