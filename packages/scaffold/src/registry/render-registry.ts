import type { RegistryConfig } from "@nix-repo/config";

/** The longest line that an object or a list may stand on, in columns. */
const WIDTH = 110;

/**
 * A registry as the TypeScript that a person would write: short objects on one line, long ones with a line for each field.
 * `comments` stand above everything, one a line, without their slashes. What is undefined is left out.
 */
export function renderRegistry(registry: RegistryConfig, comments: readonly string[] = []): string {
  const head = comments.map((line) => `// ${line}`.trimEnd());
  const body = `export default defineConfig(${renderValue(registry, { column: "export default defineConfig(".length })});`;
  return `${[...head, 'import { defineConfig } from "nix-repo";', "", body].join("\n")}\n`;
}

/**
 * A value that JSON could hold as TypeScript source. `indent` is the depth of the line that it begins on, two spaces each;
 * `column` is where on that line it begins.
 */
export function renderValue(value: unknown, { indent = 0, column = 0 }: { indent?: number; column?: number } = {}): string {
  const inline = renderInline(value);
  if (!isNested(value) && column + inline.length <= WIDTH) return inline;
  const inner = "  ".repeat(indent + 1);
  const outer = "  ".repeat(indent);
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner}${renderValue(item, { indent: indent + 1, column: inner.length })},\n`);
    return items.length === 0 ? "[]" : `[\n${items.join("")}${outer}]`;
  }
  if (typeof value === "object" && value !== null) {
    const fields = fieldsOf(value).map(([name, field]) => {
      const before = `${inner}${renderKey(name)}: `;
      return `${before}${renderValue(field, { indent: indent + 1, column: before.length })},\n`;
    });
    return fields.length === 0 ? "{}" : `{\n${fields.join("")}${outer}}`;
  }
  return inline;
}

/** A name as the key of an object. `__proto__` in quotes would still set the prototype. */
export function renderKey(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function renderInline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(renderInline).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const fields = fieldsOf(value).map(([name, field]) => `${renderKey(name)}: ${renderInline(field)}`);
    return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
  }
  if (typeof value === "string" && value.includes("\n")) return renderLines(value);
  return JSON.stringify(value);
}

/** A text of several lines stands as it is: its lines begin at the margin, since indenting them would change it. */
function renderLines(text: string): string {
  const escaped = text.replaceAll(/[\\`]|\$\{/g, "\\$&").replaceAll(HIDDEN, (character) => JSON.stringify(character).slice(1, -1));
  return `\`${escaped}\``;
}

// A template would read a bare \r as \n; the others cannot be seen. (They are what JSON escapes, and so does a template in the same way.)
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const HIDDEN = /[\u0000-\u0009\u000b-\u001f]/g;

/** What has objects of objects reads better with a line for each field, however short it is. */
function isNested(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return fieldsOf(value).some(
    ([, field]) => typeof field === "object" && field !== null && !Array.isArray(field) && fieldsOf(field).length > 0,
  );
}

function fieldsOf(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, field]) => field !== undefined);
}
