/** What pipelines are made of. */
export type Yaml = string | number | boolean | null | readonly Yaml[] | { readonly [key: string]: Yaml };

/** Writes YAML in blocks, the way people do; what would be read as anything but the text that it is stands in quotes. */
export function toYaml(value: Yaml): string {
  return `${linesOf(value).join("\n")}\n`;
}

function linesOf(value: Yaml): readonly string[] {
  if (isList(value)) return value.length === 0 ? ["[]"] : value.flatMap((item) => indentedBy("- ", linesOf(item)));
  if (typeof value !== "object" || value === null) return [scalar(value)];
  const entries = Object.entries(value);
  return entries.length === 0 ? ["{}"] : entries.flatMap(([key, each]) => entryLines(scalar(key), each));
}

function entryLines(key: string, value: Yaml): readonly string[] {
  const lines = linesOf(value);
  const isBlock = typeof value === "object" && value !== null && Object.keys(value).length > 0;
  return isBlock ? [`${key}:`, ...lines.map((line) => `  ${line}`)] : [`${key}: ${lines[0] ?? ""}`];
}

function indentedBy(bullet: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => `${index === 0 ? bullet : "  "}${line}`);
}

function scalar(value: string | number | boolean | null): string {
  if (typeof value !== "string") return value === null ? "~" : String(value);
  return PLAIN.test(value) && !RESERVED.test(value) ? value : quoted(value);
}

/** A text in JSON is one in YAML, but for line breaks and control characters that JSON lets pass. */
function quoted(value: string): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Words of letters, digits and a few signs that mean nothing in YAML, from a letter, a dot or a dollar sign on, with single spaces. */
const PLAIN = /^[A-Za-z_$.][\w$./*=-]*(?: [\w$./*=-]+)*$/;
const RESERVED = /^(?:true|false|yes|no|on|off|y|n|null|\.inf|\.nan|\.\d.*)$/i;

function isList(value: Yaml): value is readonly Yaml[] {
  return Array.isArray(value);
}
