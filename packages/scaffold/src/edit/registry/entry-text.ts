import type { ServiceConfig } from "@nix-repo/config";
import type { Layout } from "../insertion.ts";

/** What a registry is to have more. */
export interface NewEntry {
  readonly name: string;
  readonly entry: ServiceConfig;
}

/** How the other services of a registry are written. */
export interface EntryStyle {
  readonly quote: '"' | "'";
  /** Whether also names that need none have quotes. */
  readonly quotesNames: boolean;
  /** Whether each field has a line of its own. */
  readonly long: boolean;
  /** Whether the last field of a long one has a comma. */
  readonly closingComma: boolean;
  /** `{ a: 1 }` rather than `{a: 1}`. */
  readonly spaced: boolean;
}

/** The longest line that a service may stand on, in columns. */
const WIDTH = 120;

/** `name: { path: "…" }`, in the style of the others; with `\n` between its lines. */
export function entryText({ name, entry }: NewEntry, style: EntryStyle, { inline, unit }: Layout): string {
  const fields = Object.entries(entry)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${nameText(key, style)}: ${valueText(value, style)}`);
  const space = style.spaced ? " " : "";
  const head = `${nameText(name, style)}: `;
  const short = `${head}{${space}${fields.join(", ")}${space}}`;
  if (inline || (!style.long && short.length <= WIDTH)) return short;
  const lines = fields.map((field, i) => `${unit}${field}${i < fields.length - 1 || style.closingComma ? "," : ""}\n`);
  return `${head}{\n${lines.join("")}}`;
}

function nameText(name: string, { quote, quotesNames }: EntryStyle): string {
  const needsNone = /^[A-Za-z_$][\w$]*$/.test(name) && name !== "__proto__";
  return needsNone && !quotesNames ? name : stringText(name, quote);
}

function valueText(value: unknown, style: EntryStyle): string {
  if (Array.isArray(value)) return `[${value.map((each) => valueText(each, style)).join(", ")}]`;
  return typeof value === "string" ? stringText(value, style.quote) : JSON.stringify(value);
}

function stringText(text: string, quote: '"' | "'"): string {
  const double = JSON.stringify(text);
  return quote === '"' ? double : `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
