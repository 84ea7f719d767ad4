import { type Document, isMap, isScalar, type Pair, parseDocument, type YAMLMap } from "yaml";
import { type Addition, added, lineAt } from "../addition.ts";
import { endOfLineOf, type Insertion, indentAt, insertItem, unitOf } from "../insertion.ts";
import type { NewEntry } from "./entry-text.ts";

/** Adds a service to a registry in YAML. */
export function addToYaml(text: string, { name, entry }: NewEntry): Addition {
  const document = parsed(text);
  const flow = () => flowText(name, entry);
  const byHand = (why: string, offset: number): Addition => ({
    kind: "by-hand",
    why,
    line: lineAt(text, offset),
    add: flow(),
  });
  const root = document.contents;
  if (document.errors.length > 0 || !isMap(root)) return byHand("it cannot be read as YAML", document.errors[0]?.pos[0] ?? 0);
  const pair = pairOf(root, "services");
  const services = pair?.value;
  const place = rangeOf(pair?.key)?.[0] ?? 0;
  if (isMap(services) && services.has(name)) return { kind: "there" };
  const insertions = isMap(services) ? inMap(text, services, { name, entry, flow }) : undefined;
  if (insertions === undefined) return byHand("its services are not written out under `services:`", place);
  const addition = added(text, insertions);
  if (addition.kind !== "added" || !isSameButFor(document, parsed(addition.text), { name, entry }))
    return byHand("what would come of it is not what was meant", place);
  return addition;
}

function parsed(text: string): Document.Parsed {
  return parseDocument(text, { merge: true, keepSourceTokens: true, version: "1.2" });
}

function pairOf(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find(({ key }) => isScalar(key) && key.value === name);
}

/** Where a node begins, where its value ends, and where what belongs to it ends. */
function rangeOf(node: unknown): readonly [number, number, number] | undefined {
  return (node as { range?: [number, number, number] | null } | null | undefined)?.range ?? undefined;
}

function inMap(text: string, services: YAMLMap, { flow, ...added }: NewEntry & { flow: () => string }): readonly Insertion[] | undefined {
  const range = rangeOf(services);
  if (range === undefined) return undefined;
  if (services.flow === true) {
    const items = services.items.flatMap(({ key, value }) => {
      const [start, end] = [rangeOf(key)?.[0], rangeOf(value)?.[1]];
      return start === undefined || end === undefined ? [] : [{ start, end }];
    });
    if (items.length !== services.items.length) return undefined;
    const close = range[1] - 1;
    const inner = text.slice(range[0] + 1, close);
    // On lines of its own the closing brace would have to be indented.
    if (items.length === 0) return inner.trim() === "" ? [{ at: range[0] + 1, text: ` ${flow()} `, blanks: inner }] : undefined;
    const found = /^\s*,/.exec(text.slice(items.at(-1)?.end ?? close, close));
    const commaEnd = found === null ? undefined : (items.at(-1)?.end ?? 0) + found[0].length;
    return insertItem(text, { open: range[0], close, items, commaEnd }, { separator: ",", closing: true, comment: "#", render: flow });
  }
  const first = rangeOf(services.items[0]?.key)?.[0];
  const last = services.items.at(-1);
  const end = rangeOf(last?.value)?.[1] ?? rangeOf(last?.key)?.[1];
  if (first === undefined || end === undefined) return undefined;
  const indent = text.slice(text.lastIndexOf("\n", first - 1) + 1, first);
  if (indent.trim() !== "") return undefined;
  const sample = services.items.map(({ value }) => value).findLast((value) => isMap(value) && value.items.length > 0);
  const isFlow = isMap(sample) && sample.flow === true;
  const field = isMap(sample) && !isFlow ? rangeOf(sample.items[0]?.key)?.[0] : undefined;
  const inner = field === undefined ? undefined : indentAt(text, field);
  const unit = inner?.startsWith(indent) === true && inner.length > indent.length ? inner.slice(indent.length) : unitOf(text);
  const lines = isFlow ? flowText(added.name, added.entry) : blockText(added, unit);
  // A blank line between the others is one before the new one, too, unless a text of several lines has ended with one.
  const isApart =
    services.items.length > 1 &&
    BLANK_LINE_BEFORE.test(text.slice(0, rangeOf(last?.key)?.[0])) &&
    !/\n[ \t]*\r?\n$/.test(text.slice(0, end));
  return [behind(text, { end, indent, lines, isApart })];
}

const BLANK_LINE_BEFORE = /\n[ \t]*\r?\n(?:[ \t]*#[^\n]*\n)*[ \t]*$/;

/** On lines of their own behind the line of `end`, whose remark stays where it is. */
function behind(
  text: string,
  { end, indent, lines, isApart }: { end: number; indent: string; lines: string; isApart: boolean },
): Insertion {
  const eol = endOfLineOf(text);
  const block = indent + lines.replaceAll("\n", eol + indent);
  // A text of several lines ends behind its line's end.
  if (text[end - 1] === "\n") return { at: end, text: `${isApart ? eol : ""}${block}${eol}` };
  const rest = /^[^\r\n]*/.exec(text.slice(end))?.[0] ?? "";
  return { at: end + rest.trimEnd().length, text: `${isApart ? eol : ""}${eol}${block}` };
}

function blockText({ name, entry }: NewEntry, unit: string): string {
  const fields = fieldsOf(entry).map(([key, value]) => `\n${unit}${key}: ${valueText(value)}`);
  return `${scalarText(name)}:${fields.join("")}`;
}

function flowText(name: string, entry: object): string {
  const fields = fieldsOf(entry).map(([key, value]) => `${key}: ${valueText(value)}`);
  return `${scalarText(name)}: { ${fields.join(", ")} }`;
}

function fieldsOf(entry: object): readonly (readonly [string, unknown])[] {
  return Object.entries(entry).filter(([, value]) => value !== undefined);
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(", ")}]`;
  return typeof value === "string" ? scalarText(value) : JSON.stringify(value);
}

/** Plain where nobody could read it as anything else. */
function scalarText(text: string): string {
  const isPlain = /^[A-Za-z_./][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n|\.inf|\.nan)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}

function isSameButFor(before: Document, after: Document, { name, entry }: NewEntry): boolean {
  if (after.errors.length > 0) return false;
  const [old, now] = [before, after].map((document) => document.toJS() as { services: Record<string, unknown> | null }) as [
    { services: Record<string, unknown> | null },
    unknown,
  ];
  const plain = JSON.parse(JSON.stringify(entry)) as unknown;
  return JSON.stringify(now) === JSON.stringify({ ...old, services: { ...old.services, [name]: plain } });
}
