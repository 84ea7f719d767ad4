import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ManifestReader, Need } from "./manifest.ts";
import { type Table, tableAt, tableIn, textIn, textsIn } from "./parsed-values.ts";

/**
 * pyproject.toml, as the standard has it and as uv, Poetry, PDM and Hatch add to it: https://packaging.python.org/specifications/pyproject-toml,
 * https://docs.astral.sh/uv/concepts/projects/dependencies, https://python-poetry.org/docs/dependency-specification, https://pdm-project.org/latest/usage/dependency.
 */
export const pythonManifest: ManifestReader = {
  ecosystem: "python",
  isManifest: (name) => name === "pyproject.toml",
  isLayout: (name) => name === "pyproject.toml",
  async readManifest(text, file) {
    const manifest = await parse(text);
    const folder = dirname(file);
    const name = textIn(tableAt(manifest, "project").name) ?? textIn(tableAt(manifest, "tool", "poetry").name);
    return {
      name: name === undefined ? undefined : normalised(name),
      needs: [...standardNeeds(manifest, folder), ...poetryNeeds(manifest, folder)],
    };
  },
  async readLayout(text) {
    const { workspace } = tableAt(await parse(text), "tool", "uv");
    if (workspace === undefined) return undefined;
    return { members: textsIn(tableIn(workspace).members), leftOut: textsIn(tableIn(workspace).exclude) };
  },
};

async function parse(text: string): Promise<Table> {
  const { parse } = await import("smol-toml");
  return tableIn(parse(text));
}

function standardNeeds(manifest: Table, folder: string): Need[] {
  const project = tableIn(manifest.project);
  const groups = [project["optional-dependencies"], manifest["dependency-groups"], tableAt(manifest, "tool", "pdm")["dev-dependencies"]];
  const lists = [
    project.dependencies,
    tableAt(manifest, "tool", "uv")["dev-dependencies"],
    ...groups.flatMap((group) => Object.values(tableIn(group))),
  ];
  const sources = new Map(Object.entries(tableAt(manifest, "tool", "uv", "sources")).map(([name, source]) => [normalised(name), source]));
  return lists.flatMap(textsIn).flatMap((requirement) => {
    const url = /(?:@|^-e)\s*(file:[^\s;#]+|\{root:uri\}[^\s;#]*)/.exec(requirement)?.[1];
    if (url !== undefined) return folderOfUrl(url, folder).map((path): Need => ({ kind: "folder", folder: path }));
    const name = /^[\w.-]+/.exec(requirement.trim())?.[0];
    if (name === undefined) return [];
    const paths = pathsIn(sources.get(normalised(name)), folder);
    return paths.length > 0 ? paths : [{ kind: "member", name: normalised(name) }];
  });
}

/** `file:///…`; Hatch and PDM have names for the project's own folder. */
function folderOfUrl(url: string, folder: string): string[] {
  const own = /^(?:file:\/{2,3}\$\{PROJECT_ROOT\}|\{root:uri\})\/?(.*)/.exec(url);
  if (own !== null) return [resolve(folder, decodeURI(own[1] ?? ""))];
  if (/^file:\.{1,2}\//.test(url)) return [resolve(folder, url.slice("file:".length))];
  return URL.canParse(url) && new URL(url).host === "" ? [fileURLToPath(url)] : [];
}

function poetryNeeds(manifest: Table, folder: string): Need[] {
  const poetry = tableAt(manifest, "tool", "poetry");
  const groups = Object.values(tableIn(poetry.group)).map((group) => tableIn(group).dependencies);
  const tables = [poetry.dependencies, poetry["dev-dependencies"], ...groups];
  return tables.flatMap((table) => Object.values(tableIn(table))).flatMap((entry) => pathsIn(entry, folder));
}

/** `{ path = "../x" }`, or a list of such for different systems. */
function pathsIn(entry: unknown, folder: string): Need[] {
  const entries = Array.isArray(entry) ? entry : [entry];
  return entries.flatMap((each) => {
    const path = textIn(tableIn(each).path);
    return path === undefined ? [] : [{ kind: "folder", folder: resolve(folder, path) } as const];
  });
}

/** https://packaging.python.org/specifications/name-normalization */
function normalised(name: string): string {
  return name.replace(/[-_.]+/g, "-").toLowerCase();
}
