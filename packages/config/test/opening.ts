import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import type { Diagnostic, Failure, Result, Workspace } from "@nix-repo/model";
import { type FileContent, temporaryFolder } from "@nix-repo/testkit";
import { defineConfig, defineService, type OpenOptions, openWorkspace } from "../src/index.ts";

/** A workspace of the given files, opened as the command line would; folders are made by files in them. */
export function workspaceOf(files: Readonly<Record<string, FileContent>>) {
  const folder = temporaryFolder(files);
  return {
    root: folder.path,
    write: folder.write,
    open: (options: Partial<OpenOptions> = {}) =>
      openWorkspace({ cwd: folder.path, version: "0.1.0", env: {}, importModule: evaluated, ...options }),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

/**
 * Evaluates a module in this very process: jest's own modules know no hooks, and would keep what they imported.
 * `import-user-module.test.ts` tests what is used outside of tests.
 */
export async function evaluated(file: string): Promise<unknown> {
  const script = stripTypeScriptTypes(readFileSync(file, "utf8"))
    .replace(/^import .*$/gm, "")
    .replace("export default", "module.exports.default =");
  const module = { exports: {} };
  new Function("module", "defineConfig", "defineService", script)(module, defineConfig, defineService);
  return module.exports;
}

export async function opened(folder: ReturnType<typeof workspaceOf>, options: Partial<OpenOptions> = {}): Promise<Workspace> {
  return successOf(await folder.open(options));
}

export function successOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`unexpected failure: ${JSON.stringify(result.error)}`);
  return result.value;
}

export function failureOf(result: Result<unknown>): Failure {
  if (result.ok) throw new Error("unexpected success");
  return result.error;
}

/** The mistakes of a file, one line each: place, path, message, and between « » what is marked in the excerpt. */
export function mistakesOf(result: Result<unknown>, root: string): string[] {
  const failure = failureOf(result);
  if (failure.code !== "file-invalid") throw new Error(`unexpected failure: ${JSON.stringify(failure)}`);
  return failure.diagnostics.map((diagnostic) => lineOf(diagnostic, root));
}

export function lineOf({ place, path, message, suggestion, excerpt, length }: Diagnostic, root: string): string {
  const file = place.file.startsWith(`${root}/`) ? place.file.slice(root.length + 1) : place.file;
  const at = [file, place.line, place.column].filter((part) => part !== undefined).join(":");
  const marked =
    excerpt === undefined || place.column === undefined ? "" : ` «${excerpt.slice(place.column - 1, place.column - 1 + (length ?? 1))}»`;
  return `${at} ${path === "" ? "" : `${path}: `}${message}${suggestion === undefined ? "" : `; did you mean "${suggestion}"?`}${marked}`;
}

/** The same registry in each form in which it may be written. */
export function inEachForm(value: unknown): readonly (readonly [string, string])[] {
  const json = JSON.stringify(value, undefined, 2);
  return [
    ["services.config.ts", `import { defineConfig } from "nix-repo";\n\nexport default defineConfig(${json} as const);\n`],
    ["services.config.js", `module.exports.default = ${json};\n`],
    ["services.config.mjs", `export default ${json};\n`],
    ["services.config.json", json],
    ["services.config.yaml", json],
    ["services.config.yml", json],
  ];
}
