import type { Event } from "js-yaml";
import type { Path } from "./mistake.ts";
import type { Finder, Span } from "./source-text.ts";

/** Finds values in a YAML text by the events of its parser, which know their places; through aliases and merge keys. */
export function finderInYaml(text: string, events: readonly Event[], ids: EventIds): Finder {
  let document: Document | undefined;
  return (path, at) => {
    document ??= readDocument(text, events, ids);
    return findIn(document, path, at);
  };
}

/** The library's numbers for its events, handed in because the library is only loaded where there is YAML. */
export type EventIds = typeof import("js-yaml").EVENT_ID;

type YamlNode =
  | { readonly kind: "map"; readonly start: number; readonly entries: { readonly key: YamlNode; readonly value: YamlNode }[] }
  | { readonly kind: "list"; readonly start: number; readonly items: YamlNode[] }
  /** No span where nothing is written: the value of `key:`. */
  | { readonly kind: "scalar"; readonly text: string; readonly span: Span | undefined }
  | { readonly kind: "alias"; readonly name: string; readonly span: Span };

interface Document {
  readonly root: YamlNode | undefined;
  readonly anchors: ReadonlyMap<string, YamlNode>;
}

function findIn({ root, anchors }: Document, path: Path, at: "key" | "value"): Span {
  let node = root;
  let deepest: Span | undefined;
  let complete = true;
  for (const segment of path) {
    const entry = entryOf(node, segment, anchors);
    if (entry === undefined) {
      complete = false;
      break;
    }
    node = entry.value;
    deepest = entry.key ?? firstOf(node) ?? deepest;
  }
  const scalar = complete && at === "value" && (node?.kind === "scalar" || node?.kind === "alias") ? node.span : undefined;
  return scalar ?? deepest ?? firstOf(root) ?? { start: 0, end: 1 };
}

function entryOf(
  node: YamlNode | undefined,
  segment: string | number,
  anchors: Document["anchors"],
): { key?: Span | undefined; value: YamlNode } | undefined {
  const map = resolved(node, anchors);
  if (map?.kind === "list") {
    const value = typeof segment === "number" ? map.items[segment] : undefined;
    return value === undefined ? undefined : { value };
  }
  if (map?.kind !== "map") return undefined;
  const own = map.entries.find(({ key }) => textOf(key) === String(segment));
  if (own !== undefined) return { key: firstOf(own.key), value: own.value };
  for (const { value } of map.entries.filter(({ key }) => textOf(key) === "<<")) {
    const base = resolved(value, anchors);
    for (const each of base?.kind === "list" ? base.items : [base]) {
      const inherited = entryOf(each, segment, anchors);
      if (inherited !== undefined) return inherited;
    }
  }
  return undefined;
}

function resolved(node: YamlNode | undefined, anchors: Document["anchors"]): YamlNode | undefined {
  return node?.kind === "alias" ? anchors.get(node.name) : node;
}

function textOf(node: YamlNode): string | undefined {
  return node.kind === "scalar" ? node.text : undefined;
}

/** What to mark of a node: a scalar whole, of what has parts its beginning. */
function firstOf(node: YamlNode | undefined): Span | undefined {
  if (node === undefined) return undefined;
  return "span" in node ? node.span : { start: node.start, end: node.start + 1 };
}

function readDocument(text: string, events: readonly Event[], ids: EventIds): Document {
  const anchors = new Map<string, YamlNode>();
  const open: (YamlNode & { kind: "map" | "list"; key?: YamlNode | undefined })[] = [];
  let root: YamlNode | undefined;
  const add = (node: YamlNode) => {
    const parent = open.at(-1);
    if (parent === undefined) root ??= node;
    else if (parent.kind === "list") parent.items.push(node);
    else if (parent.key === undefined) parent.key = node;
    else {
      parent.entries.push({ key: parent.key, value: node });
      parent.key = undefined;
    }
  };
  for (const event of events) {
    if (event.type === ids.POP) {
      open.pop();
      continue;
    }
    if (event.type === ids.DOCUMENT) continue;
    const node = nodeOf(event, text, ids);
    if (event.type !== ids.ALIAS && event.anchorStart >= 0) anchors.set(text.slice(event.anchorStart, event.anchorEnd), node);
    add(node);
    if (node.kind === "map" || node.kind === "list") open.push(node);
  }
  return { root, anchors };
}

type NodeEvent = Exclude<Event, { type: EventIds["POP"] } | { type: EventIds["DOCUMENT"] }>;

function nodeOf(event: NodeEvent, text: string, ids: EventIds): YamlNode {
  switch (event.type) {
    case ids.MAPPING:
      return { kind: "map", start: event.start, entries: [] };
    case ids.SEQUENCE:
      return { kind: "list", start: event.start, items: [] };
    case ids.ALIAS:
      return {
        kind: "alias",
        name: text.slice(event.anchorStart, event.anchorEnd),
        span: { start: event.anchorStart - 1, end: event.anchorEnd },
      };
    default:
      return scalarOf(event as Extract<Event, { type: EventIds["SCALAR"] }>, text);
  }
}

/** Quotes belong to what is marked. */
function scalarOf({ valueStart, valueEnd }: Extract<Event, { type: EventIds["SCALAR"] }>, text: string): YamlNode {
  if (valueStart < 0) return { kind: "scalar", text: "", span: undefined };
  const quote = text[valueStart - 1];
  const quoted = (quote === '"' || quote === "'") && text[valueEnd] === quote ? 1 : 0;
  return { kind: "scalar", text: text.slice(valueStart, valueEnd), span: { start: valueStart - quoted, end: valueEnd + quoted } };
}
