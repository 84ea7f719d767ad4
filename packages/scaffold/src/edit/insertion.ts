/** A text that is put into another one at an offset. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
  /** Blanks that it takes the place of: those between two braces that held nothing. */
  readonly blanks?: string;
}

/** In any order; where two are for one place, the first one stands first. */
export function insertInto(text: string, insertions: readonly Insertion[]): string {
  let result = "";
  let done = 0;
  for (const { at, text: inserted, blanks = "" } of insertions.toSorted((a, b) => a.at - b.at)) {
    if (at < done || text.slice(at, at + blanks.length) !== blanks || blanks.trim() !== "") throw new Error("an edit that would lose text");
    result += text.slice(done, at) + inserted;
    done = at + blanks.length;
  }
  return result + text.slice(done);
}

/** Things between two braces. Ends are exclusive, and before a comma. */
export interface Braces {
  /** Where the opening brace stands. */
  readonly open: number;
  /** Where the closing brace stands. */
  readonly close: number;
  readonly items: readonly { readonly start: number; readonly end: number }[];
  /** The end of a comma that follows the last one. */
  readonly commaEnd?: number | undefined;
}

export interface Language {
  /** What stands between two items; a closing one is part of the item in Nix. */
  readonly separator: "," | "";
  /** Whether the only item of all has one behind it. */
  readonly closing: boolean;
  /** What begins a comment that goes on to the end of the line. */
  readonly comment: "//" | "#";
}

/** How an item is to be written. */
export interface Layout {
  /** On the line of the others. */
  readonly inline: boolean;
  /** One step of indentation. */
  readonly unit: string;
}

/** What puts an item behind the others (or behind `after`), in their manner. `render` gives its lines with `\n`, the first one without indentation. */
export function insertItem(
  text: string,
  { open, close, items, commaEnd }: Braces,
  { separator, closing, comment, render }: Language & { render: (layout: Layout) => string },
): readonly Insertion[] {
  const eol = endOfLineOf(text);
  const last = items.at(-1);
  const outer = indentAt(text, open);
  if (last === undefined) {
    const unit = unitOf(text);
    const lines = indented(render({ inline: false, unit }), { indent: outer + unit, eol }) + (closing ? separator : "");
    const inner = text.slice(open + 1, close);
    const end = open + 1 + inner.trimEnd().length;
    if (inner.includes("\n")) return [{ at: end, text: eol + outer + unit + lines }];
    if (inner.trim() !== "") return [{ at: end, text: `${eol}${outer}${unit}${lines}${eol}${outer}` }];
    return [{ at: open + 1, text: `${eol}${outer}${unit}${lines}${eol}${outer}`, blanks: inner }];
  }
  const isOpen = commaEnd === undefined;
  const lineStart = items.at(-2)?.end ?? open + 1;
  if (!text.slice(lineStart, last.start).includes("\n")) {
    const item = render({ inline: true, unit: unitOf(text) });
    const at = commaEnd ?? last.end;
    return [{ at, text: isOpen ? `${separator} ${item}` : ` ${item}${separator}` }];
  }
  const indent = indentAt(text, last.start);
  const unit = indent.startsWith(outer) && indent.length > outer.length ? indent.slice(outer.length) : unitOf(text);
  const lines = indented(render({ inline: false, unit }), { indent, eol });
  const isApart = items.length > 1 && /\n[ \t]*\r?\n/.test(text.slice(lineStart, last.start));
  const item = `${isApart ? eol : ""}${eol}${indent}${lines}${isOpen && separator !== "" ? "" : separator}`;
  return [
    ...(isOpen && separator !== "" ? [{ at: last.end, text: separator }] : []),
    { at: endOfRemark(text, { from: commaEnd ?? last.end, comment }), text: item },
  ];
}

function indented(lines: string, { indent, eol }: { indent: string; eol: string }): string {
  return lines.replaceAll("\n", eol + indent);
}

/** Behind what is remarked on the same line, where nothing else follows on it. */
function endOfRemark(text: string, { from, comment }: { from: number; comment: Language["comment"] }): number {
  const rest = text.slice(from);
  const remark =
    comment === "#"
      ? /^[ \t]*(?:\/\*[^\r\n]*?\*\/[ \t]*)*(?:#[^\r\n]*)?(?=\r?\n|$)/
      : /^[ \t]*(?:\/\*[^\r\n]*?\*\/[ \t]*)*(?:\/\/[^\r\n]*)?(?=\r?\n|$)/;
  const found = remark.exec(rest)?.[0] ?? "";
  return from + found.trimEnd().length;
}

export function endOfLineOf(text: string): "\r\n" | "\n" {
  return /\r\n/.test(text) ? "\r\n" : "\n";
}

/** The blanks that the line of an offset begins with. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? "";
}

/** One step of indentation: what the least indented line has. */
export function unitOf(text: string): string {
  const indents = text.split("\n").flatMap((line) => /^(\t| {2,8})(?=[^\s*])/.exec(line)?.[1] ?? []);
  return indents.toSorted((a, b) => a.length - b.length)[0] ?? "  ";
}
