import type { Entry, ListNode, MapNode, Node, ScalarNode } from "./node.ts";
import { listOf } from "./parse-documents.ts";
import type { Reading } from "./reading.ts";

/**
 * Merges what a later file or an extending service says over what stood there: mappings by key, lists one after the other, all else replaced.
 * Source: https://github.com/compose-spec/compose-spec/blob/main/13-merge.md
 * @param path of the two in the model: `services.web`
 */
export function merge({ base, over, path, reading }: { base: Node; over: Node; path: readonly string[]; reading: Reading }): Node {
  if (over.kind === "reset" || isReplaced(path)) return over;
  // A key without a value says nothing against a mapping or a list.
  if (over.kind === "scalar" && over.value === null && base.kind !== "scalar") return base;
  const [below, above] = [canonical(base, path), canonical(over, path)];
  if (above.kind !== "scalar" && above.kind !== "reset" && above.override) return above;
  if (below.kind === "map" && above.kind === "map") return mergeMaps({ base: below, over: above, path, reading });
  if (below.kind === "list" && above.kind === "list") {
    if (!reading.mayDo(below.items.length + above.items.length, over.origin)) return over;
    return { ...above, items: [...below.items, ...above.items], override: below.override };
  }
  return over;
}

function mergeMaps({ base, over, path, reading }: { base: MapNode; over: MapNode; path: readonly string[]; reading: Reading }): MapNode {
  if (!reading.mayDo(base.entries.size + over.entries.size, over.origin)) return over;
  const entries = new Map(base.entries);
  for (const [name, entry] of over.entries) {
    const before = entries.get(name);
    const value = before === undefined ? entry.value : merge({ base: before.value, over: entry.value, path: [...path, name], reading });
    entries.set(name, { key: before === undefined || entry.value === value ? entry.key : before.key, value });
  }
  return { ...over, entries, override: base.override };
}

/** Commands and extensions are never put together from two. */
function isReplaced(path: readonly string[]): boolean {
  const [section, , ...inner] = path;
  if (path.at(-1)?.startsWith("x-") === true) return true;
  if (section !== "services") return false;
  return inner.length === 1 ? REPLACED.has(inner[0] ?? "") : inner.join(".") === "healthcheck.test";
}

const REPLACED = new Set(["command", "entrypoint", "extends"]);

/** The one of a property's forms in which it can be merged. */
export function canonical(node: Node, path: readonly string[]): Node {
  if (path.length !== 3 || path[0] !== "services") return node;
  switch (path[2]) {
    case "environment":
      return node.kind === "list" ? environmentMap(node) : node;
    case "depends_on":
      return node.kind === "list" ? namesMap(node, (item) => startedCondition(item)) : node;
    case "networks":
      return node.kind === "list" ? namesMap(node, (item) => ({ ...item, value: null, text: "" })) : node;
    case "env_file":
    case "label_file":
    case "dns":
    case "dns_search":
    case "tmpfs":
      return node.kind === "list" ? node : listOf([node], node.origin);
    case "build":
      return node.kind === "scalar" ? mapOf(node, { context: node }) : node;
    default:
      return node;
  }
}

/** `- NAME=value` as `NAME: value`, and `- NAME` as `NAME:`; items of other kinds stand under names that no variable has. */
function environmentMap(list: ListNode): MapNode {
  const entries = new Map<string, Entry>();
  for (const [i, item] of list.items.entries()) {
    if (item.kind !== "scalar") {
      entries.set(`=${i}`, { key: item.origin, value: item });
      continue;
    }
    const equals = item.text.indexOf("=");
    const name = equals === -1 ? item.text : item.text.slice(0, equals);
    const text = equals === -1 ? "" : item.text.slice(equals + 1);
    entries.set(name, { key: item.origin, value: { ...item, value: equals === -1 ? null : text, text } });
  }
  return { kind: "map", origin: list.origin, entries, override: list.override };
}

function namesMap(list: ListNode, value: (item: ScalarNode) => Node): MapNode {
  const entries = new Map<string, Entry>();
  for (const item of list.items) if (item.kind === "scalar") entries.set(item.text, { key: item.origin, value: value(item) });
  return { kind: "map", origin: list.origin, entries, override: list.override };
}

function startedCondition(item: ScalarNode): Node {
  return mapOf(item, { condition: { ...item, value: "service_started", text: "service_started" } });
}

function mapOf(node: ScalarNode, values: Record<string, Node>): MapNode {
  const entries = new Map(Object.entries(values).map(([name, value]) => [name, { key: node.origin, value }]));
  return { kind: "map", origin: node.origin, entries, override: false };
}

/** What `!reset` and `!override` have left, once they have done their work. */
export function settled(node: Node, known = new WeakMap<Node, Node>()): Node {
  if (node.kind === "scalar" || node.kind === "reset") return node;
  const before = known.get(node);
  if (before !== undefined) return before;
  const result: Node =
    node.kind === "list"
      ? { ...node, items: node.items.filter(isLeft).map((item) => settled(item, known)), override: false }
      : { ...node, entries: new Map([...node.entries].filter(([, { value }]) => isLeft(value)).map(settledEntry(known))), override: false };
  known.set(node, result);
  return result;
}

function settledEntry(known: WeakMap<Node, Node>) {
  return ([name, { key, value }]: [string, Entry]): [string, Entry] => [name, { key, value: settled(value, known) }];
}

function isLeft(node: Node): boolean {
  return node.kind !== "reset";
}
