import truncated from "fast-string-truncated-width";

/** How many columns a text takes on a terminal: wide characters two, combining marks and colour codes none. */
export function widthOf(text: string): number {
  return PRINTABLE_ASCII.test(text) ? text.length : truncated(text).width;
}

/** Fills up with blanks on the right to `width` columns; a longer text stays as it is. */
export function padTo(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** The start of a text that fits into `width` columns, ending in `ellipsis` where something was left out. Not for text with colour codes. */
export function cropEnd(text: string, width: number, ellipsis: string): string {
  if (widthOf(text) <= width) return text;
  const mark = widthOf(ellipsis) <= width ? ellipsis : "";
  return head(text, width - widthOf(mark)) + mark;
}

/** The end of a text that fits into `width` columns: for paths, whose last folders say most. */
export function cropStart(text: string, width: number, ellipsis: string): string {
  if (widthOf(text) <= width) return text;
  const mark = widthOf(ellipsis) <= width ? ellipsis : "";
  const room = width - widthOf(mark);
  let rest = text;
  while (widthOf(rest) > room) rest = rest.slice(charLengthAt(rest, 0));
  return mark + rest;
}

/** One line without anything that moves the cursor, colours or rings: what a program wrote, made safe to stand inside a line of ours. */
export function plainLine(text: string): string {
  return withoutSequences(text).replace(/\t/g, "  ").replace(CONTROLS, "");
}

/** Loads node:util, which takes 1.4 ms, only for a text that has such sequences. */
export function withoutSequences(text: string): string {
  return text.includes("\u001b") || text.includes("\u009b") ? process.getBuiltinModule("node:util").stripVTControlCharacters(text) : text;
}

/** Breaks at blanks into lines of at most `width` columns; a word that is longer stands alone and sticks out. */
export function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && widthOf(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
const CONTROLS = /[\x00-\x1f\x7f-\x9f]/g;

function head(text: string, width: number): string {
  let { index } = truncated(text, { limit: Math.max(0, width), ellipsis: "" });
  // The library counts astral ideographs as one unit, and nothing of signs that letters follow (`└─ name`): never leave half of a pair, nor take more than fits.
  while (index > 0 && (isInsidePair(text, index) || widthOf(text.slice(0, index)) > width)) index -= 1;
  return text.slice(0, index);
}

function isInsidePair(text: string, index: number): boolean {
  const before = text.charCodeAt(index - 1);
  return before >= 0xd800 && before <= 0xdbff;
}

function charLengthAt(text: string, index: number): number {
  return (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
}
