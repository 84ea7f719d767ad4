import { type Diagnostic, err, ok, type Place, type Result } from "@nix-repo/model";
import { isNode, LineCounter, parseDocument } from "yaml";

/** The path of a value in a file. */
export type Path = readonly (string | number)[];

/** A file of YAML as plain data, and where its parts stand. */
export interface YamlFile {
  readonly value: unknown;
  /** Of what stands under a path, or of the nearest that is there. */
  place(path: Path): Place;
}

/**
 * What is no YAML fails with its places; what only should not be said twice does not.
 * @param file absolute, for the places
 */
export function readYaml({ file, text }: { readonly file: string; readonly text: string }): Result<YamlFile, readonly Diagnostic[]> {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { merge: true, uniqueKeys: false, lineCounter, prettyErrors: false, logLevel: "silent" });
  const at = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line, column: col };
  };
  const lines = text.split("\n");
  const wrong = (offset: number, message: string): Diagnostic => {
    const place = at(offset);
    return { place, length: 1, path: "", message, excerpt: (lines[(place.line ?? 1) - 1] ?? "").replace(/\r$/, "").slice(0, 400) };
  };
  if (document.errors.length > 0) return err(document.errors.map(({ pos, message }) => wrong(pos[0], message.replace(/\.$/, ""))));
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return ok({
      value,
      place(path) {
        for (let length = path.length; length > 0; length -= 1) {
          const node: unknown = document.getIn(path.slice(0, length), true);
          if (isNode(node) && node.range) return at(node.range[0]);
        }
        return { file };
      },
    });
  } catch (error) {
    return err([wrong(0, error instanceof Error ? error.message : String(error))]);
  }
}

/** Against files that are made to grow. */
const MAX_ALIASES = 1000;

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands there as text: YAML makes numbers and booleans of what is meant as one. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/** A list, or the one thing that stands in place of a list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}
