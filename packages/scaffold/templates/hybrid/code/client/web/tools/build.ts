import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/**
 * Writes the page into a folder: `public` as it is, and the modules of `src` without their types, below a folder that is named for what is in
 * them. What is below `assets` therefore never changes, and browsers may keep it.
 */
export function build(target: string): void {
  const modules = readdirSync(join(root, "src"))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => ({ name: asScript(name), text: withoutTypes(readFileSync(join(root, "src", name), "utf8")) }));
  const digest = createHash("sha256").update(JSON.stringify(modules)).digest("hex").slice(0, 12);
  rmSync(target, { recursive: true, force: true });
  cpSync(join(root, "public"), target, { recursive: true });
  const assets = join(target, "assets", digest);
  mkdirSync(assets, { recursive: true });
  for (const { name, text } of modules) writeFileSync(join(assets, name), text);
  const page = readFileSync(join(target, "index.html"), "utf8");
  writeFileSync(join(target, "index.html"), page.replace("/src/main.ts", `/assets/${digest}/main.js`));
}

function withoutTypes(text: string): string {
  return stripTypeScriptTypes(text).replaceAll(/(from|import) "(\.[^"]*)"/g, (_all, word, path) => `${word} "${asScript(path)}"`);
}

function asScript(path: string): string {
  return path.replace(/\.ts$/, ".js");
}

if (import.meta.main) build(join(root, "dist"));
