import type { Document, Pair, ParsedNode } from "yaml";
import type { Path } from "./mistake.ts";
import type { Finder, Span } from "./source-text.ts";

type Yaml = typeof import("yaml");

/** Finds values in a YAML document by the ranges that its parser noted, through aliases and merge keys. */
export function finderInYaml(document: Document.Parsed, yaml: Yaml): Finder {
  return (path, at) => find({ document, yaml, path, at });
}

function find({ document, yaml, path, at }: { document: Document.Parsed; yaml: Yaml; path: Path; at: "key" | "value" }): Span {
  let node: unknown = document.contents;
  let deepest: Span | undefined;
  let complete = true;
  for (const segment of path) {
    const entry = entryOf(resolved(node, document, yaml), { segment, document, yaml });
    if (entry === undefined) {
      complete = false;
      break;
    }
    deepest = entry.key ?? spanOf(entry.value) ?? deepest;
    node = entry.value;
  }
  const scalar = complete && at === "value" && (yaml.isScalar(node) || yaml.isAlias(node)) ? spanOf(node) : undefined;
  if (scalar !== undefined && scalar.end > scalar.start) return scalar;
  return deepest ?? firstOf(spanOf(document.contents)) ?? { start: 0, end: 1 };
}

interface Entry {
  readonly key?: Span | undefined;
  readonly value: unknown;
}

interface Where {
  readonly segment: string | number;
  readonly document: Document.Parsed;
  readonly yaml: Yaml;
}

function entryOf(node: unknown, where: Where): Entry | undefined {
  const { segment, document, yaml } = where;
  if (yaml.isSeq(node)) return typeof segment === "number" && segment < node.items.length ? { value: node.items[segment] } : undefined;
  if (!yaml.isMap(node)) return undefined;
  const own = node.items.find((pair) => keyText(pair, yaml) === String(segment));
  if (own !== undefined) return { key: spanOf(own.key), value: own.value };
  for (const pair of node.items.filter((each) => keyText(each, yaml) === "<<")) {
    const merged = resolved(pair.value, document, yaml);
    for (const base of yaml.isSeq(merged) ? merged.items : [merged]) {
      const inherited = entryOf(resolved(base, document, yaml), where);
      if (inherited !== undefined) return inherited;
    }
  }
  return undefined;
}

function keyText(pair: Pair, yaml: Yaml): string {
  return yaml.isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

function resolved(node: unknown, document: Document.Parsed, yaml: Yaml): unknown {
  return yaml.isAlias(node) ? node.resolve(document) : node;
}

function spanOf(node: unknown): Span | undefined {
  const range = (node as ParsedNode | null | undefined)?.range;
  return range ? { start: range[0], end: range[1] } : undefined;
}

function firstOf(span: Span | undefined): Span | undefined {
  return span && { start: span.start, end: span.start + 1 };
}
