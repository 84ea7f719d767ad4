import { dirname, resolve } from "node:path";
import type { ManifestReader, Need } from "./manifest.ts";
import { type Table, tableAt, tableIn, textIn, textsIn } from "./parsed-values.ts";

/** Cargo.toml: https://doc.rust-lang.org/cargo/reference/manifest.html, …/workspaces.html, …/overriding-dependencies.html. */
export const rustManifest: ManifestReader = {
  ecosystem: "rust",
  isManifest: (name) => name === "Cargo.toml",
  isLayout: (name) => name === "Cargo.toml",
  async readManifest(text, file) {
    const manifest = await parse(text);
    const tables = [manifest, ...Object.values(tableIn(manifest.target)).map(tableIn)].flatMap((holder) =>
      KINDS.map((kind) => tableIn(holder[kind])),
    );
    const needs = tables.flatMap((table) => Object.entries(table).map(([name, entry]) => needOf(name, entry, dirname(file))));
    return { name: textIn(tableAt(manifest, "package").name), needs };
  },
  async readLayout(text, file) {
    const manifest = await parse(text);
    if (manifest.workspace === undefined) return undefined;
    const workspace = tableIn(manifest.workspace);
    const patches = Object.values(tableIn(manifest.patch)).map((patch) => pathsIn(patch, dirname(file)));
    return {
      members: textsIn(workspace.members),
      leftOut: textsIn(workspace.exclude),
      takesAllBelow: true,
      inherited: pathsIn(workspace.dependencies, dirname(file)),
      replacements: new Map(patches.flatMap((patch) => [...patch])),
    };
  },
};

const KINDS = ["dependencies", "dev-dependencies", "dev_dependencies", "build-dependencies", "build_dependencies"];

async function parse(text: string): Promise<Table> {
  const { parse } = await import("smol-toml");
  return tableIn(parse(text));
}

/** @param name as the manifest calls it, which `package` may say is another one's */
function needOf(name: string, entry: unknown, folder: string): Need {
  const { path, workspace, package: renamed } = tableIn(entry);
  if (textIn(path) !== undefined) return { kind: "folder", folder: resolve(folder, String(path)) };
  return workspace === true ? { kind: "inherited", name } : { kind: "published", name: textIn(renamed) ?? name };
}

function pathsIn(table: unknown, folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, entry] of Object.entries(tableIn(table))) {
    const path = textIn(tableIn(entry).path);
    if (path !== undefined) found.set(name, resolve(folder, path));
  }
  return found;
}
