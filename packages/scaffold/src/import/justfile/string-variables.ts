/** A variable of a justfile that is a string as it stands. */
export interface StringVariable {
  readonly value: string;
  /** 1-based. */
  readonly line: number;
}

/** The string variables of a text, whether just accepts the rest of it or not. https://just.systems/man/en/strings.html */
export function stringVariables(text: string): ReadonlyMap<string, StringVariable> {
  const found = new Map<string, StringVariable>();
  for (const match of text.matchAll(ASSIGNMENT)) {
    const [whole, name = ""] = match;
    const start = match.index + whole.length;
    const value = stringAt(text, start);
    if (value !== undefined) found.set(name, { value, line: text.slice(0, match.index).split("\n").length });
  }
  return found;
}

const ASSIGNMENT = /^(?:export\s+)?([A-Za-z_][\w-]*)[ \t]*:=[ \t]*/gm;

function stringAt(text: string, start: number): string | undefined {
  const quote = ['"""', "'''", '"', "'"].find((each) => text.startsWith(each, start));
  if (quote === undefined) return undefined;
  const end = endOf(text, start + quote.length, quote);
  if (end === undefined || !/^[ \t]*(?:#.*)?$/m.test(text.slice(end + quote.length).split("\n", 1)[0] ?? "")) return undefined;
  const raw = text.slice(start + quote.length, end);
  const flat = quote.length === 3 ? dedented(raw) : raw;
  return quote.startsWith('"') ? unescaped(flat) : flat;
}

function endOf(text: string, from: number, quote: string): number | undefined {
  for (let i = from; i < text.length; i += 1) {
    if (quote.startsWith('"') && text[i] === "\\") i += 1;
    else if (text.startsWith(quote, i)) return i;
  }
  return undefined;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\", "\n": "" };

function unescaped(text: string): string {
  return text.replaceAll(/\\([\s\S])/g, (whole, character: string) => ESCAPES[character] ?? whole);
}

/** Strings in three quotes lose their first line break and what all their lines are indented by. */
function dedented(text: string): string {
  const lines = text.replace(/^\n/, "").split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const indent = Math.min(...(indents.length === 0 ? [0] : indents));
  return lines.map((line) => line.slice(indent)).join("\n");
}
