import { type ParserOptions, parse } from "@babel/parser";
import { type Addition, added, lineAt } from "../addition.ts";
import { insertItem } from "../insertion.ts";
import type { NewEntry } from "./entry-text.ts";
import { type EntryStyle, entryText } from "./entry-text.ts";
import { type Expression, exportedExpression, type ObjectLiteral, objectOf, type Program, propertyOf } from "./script-objects.ts";

/** Adds a service to a registry in TypeScript or JavaScript. */
export function addToScript(text: string, { name, entry }: NewEntry): Addition {
  const plain: EntryStyle = { quote: '"', quotesNames: false, long: false, closingComma: true, spaced: true };
  const byHand = (why: string, offset: number): Addition => ({
    kind: "by-hand",
    why,
    line: lineAt(text, offset),
    add: entryText({ name, entry }, plain, { inline: true, unit: "  " }),
  });
  const program = parsed(text);
  if (program === undefined) return byHand("it cannot be read as TypeScript", 0);
  const exported = exportedExpression(program);
  const registry = exported === undefined ? undefined : objectOf(exported, program);
  const property = registry === undefined ? undefined : propertyOf(registry, "services");
  if (property === undefined) return byHand("its services cannot be found", registry?.start ?? exported?.start ?? 0);
  const services = property.kind === "value" ? objectOf(property.value, program) : undefined;
  if (services === undefined || (services.properties.length > 0 && services.properties.every(({ type }) => type === "SpreadElement")))
    return byHand("its services are computed", property.start);
  if (propertyOf(services, name) !== undefined) return { kind: "there" };
  const last = services.properties.at(-1);
  const style = styleOf(text, services, plain);
  const insertions = insertItem(
    text,
    {
      open: services.start,
      close: services.end - 1,
      items: services.properties,
      commaEnd: last === undefined ? undefined : commaBehind(text, last.end, services.end - 1),
    },
    { separator: ",", closing: true, comment: "//", render: (layout) => entryText({ name, entry }, style, layout) },
  );
  const addition = added(text, insertions);
  if (addition.kind !== "added" || !isSameButFor(program, parsed(addition.text), { services, name }))
    return byHand("what would come of it is not what was meant", services.start);
  return addition;
}

function parsed(text: string): Program | undefined {
  const options: ParserOptions = {
    sourceType: "module",
    allowReturnOutsideFunction: true,
    allowAwaitOutsideFunction: true,
    createParenthesizedExpressions: true,
    attachComment: false,
    plugins: ["typescript"],
  };
  try {
    return parse(text, options).program as unknown as Program;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A comma behind the last property: nothing but blanks and comments may be before it. */
function commaBehind(text: string, from: number, close: number): number | undefined {
  const found = COMMA.exec(text.slice(from, close));
  return found === null ? undefined : from + found[0].length;
}

/** Each comment is taken whole, so that no comma within one counts. */
const COMMA = /^(?:\s|\/\*(?:[^*]|\*+[^*/])*\*+\/|\/\/[^\n]*(?:\n|$))*,/;

function styleOf(text: string, services: ObjectLiteral, plain: EntryStyle): EntryStyle {
  const own = services.properties.flatMap((each) => (each.type === "ObjectProperty" && !each.computed ? [each] : []));
  const objects = own.map(({ value }) => value).filter((value): value is ObjectLiteral => value.type === "ObjectExpression");
  const written = objects.map(({ start, end }) => text.slice(start, end));
  const long = written.filter((each) => each.includes("\n"));
  const within = text.slice(services.start, services.end);
  // What is in comments or in other strings counts little: more of one than of the other does.
  const area = /["']/.test(within) ? within : text;
  const quotes = { double: area.split('"').length, single: area.split("'").length };
  const fields = objects.flatMap(({ properties }) => properties).flatMap((each) => (each.type === "ObjectProperty" ? [each.key] : []));
  const names = [...own.map(({ key }) => key), ...fields];
  return {
    quote: quotes.single > quotes.double ? "'" : '"',
    quotesNames: names.length > 0 && names.every(({ type }) => type === "StringLiteral"),
    long: long.length * 2 > written.length,
    closingComma: long.length === 0 ? plain.closingComma : long.every((each) => /,\s*\}$/.test(each)),
    spaced: !written.some((each) => /^\{\S/.test(each) && each !== "{}"),
  };
}

interface Expected {
  /** The object that has one property more. */
  readonly services: Expression;
  readonly name: string;
}

/** Whether both programs are the same, but for the new property at the end of the services. */
function isSameButFor(before: unknown, after: unknown, expected: Expected): boolean {
  if (typeof before !== "object" || before === null || typeof after !== "object" || after === null) return before === after;
  if (Array.isArray(before) && Array.isArray(after))
    return before.length === after.length && before.every((each, i) => isSameButFor(each, after[i], expected));
  if (before === expected.services) {
    const now = after as ObjectLiteral;
    const last = now.properties?.at(-1);
    if (last === undefined || propertyOf({ ...now, properties: [last] }, expected.name) === undefined) return false;
    return isSameButFor({ ...before }, { ...now, properties: now.properties.slice(0, -1) }, expected);
  }
  const names = Object.keys(before).filter((key) => !PLACES.has(key));
  if (names.length !== Object.keys(after).filter((key) => !PLACES.has(key)).length) return false;
  return names.every((key) => isSameButFor((before as Record<string, unknown>)[key], (after as Record<string, unknown>)[key], expected));
}

/** Where things stand has changed for all that follows. */
const PLACES = new Set(["start", "end", "loc", "range", "extra", "comments"]);
