import type { Diagnostic, Place } from "@nix-repo/model";
import type { SourceText } from "./source-text.ts";

/** The way to a value inside a file. */
export type Path = readonly (string | number)[];

/** A mistake that knows its value, not yet its place: finding places means reading the file's text again, which only a mistake is worth. */
export interface Mistake {
  readonly path: Path;
  /** Whether the key is wrong or what stands under it. */
  readonly at: "key" | "value";
  /** One sentence without a full stop; "expected ..., got ..." where that says it. */
  readonly message: string;
  readonly suggestion?: string | undefined;
}

export function toDiagnostics(mistakes: readonly Mistake[], source: SourceText): Diagnostic[] {
  return mistakes.map((mistake) => toDiagnostic(mistake, source));
}

export function toDiagnostic({ path, at, message, suggestion }: Mistake, source: SourceText): Diagnostic {
  return diagnosticAt(source, { ...source.find(path, at), path: pathText(path), message, suggestion });
}

interface Found {
  readonly start: number;
  readonly end: number;
  readonly path?: string;
  readonly message: string;
  readonly suggestion?: string | undefined;
}

/** A mistake whose place in the text is known already. */
export function diagnosticAt(source: SourceText, { start, end, path = "", message, suggestion }: Found): Diagnostic {
  const { line, column, excerpt } = source.position(start);
  return {
    place: { file: source.file, line, column },
    length: Math.max(1, Math.min(end - start, excerpt.length - column + 1)),
    path,
    message,
    ...(suggestion === undefined ? {} : { suggestion }),
    excerpt,
  };
}

/** A place that is looked up when somebody asks for its line: most places are never shown. */
export function placeOf(source: SourceText, path: Path, at: Mistake["at"] = "key"): Place {
  let found: { line: number; column: number } | undefined;
  const find = () => {
    found ??= source.position(source.find(path, at).start);
    return found;
  };
  return {
    file: source.file,
    get line() {
      return find().line;
    },
    get column() {
      return find().column;
    },
  };
}

/** `services.web.dependsOn[0]` */
export function pathText(path: Path): string {
  return path
    .map((key, i) => {
      if (typeof key === "number") return `[${key}]`;
      if (!PLAIN_KEY.test(key)) return `[${JSON.stringify(key)}]`;
      return i === 0 ? key : `.${key}`;
    })
    .join("");
}

const PLAIN_KEY = /^[\p{L}\p{N}_$-][\p{L}\p{N}_$:-]*$/u;
