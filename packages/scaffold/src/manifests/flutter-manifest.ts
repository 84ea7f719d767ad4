import { dirname, resolve } from "node:path";
import type { ManifestReader, Need } from "./manifest.ts";
import { tableIn, textIn, textsIn } from "./parsed-values.ts";

/** pubspec.yaml, of Flutter and of Dart alone: https://dart.dev/tools/pub/dependencies, https://dart.dev/tools/pub/workspaces. */
export const flutterManifest: ManifestReader = {
  ecosystem: "flutter",
  isManifest: (name) => name === "pubspec.yaml",
  isLayout: (name) => name === "pubspec.yaml",
  async readManifest(text, file) {
    const manifest = tableIn((await import("yaml")).parse(text));
    const entries = KINDS.flatMap((kind) => Object.entries(tableIn(manifest[kind])));
    const needs = entries.map(([name, entry]): Need => {
      const path = textIn(tableIn(entry).path);
      return path === undefined ? { kind: "member", name } : { kind: "folder", folder: resolve(dirname(file), path) };
    });
    return { name: textIn(manifest.name), needs };
  },
  async readLayout(text) {
    const { workspace } = tableIn((await import("yaml")).parse(text));
    return Array.isArray(workspace) ? { members: textsIn(workspace) } : undefined;
  },
};

const KINDS = ["dependencies", "dev_dependencies", "dependency_overrides"];
