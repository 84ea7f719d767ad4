import { getNodeValue, type Node, parseTree } from "jsonc-parser";
import { type Addition, added, lineAt } from "../addition.ts";
import { insertItem } from "../insertion.ts";
import type { NewEntry } from "./entry-text.ts";
import { entryText } from "./entry-text.ts";

/** Adds a service to a registry in JSON, with or without comments. */
export function addToJson(text: string, { name, entry }: NewEntry): Addition {
  const write = (long: boolean) => (layout: { inline: boolean; unit: string }) =>
    entryText({ name, entry }, { quote: '"', quotesNames: true, long, closingComma: false, spaced: true }, layout);
  const byHand = (why: string, offset: number): Addition => ({
    kind: "by-hand",
    why,
    line: lineAt(text, offset),
    add: write(false)({ inline: true, unit: "  " }),
  });
  // The parser has nothing against a mark of byte order, but takes it for text.
  const shift = text.startsWith("\ufeff") ? 1 : 0;
  const services = propertyOf(parsed(text.slice(shift)), "services");
  if (services?.type !== "object") return byHand("its services are not an object", shift + (services?.offset ?? 0));
  if (propertyOf(services, name) !== undefined) return { kind: "there" };
  const properties = services.children ?? [];
  const close = shift + services.offset + services.length - 1;
  const last = properties.at(-1);
  const others = properties.flatMap(({ children }) => children?.[1] ?? []).filter(({ children = [] }) => children.length > 0);
  const long =
    others.filter(({ offset, length }) => text.slice(shift + offset, shift + offset + length).includes("\n")).length * 2 > others.length;
  const insertions = insertItem(
    text,
    {
      open: shift + services.offset,
      close,
      items: properties.map(({ offset, length }) => ({ start: shift + offset, end: shift + offset + length })),
      commaEnd: last === undefined ? undefined : commaBehind(text, shift + last.offset + last.length, close),
    },
    { separator: ",", closing: false, comment: "//", render: write(long) },
  );
  const addition = added(text, insertions);
  if (addition.kind !== "added" || !isSameButFor(text.slice(shift), addition.text.slice(shift), { name, entry }))
    return byHand("what would come of it is not what was meant", shift + services.offset);
  return addition;
}

function parsed(text: string): Node | undefined {
  return parseTree(text, [], { allowTrailingComma: true, disallowComments: false });
}

/** Of several with one name the last one counts. */
function propertyOf(node: Node | undefined, name: string): Node | undefined {
  return node?.type === "object" ? node.children?.findLast(({ children }) => children?.[0]?.value === name)?.children?.[1] : undefined;
}

/** A closing comma: nothing but blanks and comments may be around it. */
function commaBehind(text: string, from: number, close: number): number | undefined {
  const found = COMMA.exec(text.slice(from, close));
  return found === null ? undefined : from + found[0].length;
}

/** Each comment is taken whole, so that no comma within one counts. */
const COMMA = /^(?:\s|\/\*(?:[^*]|\*+[^*/])*\*+\/|\/\/[^\n]*(?:\n|$))*,/;

function isSameButFor(before: string, after: string, { name, entry }: NewEntry): boolean {
  const [old, now] = [before, after].map((text) => {
    const tree = parsed(text);
    return tree === undefined ? undefined : (getNodeValue(tree) as { services: Record<string, unknown> });
  });
  if (old === undefined || now === undefined) return false;
  const expected = { ...old, services: { ...old.services, [name]: entry } };
  return JSON.stringify(now) === JSON.stringify(expected);
}
