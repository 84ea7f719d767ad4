import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as supplied from "./define-config.ts";

let prepared = false;

/** Node reads a file by its package.json: `"type": "commonjs"` (what `npm init` writes) forbids `import` and `export`, which we allow. */
export async function importUnderNode(file: string, suppliedName: string): Promise<unknown> {
  if (!prepared) prepare(suppliedName);
  prepared = true;
  return await import(pathToFileURL(file).href);
}

function prepare(suppliedName: string): void {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === suppliedName ? { url: SUPPLIED_URL, format: "module", shortCircuit: true } : next(specifier, context),
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
