import { mkdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { editorSchema, editorTypes, findRegistry } from "@nix-repo/config";
import { EXIT, ensureStateFolder, writeWhole } from "@nix-repo/model";
import { displayPath } from "@nix-repo/reporters";
import type { Io } from "../io.ts";
import { type GlobalFlags, refuse } from "../open-session.ts";
import { writing } from "../writing.ts";

/**
 * `repo config editor`: writes what editors read of registries and overrides, where there is no `node_modules` that has it: the types of the
 * TypeScript form, the JSON Schema of the others. In `.repo`, which git does not see, unless another folder is named.
 */
export async function writeEditorFiles({ flags, out, io }: { flags: GlobalFlags; out: string | undefined; io: Io }): Promise<number> {
  const cwd = resolve(io.cwd, flags.cwd ?? ".");
  // Not opened: who writes a registry wants help while it is not valid yet.
  const registry = findRegistry(cwd);
  if (!registry.ok) return await refuse(registry.error, { io, flags });
  const root = dirname(registry.value);
  const stateFolder = join(root, ".repo");
  const folder = out === undefined ? join(stateFolder, "editor") : resolve(cwd, out);
  const header = `// Of repo ${io.version}; written by repo config editor.\n`;
  const files: readonly (readonly [string, string])[] = [
    ["nix-repo.d.ts", header + (await editorTypes())],
    ["services.schema.json", jsonOf(await editorSchema("registry"))],
    ["repo.schema.json", jsonOf(await editorSchema("override"))],
  ];
  const written = writing(folder, () => {
    if (out === undefined) ensureStateFolder(stateFolder);
    mkdirSync(folder, { recursive: true });
    for (const [name, content] of files) writeWhole(join(folder, name), content);
  });
  if (!written.ok) return await refuse(written.error, { io, flags, root });
  for (const [name] of files) io.stdout.write(`written: ${displayPath(join(folder, name), root)}\n`);
  io.stdout.write(`\n${howToName(relative(root, folder))}`);
  return EXIT.ok;
}

function jsonOf(schema: object): string {
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

/** @param folder as seen from the workspace's root, where the registry is */
function howToName(folder: string): string {
  return `in services.config.ts    /// <reference path="${folder}/nix-repo.d.ts" />
  or in tsconfig.json    "include": ["${folder}/nix-repo.d.ts", …]
in services.config.yaml  # yaml-language-server: $schema=${folder}/services.schema.json
in services.config.json  "$schema": "./${folder}/services.schema.json"
in repo.config.*         the same as seen from there, with repo.schema.json
`;
}
