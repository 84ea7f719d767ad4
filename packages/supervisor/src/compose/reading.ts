import { relative } from "node:path";
import type { Diagnostic, Place, Variables } from "@nix-repo/model";
import { linesOf, type Origin, placeOf, type Scope, type Source } from "./node.ts";
import type { TextReader } from "./text-reader.ts";

/**
 * One reading of a project's files: what was wrong so far, and how much more may be done.
 * A file from a stranger can ask for any amount of work in a few lines; what goes beyond the limits is one more mistake.
 */
export class Reading {
  readonly mistakes: Diagnostic[] = [];
  /** Where a variable that nobody sets is used first. */
  readonly unset = new Map<string, Place>();
  readonly files = new Set<string>();
  /** Whether a limit was reached: what is read from then on counts for nothing. */
  exhausted = false;
  private readonly seen = new Set<string>();
  private readonly sources = new Map<Scope, Map<string, Source | string>>();
  private readonly read: TextReader;
  private readonly quotable: string;
  private readonly scopes = new Map<string, Scope[]>();
  private includes = 0;
  private work = MAX_WORK;
  private characters = MAX_CHARACTERS;

  /** @param quotable lines of files outside this folder are not shown: nobody knows what they hold. */
  constructor({ read, quotable }: { read: TextReader; quotable: string }) {
    this.read = read;
    this.quotable = quotable;
  }

  wrong({ origin, path = "", message, suggestion }: Mistake): void {
    if (this.mistakes.length >= MAX_MISTAKES) return;
    const place = placeOf(origin);
    // The same value is looked at as its file has it and as it is merged: one mistake gets one message.
    const key = JSON.stringify([place.file, origin.start, message]);
    if (this.seen.has(key)) return;
    this.seen.add(key);
    const excerpt = this.isQuotable(origin.source.file) ? lineAt(origin.source, place.line ?? 1) : undefined;
    const room = (lineAt(origin.source, place.line ?? 1)?.length ?? 0) - (place.column ?? 1) + 1;
    this.mistakes.push({
      place,
      length: Math.max(1, Math.min(origin.end - origin.start, room)),
      path,
      message,
      ...(suggestion === undefined ? {} : { suggestion }),
      ...(excerpt === undefined ? {} : { excerpt }),
    });
  }

  /** A mistake that has no text to point at. */
  wrongFile(file: string, message: string): void {
    this.wrong({ origin: { source: { file, text: "", lines: [0], scope: NOWHERE }, start: 0, end: 0 }, message });
  }

  /** Whether so many steps more are allowed. */
  mayDo(steps: number, origin: Origin): boolean {
    this.work -= steps;
    if (this.work < 0) this.exhaust(origin);
    return !this.exhausted;
  }

  /** Whether so many characters more may be put in for variables. */
  mayPutIn(characters: number, origin: Origin): boolean {
    this.characters -= characters;
    if (this.characters < 0) this.exhaust(origin);
    return !this.exhausted;
  }

  /** Whether one project more may be included. */
  mayInclude(origin: Origin): boolean {
    this.includes += 1;
    if (this.includes > MAX_INCLUDES) this.exhaust(origin);
    return !this.exhausted;
  }

  /** The one scope of a folder with these variables, so that files which are led to in several ways are read once. */
  scopeIn(folder: string, { variables }: Scope): Scope {
    const scopes = this.scopes.get(folder) ?? [];
    this.scopes.set(folder, scopes);
    const known = scopes.find((scope) => isSame(scope.variables, variables));
    if (known !== undefined) return known;
    const scope = { folder, variables };
    scopes.push(scope);
    return scope;
  }

  /** The text of a file for a project's scope; undefined where there is none, or where it cannot be had, which is a mistake at `from`. */
  source(file: string, scope: Scope, from: From = {}): Source | undefined {
    const known = this.sources.get(scope) ?? new Map<string, Source | string>();
    this.sources.set(scope, known);
    const before = known.get(file);
    const found = before ?? this.open(file, scope);
    known.set(file, found);
    if (typeof found !== "string") return found;
    // Whoever names a file tells that it is not there; whoever merely goes on with it does not tell it again.
    if (from.origin !== undefined && !(from.optional === true && found === MISSING)) {
      const message = `${found}, got ${JSON.stringify(this.shownPath(file))}`;
      this.wrong({ origin: from.origin, ...(from.path === undefined ? {} : { path: from.path }), message });
    } else if (before === undefined && from.optional !== true) this.wrongFile(file, found);
    return undefined;
  }

  /** @returns what was expected of the file where it cannot be had */
  private open(file: string, scope: Scope): Source | string {
    const found = this.read(file);
    if (found.kind !== "text") return found.kind === "missing" ? MISSING : found.reason;
    if (found.text.length > MAX_TEXT) return TOO_LARGE;
    const text = found.text.startsWith("\uFEFF") ? found.text.slice(1) : found.text;
    const source: Source = { file, text, lines: linesOf(text), scope };
    return this.mayDo(text.length, { source, start: 0, end: 1 }) ? source : TOO_LARGE;
  }

  shownPath(file: string): string {
    const path = relative(this.quotable, file);
    return path.startsWith("..") ? file : path || ".";
  }

  private exhaust(origin: Origin): void {
    if (!this.exhausted)
      this.wrong({ origin, message: "expected files that come to less: with all that they repeat and include they are too large" });
    this.exhausted = true;
  }

  private isQuotable(file: string): boolean {
    const path = relative(this.quotable, file);
    return path !== "" && !path.startsWith("..") && !isVariablesFile(file);
  }
}

/** Who wants a file. */
interface From {
  /** Where it is named. */
  readonly origin?: Origin;
  readonly path?: string;
  readonly optional?: boolean;
}

export interface Mistake {
  readonly origin: Origin;
  /** `services.web.ports[0]` */
  readonly path?: string;
  readonly message: string;
  readonly suggestion?: string | undefined;
}

const MISSING = "expected an existing file";
const TOO_LARGE = "expected a file of at most 512 KiB";

/** Characters of one file. The largest that people write are a tenth of it. */
export const MAX_TEXT = 524_288;
/** Values of one project, aliases and all that is inherited counted as often as they are used. */
export const MAX_VALUES = 250_000;
/** Projects that are included, those twice that are included twice. */
const MAX_INCLUDES = 200;
/** Steps of one reading, each character of a file being one: the YAML parser takes a second or two for the first million. */
const MAX_WORK = 3_000_000;
/** Characters of what all variables are replaced by. */
const MAX_CHARACTERS = 16_777_216;
/** Nobody reads more. */
const MAX_MISTAKES = 100;

const NOWHERE: Scope = { folder: "/", variables: {} };

function isSame(a: Variables, b: Variables): boolean {
  if (a === b) return true;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && a[name] === b[name]);
}

function isVariablesFile(file: string): boolean {
  return !/\.ya?ml$/i.test(file);
}

function lineAt(source: Source, line: number): string | undefined {
  const start = source.lines[line - 1];
  if (start === undefined) return undefined;
  return source.text
    .slice(start, source.lines[line] ?? source.text.length)
    .replace(/[\r\n]+$/, "")
    .slice(0, MAX_EXCERPT);
}

const MAX_EXCERPT = 400;
