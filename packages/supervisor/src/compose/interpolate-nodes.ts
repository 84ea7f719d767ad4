import type { Variables } from "@nix-repo/model";
import { interpolate } from "./interpolate.ts";
import { type Entry, type Node, type Origin, placeOf, type ScalarNode } from "./node.ts";
import type { Reading } from "./reading.ts";

/** Puts variables into all texts below a node; keys stay as they are. */
export function interpolateNodes(node: Node, variables: Variables, reading: Reading): Node {
  const done = new WeakMap<Node, Node>();
  const visit = (node: Node, path: string): Node => {
    const known = done.get(node);
    if (known !== undefined) return known;
    const result = replaced(node, path);
    done.set(node, result);
    return result;
  };
  const replaced = (node: Node, path: string): Node => {
    switch (node.kind) {
      case "reset":
        return node;
      case "scalar":
        return scalar(node, path);
      case "list":
        return { ...node, items: node.items.map((item, i) => visit(item, `${path}[${i}]`)) };
      case "map": {
        const entries = new Map<string, Entry>();
        for (const [name, { key, value }] of node.entries) entries.set(name, { key, value: visit(value, childPath(path, name)) });
        return { ...node, entries };
      }
    }
  };
  const scalar = (node: ScalarNode, path: string): ScalarNode => {
    if (typeof node.value !== "string" || !node.text.includes("$")) return node;
    const result = interpolate(node.text, { variables, limit: MAX_LENGTH });
    if (result.kind === "mistake") {
      reading.wrong({ origin: within(node, result), path, message: `${result.message}${result.shown}` });
      return { ...node, value: "", text: "", isBroken: true };
    }
    for (const name of result.unset) if (!reading.unset.has(name)) reading.unset.set(name, placeOf(node.origin));
    if (!reading.mayPutIn(result.text.length, node.origin)) return { ...node, value: "", text: "" };
    return { ...node, value: result.text, text: result.text, written: node.text };
  };
  return visit(node, "");
}

/** Longer than any environment that a process can be started with. */
const MAX_LENGTH = 2_097_152;

/** The exact place inside a text that stands in the file as it is, else where the text begins. */
function within({ origin, text }: ScalarNode, { offset, length }: { offset: number; length: number }): Origin {
  const written = origin.source.text.slice(origin.start, origin.end);
  const start = written.indexOf(text);
  if (start === -1 || start > 1) return origin;
  return { source: origin.source, start: origin.start + start + offset, end: origin.start + start + offset + length };
}

/** `services.web`, `services["a b"]` */
export function childPath(path: string, name: string): string {
  if (!/^[\p{L}\p{N}_$-][\p{L}\p{N}_$:-]*$/u.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === "" ? name : `${path}.${name}`;
}
