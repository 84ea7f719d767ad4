import { stripVTControlCharacters } from "node:util";

/**
 * A text as it may stand in XML 1.0, between tags or in an attribute in double quotes. Colours are left out, and of other characters that XML has no way to
 * write (most control characters, halves of surrogate pairs) only a mark stays.
 */
export function xmlText(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll("\r\n", "\n")
    .replace(NOT_XML, "\ufffd")
    .replace(/[&<>"\r]/g, (character) => ENTITIES[character] ?? character);
}

/** The same for an attribute, in which a bare line break would be read as a blank. */
export function xmlAttribute(text: string): string {
  return xmlText(text).replaceAll("\n", "&#10;").replaceAll("\t", "&#9;");
}

/** All but what XML 1.0 §2.2 calls a character. */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;" };
