import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const templates = join(import.meta.dirname, "../templates");

/** Path inside the package, and content, of the modules that carry the files of `templates` into the executable. */
export function generate(): ReadonlyMap<string, string> {
  return new Map([["src/template/hybrid.generated.ts", moduleOf("hybrid")]]);
}

function moduleOf(template: string): string {
  const files = filesBelow(join(templates, template)).map((path) => {
    const file = join(templates, template, path);
    const executable = (statSync(file).mode & 0o100) !== 0;
    return { path, content: readFileSync(file, "utf8"), ...(executable ? { executable } : {}) };
  });
  return [
    `// Generated from templates/${template} by \`npm run generate -w packages/scaffold\`; do not edit.`,
    'import type { WrittenFile } from "../written-file.ts";',
    "",
    `export const templateFiles: readonly WrittenFile[] = ${JSON.stringify(files, undefined, 2)};`,
    "",
  ].join("\n");
}

/** In one order on every machine; without what trying the template out leaves in it. */
function filesBelow(folder: string, prefix = ""): readonly string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true })
    .filter(({ name }) => !LEFT_BEHIND.has(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(folder, `${prefix}${entry.name}/`) : [`${prefix}${entry.name}`]));
}

const LEFT_BEHIND = new Set(["dist", "node_modules", ".repo", ".direnv", ".env.local"]);
