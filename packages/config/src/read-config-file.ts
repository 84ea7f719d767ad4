import { statSync } from "node:fs";
import { extname } from "node:path";
import { err, type Failure, ok, type Result } from "@nix-repo/model";
import { asData } from "./as-data.ts";
import { finderInScript } from "./find-in-script.ts";
import type { ImportModule } from "./import-user-module.ts";
import { diagnosticAt, toDiagnostic } from "./mistake.ts";
import { parseJson } from "./parse-json.ts";
import { type Finder, readText, type SourceText, sourceText } from "./source-text.ts";

/** A file's value, not yet validated, and the text to find places in. */
export interface ConfigFile {
  readonly value: unknown;
  readonly source: SourceText;
  /** Whether writing it as JSON would lose nothing that validation looks at. */
  readonly isPlain: boolean;
}

/** Reads a registry or an override in any of its forms. The text of a script is read only when a place in it is asked for. */
export async function readConfigFile(file: string, importModule: ImportModule): Promise<Result<ConfigFile>> {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) return unreadable(file, "it is a folder, not a file");
  try {
    switch (extname(file)) {
      case ".json":
        return readJson(file);
      case ".yaml":
      case ".yml":
        return await readYaml(file);
      default:
        return await readModule(file, importModule);
    }
  } catch (error) {
    return unreadable(file, readingError(error));
  }
}

function unreadable(file: string, reason: string): Result<never> {
  return err({ code: "file-unreadable", place: { file }, reason });
}

/** Reading a file fails for reasons of the machine, which have a code; all else is ours. */
function readingError(error: unknown): string {
  if (!(error instanceof Error) || !("code" in error)) throw error;
  return error.code === "EACCES" ? "permission denied" : error.message;
}

function readJson(file: string): Result<ConfigFile> {
  const text = readText(file);
  const source = sourceText({ file, text, find: finderInScript(text) });
  if (text.trim() === "") return invalid(toDiagnostic({ path: [], at: "value", message: "the file is empty" }, source));
  const parsed = parseJson(text);
  return parsed.ok ? ok({ value: parsed.value, source, isPlain: true }) : invalid(diagnosticAt(source, parsed.mistake));
}

/**
 * js-yaml, because it parses the YAML of 100 services in 10 ms in the executable, where `yaml` takes 170 (measured). It stops at the first error of
 * syntax. Loaded here, so that only who writes YAML pays for it.
 */
async function readYaml(file: string): Promise<Result<ConfigFile>> {
  const text = readText(file);
  const { constructFromEvents, CORE_SCHEMA, EVENT_ID, mergeTag, parseEvents, YAMLException } = await import("js-yaml");
  const { finderInYaml } = await import("./find-in-yaml.ts");
  let find: Finder = () => ({ start: 0, end: 1 });
  const source = sourceText({ file, text, find: (path, at) => find(path, at) });
  try {
    const events = parseEvents(text, {});
    find = finderInYaml(text, events, EVENT_ID);
    const [value, ...more] = constructFromEvents(events, { source: text, schema: CORE_SCHEMA.withTags(mergeTag) });
    const message = more.length > 0 ? "expected one document, got several" : (value ?? null) === null ? "the file is empty" : undefined;
    if (message !== undefined) return invalid(toDiagnostic({ path: [], at: "value", message }, source));
    return ok({ value, source, isPlain: true });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const start = Math.min(error.mark?.position ?? 0, text.length);
    return invalid(diagnosticAt(source, { start, end: start + 1, message: sentence(error.reason) }));
  }
}

async function readModule(file: string, importModule: ImportModule): Promise<Result<ConfigFile>> {
  let exports: unknown;
  try {
    exports = await importModule(file);
  } catch (error) {
    const { describeImportError } = await import("./describe-import-error.ts");
    return err(describeImportError(error, file));
  }
  const source = lazySource(file);
  const value = defaultExport(exports);
  const message = whyNoConfig(value);
  return message === undefined ? ok({ ...asData(value), source }) : invalid(toDiagnostic({ path: [], at: "value", message }, source));
}

/** `export default`, or `module.exports`; a CommonJS file made from a module has its default inside that. */
function defaultExport(exports: unknown): unknown {
  const value = (exports as { default?: unknown } | undefined)?.default;
  const isMadeFromModule = typeof value === "object" && value !== null && "__esModule" in value && "default" in value;
  return isMadeFromModule ? value.default : value;
}

function whyNoConfig(value: unknown): string | undefined {
  if (value === undefined) return "nothing is exported: expected export default defineConfig({ ... })";
  if (typeof value === "function") return "expected an object, got a function: export what it returns";
  if (value instanceof Promise) return "expected an object, got a promise: write export default await ...";
  return undefined;
}

function lazySource(file: string): SourceText {
  let source: SourceText | undefined;
  const read = () => {
    if (source === undefined) {
      const text = readText(file);
      source = sourceText({ file, text, find: finderInScript(text) });
    }
    return source;
  };
  return {
    file,
    get text() {
      return read().text;
    },
    find: (path, at) => read().find(path, at),
    position: (offset) => read().position(offset),
  };
}

function invalid(diagnostic: Extract<Failure, { code: "file-invalid" }>["diagnostics"][number]): Result<never> {
  return err({ code: "file-invalid", diagnostics: [diagnostic] });
}

function sentence(message: string): string {
  const [first = ""] = message.split("\n", 1);
  return (first.charAt(0).toLowerCase() + first.slice(1)).replace(/[.:]$/, "");
}
