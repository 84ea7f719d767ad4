import { isSecretName, type Place } from "@nix-repo/model";
import { childPath } from "./interpolate-nodes.ts";
import { type Node, type Origin, placeOf } from "./node.ts";
import type { Reading } from "./reading.ts";

/** A value that is looked at for what it should be. What it is not becomes a mistake of the reading, and the value undefined. */
export class Value {
  readonly node: Node;
  readonly path: string;
  /** Where the key stands; of a list's items, where they stand themselves. */
  readonly key: Origin;
  readonly reading: Reading;

  constructor({ node, path, key, reading }: { node: Node; path: string; key: Origin; reading: Reading }) {
    this.node = node;
    this.path = path;
    this.key = key;
    this.reading = reading;
  }

  get place(): Place {
    return placeOf(this.node.origin);
  }

  get keyPlace(): Place {
    return placeOf(this.key);
  }

  /** Whether nothing is said: no value, or one that was reset. */
  get isNothing(): boolean {
    return this.node.kind === "reset" || (this.node.kind === "scalar" && this.node.value === null);
  }

  get isMap(): boolean {
    return this.node.kind === "map";
  }

  get isList(): boolean {
    return this.node.kind === "list";
  }

  get(name: string): Value | undefined {
    const entry = this.node.kind === "map" ? this.node.entries.get(name) : undefined;
    if (entry === undefined) return undefined;
    const value = new Value({ node: entry.value, path: childPath(this.path, name), key: entry.key, reading: this.reading });
    return value.isNothing ? undefined : value;
  }

  /** Of a mapping. Values may be nothing. */
  entries(): [string, Value][] {
    if (this.node.kind !== "map") return [];
    return [...this.node.entries]
      .filter(([, { value }]) => value.kind !== "reset")
      .map(([name, { key, value }]) => [name, new Value({ node: value, path: childPath(this.path, name), key, reading: this.reading })]);
  }

  /** Of a list; a mistake where it is none. */
  items(expected: string): Value[] {
    if (this.node.kind !== "list") {
      this.wrong(expected);
      return [];
    }
    return this.node.items
      .map((node, i) => new Value({ node, path: `${this.path}[${i}]`, key: node.origin, reading: this.reading }))
      .filter(({ node }) => node.kind !== "reset");
  }

  /** A text; numbers and truth values only where `anyScalar` says so. */
  text(expected: string, { anyScalar = false } = {}): string | undefined {
    if (this.node.kind === "scalar" && (typeof this.node.value === "string" || (anyScalar && this.node.value !== null)))
      return this.node.text;
    return this.wrong(expected);
  }

  /** A whole number from 0, also as a text: variables are texts. */
  count(expected: string): number | undefined {
    const text = this.node.kind === "scalar" ? this.node.text : "";
    return /^\d{1,9}$/.test(text) ? Number(text) : this.wrong(expected);
  }

  boolean(): boolean | undefined {
    const text = this.node.kind === "scalar" ? this.node.text.toLowerCase() : "";
    if (TRUE.has(text)) return true;
    return FALSE.has(text) ? false : this.wrong("true or false");
  }

  wrong(expected: string, suggestion?: string): undefined {
    return this.mistake(`expected ${expected}, got ${shown(this.node)}`, suggestion);
  }

  mistake(message: string, suggestion?: string): undefined {
    if (this.node.kind === "scalar" && this.node.isBroken === true) return undefined;
    const shownAtKey = this.node.kind === "scalar" && this.node.value === null;
    this.reading.wrong({ origin: shownAtKey ? this.key : startOf(this.node), path: this.path, message, suggestion });
    return undefined;
  }
}

const TRUE = new Set(["true", "yes", "y", "on", "1", "t"]);
const FALSE = new Set(["false", "no", "n", "off", "0", "f"]);

/** Of what has parts the beginning. */
function startOf({ kind, origin }: Node): Origin {
  return kind === "scalar" ? origin : { ...origin, end: origin.start + 1 };
}

/** What was found, and for what variables were put in also what stands in the file; not what variables hold that are called secrets. */
function shown(node: Node): string {
  switch (node.kind) {
    case "list":
      return node.items.length === 0 ? "an empty list" : "a list";
    case "map":
      return "a mapping";
    case "reset":
      return "nothing";
    case "scalar": {
      if (node.value === null) return "nothing";
      if (node.written === undefined) return typeof node.value === "string" ? quoted(node.text) : node.text;
      const isSecret = (node.written.match(/[A-Za-z_]\w*/g) ?? []).some(isSecretName);
      return isSecret ? quoted(node.written) : `${quoted(node.text)} from ${quoted(node.written)}`;
    }
  }
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
