import { realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Failure } from "@nix-repo/model";
import { finderInScript } from "./find-in-script.ts";
import { diagnosticAt } from "./mistake.ts";
import { literalText, scriptTokens } from "./script-tokens.ts";
import { readText, type SourceText, sourceText } from "./source-text.ts";

/**
 * What evaluating a user's module threw, as a failure that points into the module: a syntax error, an import that does not exist, or an error of
 * its own code. Bun and Node say each in their own way; neither's stack is shown.
 */
export function describeImportError(error: unknown, file: string): Failure {
  return missingImport(error, file) ?? bunSyntaxError(error, file) ?? nodeSyntaxError(error, file) ?? thrownByModule(error, file);
}

/** Bun throws a ResolveMessage with `specifier`; Node's message has the resolved path, or the specifier where it was a package or required. */
function missingImport(error: unknown, file: string): Failure | undefined {
  const { code, message = "" } = fieldsOf(error);
  if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") return undefined;
  const wanted = /^Cannot find (?:module|package) ['"]([^'"]+)['"]/.exec(message)?.[1];
  if (wanted === undefined) return undefined;
  const from = /imported from (\S.*)$/m.exec(message)?.[1] ?? /^- (.+)$/m.exec(message)?.[1] ?? file;
  const source = tryRead(from.startsWith("file:") ? fileURLToPath(from) : from, file) ?? tryRead(file, file);
  if (source === undefined) return undefined;
  const token = scriptTokens(source.text).find(
    (each) => each.type === "StringLiteral" && names(literalText(each) ?? "", wanted, source.file),
  );
  const specifier = literalText(token) ?? wanted;
  const kind = /^[./]/.test(specifier) ? "file" : "package";
  return {
    code: "file-invalid",
    diagnostics: [
      diagnosticAt(source, { start: token?.start ?? 0, end: token?.end ?? 1, message: `there is no ${kind} "${specifier}" to import` }),
    ],
  };
}

function names(specifier: string, wanted: string, from: string): boolean {
  if (specifier === wanted || (!/^[./]/.test(specifier) && specifier.startsWith(`${wanted}/`))) return true;
  return /^\.{1,2}\//.test(specifier) && sameFile(resolve(dirname(from), specifier), wanted);
}

interface BunPosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length?: number;
}

/** A BuildMessage, or several in an AggregateError. Only the first is sure: the others mostly follow from it. */
function bunSyntaxError(error: unknown, file: string): Failure | undefined {
  const { errors } = fieldsOf(error);
  const { message, position } = fieldsOf(Array.isArray(errors) ? errors[0] : error);
  if (position === undefined || position === null || message === undefined) return undefined;
  const { line, column, length } = position;
  return syntaxError(tryRead(position.file, file), { file: position.file || file, line, column, length: length ?? 1, message });
}

/** Node puts `file:line`, the lines around and a row of carets in front of the stack of a SyntaxError. */
function nodeSyntaxError(error: unknown, file: string): Failure | undefined {
  const { name, message = "", stack = "" } = fieldsOf(error);
  if (name !== "SyntaxError") return undefined;
  const [head = "", ...below] = stack.split("\n");
  const found = /^(file:\/\/)?(\/.+):(\d+)$/.exec(head);
  if (found === null) return undefined;
  const where = found[1] === undefined ? (found[2] ?? file) : fileURLToPath(head.slice(0, head.lastIndexOf(":")));
  const carets = below.map((each) => /^(\s*)(\^+)\s*$/.exec(each)).find((each) => each !== null);
  return syntaxError(tryRead(where, file), {
    file: where,
    line: Number(found[3]),
    column: (carets?.[1]?.length ?? 0) + 1,
    length: carets?.[2]?.length ?? 1,
    message,
  });
}

interface SyntaxErrorAt {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly message: string;
}

function syntaxError(source: SourceText | undefined, at: SyntaxErrorAt): Failure {
  const { file, line, column, length } = at;
  const message = `syntax error: ${firstLine(at.message).replace(/[.!]$/, "")}`;
  const excerpt = source?.text.split(/\r\n|\n|\r/)[line - 1];
  const place = { file: source?.file ?? file, line, column };
  return { code: "file-invalid", diagnostics: [{ place, length, path: "", message, ...(excerpt === undefined ? {} : { excerpt }) }] };
}

/** The place is the first line of the stack that lies beside or below the module itself; what it called of a library stands above that. */
function thrownByModule(error: unknown, file: string): Failure {
  const { name, message, stack = "" } = fieldsOf(error);
  const reason =
    message === undefined ? `it threw ${String(error)}` : name === undefined || name === "Error" ? message : `${name}: ${message}`;
  const folder = dirname(file);
  for (const line of stack.split("\n")) {
    const frame = /^\s*at (?:.*\()?(?:file:\/\/)?(\/.*?):(\d+):(\d+)\)?$/.exec(line);
    const at = frame?.[1] === undefined ? undefined : belowFolder(decodeFrame(frame[1], line), folder);
    if (at !== undefined)
      return { code: "file-unreadable", place: { file: at, line: Number(frame?.[2]), column: Number(frame?.[3]) }, reason };
  }
  return { code: "file-unreadable", place: { file }, reason };
}

function decodeFrame(path: string, line: string): string {
  return line.includes("file://") ? fileURLToPath(`file://${path}`) : path;
}

/** The path as the user would write it, where it lies in the folder: stacks have the resolved one, whatever links led there. */
function belowFolder(path: string, folder: string): string | undefined {
  if (path.includes("/node_modules/")) return undefined;
  if (path.startsWith(`${folder}/`)) return path;
  const real = realPath(folder);
  return path.startsWith(`${real}/`) ? folder + path.slice(real.length) : undefined;
}

function tryRead(path: string, file: string): SourceText | undefined {
  try {
    const shown = belowFolder(path, dirname(file)) ?? path;
    const text = readText(shown);
    return sourceText({ file: shown, text, find: finderInScript(text) });
  } catch {
    return undefined;
  }
}

function sameFile(a: string, b: string): boolean {
  return a === b || resolve(realPath(dirname(a)), a.slice(dirname(a).length + 1)) === b;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

interface Fields {
  readonly name?: string;
  readonly message?: string;
  readonly stack?: string;
  readonly code?: string;
  readonly errors?: readonly unknown[];
  readonly position?: BunPosition | null;
}

function fieldsOf(error: unknown): Fields {
  return typeof error === "object" && error !== null ? (error as Fields) : {};
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
