import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as supplied from "./define-config.ts";

/** Evaluates a module of the user's and gives its exports; throws what the module throws. */
export type ImportModule = (file: string) => Promise<unknown>;

/**
 * Imports a `.ts` or `.js` file of the user's, in which `nix-repo` is there without being installed, and in which modules are written either way
 * whatever a package.json says.
 */
export const importUserModule: ImportModule = async (file) => {
  if (process.versions.bun === undefined) {
    await prepareNode();
    return await import(pathToFileURL(file).href);
  }
  prepareBun();
  return await import(file);
};

const SUPPLIED = "nix-repo";

let prepared = false;

/** The part of Bun's interface that is used: its types would bring globals that Node does not have. */
interface BunPlugins {
  plugin(plugin: {
    name: string;
    setup(build: { module(name: string, load: () => { exports: Record<string, unknown>; loader: "object" }): void }): void;
  }): void;
}

/** Bun takes both kinds of module in any file; only our own name must be known to it. */
function prepareBun(): void {
  if (prepared) return;
  prepared = true;
  const { Bun } = globalThis as unknown as { Bun: BunPlugins };
  Bun.plugin({ name: SUPPLIED, setup: (build) => build.module(SUPPLIED, () => ({ exports: { ...supplied }, loader: "object" })) });
}

/** Node reads a file by its package.json: `"type": "commonjs"` (what `npm init` writes) forbids `import` and `export`, which we allow. */
async function prepareNode(): Promise<void> {
  if (prepared) return;
  prepared = true;
  const { registerHooks } = await import("node:module");
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === SUPPLIED ? { url: SUPPLIED_URL, format: "module", shortCircuit: true } : next(specifier, context),
    load: (url, context, next) => {
      if (url === SUPPLIED_URL) return { format: "module", source: suppliedSource(), shortCircuit: true };
      const format = formatOfModule(url, context.format);
      if (format === undefined) return next(url, context);
      const source = readFileSync(fileURLToPath(url), "utf8");
      return MODULE_SYNTAX.test(source) ? { format, source, shortCircuit: true } : next(url, context);
    },
  });
}

const SUPPLIED_URL = "nix-repo:define-config";

/** The format in which a file would be a module, where its package.json says otherwise, or nothing (which Node warns of). */
function formatOfModule(url: string, format: string | null | undefined): "module" | "module-typescript" | undefined {
  if (!url.startsWith("file:") || url.includes("/node_modules/")) return undefined;
  if (format === "commonjs-typescript" || (!format && url.endsWith(".ts"))) return "module-typescript";
  return format === "commonjs" || (!format && url.endsWith(".js")) ? "module" : undefined;
}

/** A statement on a line of its own. Only files of which a package.json does not say that they are modules are asked. */
const MODULE_SYNTAX =
  /^\s*(?:import\s*["'{*]|import\s+[\w$]|export\s*[{*]|export\s+(?:default|const|let|var|function|async|class|type|interface)\b)/m;

/** The supplied functions close over nothing, so that their text is the whole of them. */
function suppliedSource(): string {
  return Object.entries(supplied)
    .map(([name, value]) => `export const ${name} = ${String(value)};`)
    .join("\n");
}
