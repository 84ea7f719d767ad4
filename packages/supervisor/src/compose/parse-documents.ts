import { type Alias, Composer, CST, type Document, isAlias, isMap, isScalar, type ParsedNode, Parser, type Scalar } from "yaml";
import { type Entry, type ListNode, type MapNode, type Node, type Origin, type Source, sizeOf } from "./node.ts";
import { MAX_VALUES, type Reading } from "./reading.ts";
import { plainScalar } from "./scalar.ts";

/**
 * The documents of a file that hold anything, aliases and merge keys resolved. What is wrong with them is a mistake of the reading.
 * The library parses; what a value means, which anchor an alias names and how much it comes to is decided here, as the library looks for
 * anchors and equal keys in a time that grows with the square of the file.
 */
export function parseDocuments(source: Source, reading: Reading): Node[] {
  const tokens = [...new Parser().parse(source.text)];
  const deep = tooDeep(tokens);
  if (deep !== undefined) {
    reading.wrong({ origin: { source, start: deep, end: deep + 1 }, message: `expected values nested at most ${MAX_DEPTH} deep` });
    return [];
  }
  const documents: Node[] = [];
  // Strings alone, and no meaning of `<<`: both are ours.
  const composer = new Composer({ schema: "failsafe", merge: false, uniqueKeys: false, logLevel: "silent", prettyErrors: false });
  for (const document of composer.compose(tokens, true, source.text.length)) {
    if (document.errors.length > 0) {
      for (const { pos, message } of document.errors)
        reading.wrong({ origin: { source, start: pos[0], end: pos[1] }, message: sentence(message) });
      return [];
    }
    const node = new Conversion(source, reading).convert(document);
    if (reading.exhausted) return [];
    if (node !== undefined && !(node.kind === "scalar" && node.value === null)) documents.push(node);
  }
  return documents;
}

/** Compose files are some ten deep; the library's composer would run out of stack at some thousands. */
const MAX_DEPTH = 100;

/** Where the nesting goes beyond the limit. Without recursion, for the same reason. */
function tooDeep(tokens: readonly CST.Token[]): number | undefined {
  const open: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > MAX_DEPTH) return token.offset;
    if (token.type === "document" && token.value !== undefined) open.push({ token: token.value, depth });
    if (!CST.isCollection(token)) continue;
    for (const { key, value } of token.items) {
      if (key !== undefined && key !== null) open.push({ token: key, depth: depth + 1 });
      if (value !== undefined) open.push({ token: value, depth: depth + 1 });
    }
  }
  return undefined;
}

class Conversion {
  private readonly anchors = new Map<string, Node | "open">();
  private readonly sizes = new WeakMap<Node, number>();
  private readonly source: Source;
  private readonly reading: Reading;

  constructor(source: Source, reading: Reading) {
    this.source = source;
    this.reading = reading;
  }

  convert(document: Document.Parsed): Node | undefined {
    return document.contents === null ? undefined : this.node(document.contents);
  }

  private node(parsed: ParsedNode): Node {
    if (isAlias(parsed)) return this.aliased(parsed);
    const { anchor } = parsed;
    if (anchor !== undefined) this.anchors.set(anchor, "open");
    const node = this.tagged(parsed);
    if (anchor !== undefined) this.anchors.set(anchor, node);
    if (sizeOf(node, this.sizes) > MAX_VALUES && !this.reading.exhausted) {
      this.reading.wrong({
        origin: node.origin,
        message: `expected at most ${MAX_VALUES} values, aliases counted as often as they are used`,
      });
      this.reading.exhausted = true;
    }
    // What is too large is no longer passed on, so that nothing walks through it.
    return this.reading.exhausted ? nothing(node.origin) : node;
  }

  private tagged(parsed: Exclude<ParsedNode, Alias.Parsed>): Node {
    const origin = this.originOf(parsed);
    if (parsed.tag === "!reset") return { kind: "reset", origin };
    const override = parsed.tag === "!override";
    if (isScalar(parsed)) return this.scalar(parsed, origin);
    if (isMap(parsed)) return this.map(parsed.items as Pairs, { origin, override });
    return { kind: "list", origin, items: parsed.items.map((item) => this.node(item as ParsedNode)), override };
  }

