import { dirname, resolve } from "node:path";
import type { ManifestReader, Need } from "./manifest.ts";
import { tableIn, textIn, textsIn, withoutMark } from "./parsed-values.ts";

/** package.json and pnpm-workspace.yaml: https://docs.npmjs.com/cli/configuring-npm/package-json, https://pnpm.io/workspaces, https://yarnpkg.com/protocols. */
export const nodeManifest: ManifestReader = {
  ecosystem: "node",
  isManifest: (name) => name === "package.json",
  isLayout: (name) => name === "package.json" || name === "pnpm-workspace.yaml",
  async readManifest(text, file) {
    const manifest = tableIn(JSON.parse(withoutMark(text)));
    const entries = KINDS.flatMap((kind) => Object.entries(tableIn(manifest[kind])));
    return { name: textIn(manifest.name), needs: entries.flatMap(([name, wanted]) => needOf(name, wanted, dirname(file))) };
  },
  async readLayout(text, file) {
    const globs = file.endsWith(".yaml")
      ? tableIn((await import("yaml")).parse(text)).packages
      : workspacesIn(JSON.parse(withoutMark(text)));
    if (!Array.isArray(globs)) return undefined;
    const all = textsIn(globs);
    return {
      members: all.filter((glob) => !glob.startsWith("!")),
      leftOut: all.filter((glob) => glob.startsWith("!")).map((glob) => glob.slice(1)),
    };
  },
};

const KINDS = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

/** A list, or in Yarn's old form a table that holds it. */
function workspacesIn(manifest: unknown): unknown {
  const { workspaces } = tableIn(manifest);
  return tableIn(workspaces).packages ?? workspaces;
}

/** A range of versions may be met by a member of the workspace; whether the member's version lies in it is not asked. */
function needOf(name: string, wanted: unknown, folder: string): Need[] {
  const text = textIn(wanted)?.trim();
  if (text === undefined) return [];
  const path = /^(?:file|link|portal|workspace):(?:\/\/)?(\.{0,2}\/.*|\.\.?)$/.exec(text)?.[1] ?? /^\.{0,2}\/.*/.exec(text)?.[0];
  if (path !== undefined) return [{ kind: "folder", folder: resolve(folder, path) }];
  // `file:packages/x` stands without a dot.
  const bare = /^(?:file|link|portal):(?!~)(.+)/.exec(text)?.[1];
  if (bare !== undefined) return [{ kind: "folder", folder: resolve(folder, bare) }];
  const inWorkspace = /^workspace:(?:(.+)@)?[^@]*$/.exec(text);
  if (inWorkspace !== null) return [{ kind: "member", name: inWorkspace[1] ?? name }];
  return /^[a-z][a-z+]*:|^[\w.-]+\/[\w.-]+(#|$)/i.test(text) ? [] : [{ kind: "member", name }];
}