  private scalar(parsed: Scalar.Parsed, origin: Origin): Node {
    const text = String(parsed.value ?? "");
    const isPlain = parsed.type === "PLAIN" && parsed.tag !== "tag:yaml.org,2002:str" && parsed.tag !== "!";
    return { kind: "scalar", origin, ...(isPlain ? plainScalar(text) : { value: text, text }) };
  }

  private map(pairs: Pairs, { origin, override }: Pick<MapNode, "origin" | "override">): MapNode {
    const entries = new Map<string, Entry>();
    const bases: Node[] = [];
    for (const pair of pairs) {
      const key = this.key(pair.key);
      const value = pair.value === null ? nothing(key?.origin ?? origin) : this.node(pair.value);
      if (key === undefined) continue;
      if (key.isMerge) bases.push(...(value.kind === "list" ? value.items : [value]));
      else if (entries.has(key.name))
        this.reading.wrong({ origin: key.origin, message: `expected each key once, got ${JSON.stringify(key.name)} again` });
      else entries.set(key.name, { key: key.origin, value });
    }
    for (const base of bases) this.merge(base, entries);
    return { kind: "map", origin, entries, override };
  }

  /** Keys that a mapping has itself count, then those of the first base. */
  private merge(base: Node, entries: Map<string, Entry>): void {
    if (base.kind === "scalar" && base.value === null && this.reading.exhausted) return;
    if (base.kind !== "map") {
      this.reading.wrong({ origin: base.origin, message: 'expected a mapping, or a list of mappings, under "<<"' });
      return;
    }
    if (!this.reading.mayDo(base.entries.size, base.origin)) return;
    for (const [name, entry] of base.entries) if (!entries.has(name)) entries.set(name, entry);
  }

  private key(parsed: ParsedNode | null): { name: string; origin: Origin; isMerge: boolean } | undefined {
    const key = parsed !== null && isAlias(parsed) ? this.aliased(parsed) : parsed === null ? undefined : this.node(parsed);
    if (key?.kind === "scalar" && typeof key.value === "string") {
      const isMerge = key.value === "<<" && isScalar(parsed) && parsed.type === "PLAIN";
      return { name: key.value, origin: key.origin, isMerge };
    }
    const origin = key?.origin ?? { source: this.source, start: 0, end: 1 };
    const got = key?.kind === "scalar" && key.value !== null ? key.text : undefined;
    const message = got === undefined ? "expected a text as key" : `expected a text as key, got ${got} without quotes`;
    if (!this.reading.exhausted) this.reading.wrong({ origin, message });
    return undefined;
  }

  private aliased(alias: Alias.Parsed): Node {
    const node = this.anchors.get(alias.source);
    const origin = this.originOf(alias);
    if (node !== undefined && node !== "open") return node;
    const message =
      node === "open"
        ? `the alias *${alias.source} stands inside what it stands for`
        : `expected the name of an anchor above, got *${alias.source}`;
    this.reading.wrong({ origin, message });
    return nothing(origin);
  }

  private originOf({ range }: ParsedNode): Origin {
    return { source: this.source, start: range[0], end: Math.max(range[0] + 1, range[1]) };
  }
}

type Pairs = readonly { readonly key: ParsedNode | null; readonly value: ParsedNode | null }[];

export function nothing(origin: Origin): Node {
  return { kind: "scalar", origin, value: null, text: "" };
}

export function listOf(items: readonly Node[], origin: Origin): ListNode {
  return { kind: "list", origin, items, override: false };
}

/** The library's messages, as ours are: beginning small, without a full stop. */
function sentence(message: string): string {
  const first = message.split("\n")[0] ?? message;
  const start = /^[A-Z][a-z]/.test(first) ? first.charAt(0).toLowerCase() + first.slice(1) : first;
  return start.replace(/[.:]+$/, "");
}
