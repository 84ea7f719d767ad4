import { basename, dirname, resolve } from "node:path";
import type { ManifestReader } from "./manifest.ts";
import { withoutMark } from "./parsed-values.ts";

/** Projects of .NET: https://learn.microsoft.com/visualstudio/msbuild/common-msbuild-project-items#projectreference. */
export const dotnetManifest: ManifestReader = {
  ecosystem: "dotnet",
  isManifest: (name) => /\.(cs|fs|vb)proj$/.test(name),
  isLayout: () => false,
  async readManifest(text, file) {
    const { DOMParser } = await import("@xmldom/xmldom");
    const parser = new DOMParser({ onError: refuse });
    const document = parser.parseFromString(withoutMark(text), "text/xml");
    const references = [...document.getElementsByTagNameNS("*", "ProjectReference")];
    const paths = references.flatMap((reference) => (reference.getAttribute("Include") ?? "").split(";"));
    const needs = paths.flatMap((path) => folderOf(path, dirname(file)) ?? []).map((folder) => ({ kind: "folder", folder }) as const);
    return { name: basename(file).replace(/\.[^.]*$/, ""), needs };
  },
  async readLayout() {
    return undefined;
  },
};

/** The library would go on, and write to the console. */
function refuse(level: "warning" | "error" | "fatalError", message: string): void {
  if (level !== "warning") throw new Error(message);
}

/** @returns undefined where only MSBuild itself can say which project is meant: a property, or a pattern */
function folderOf(reference: string, folder: string): string | undefined {
  const path = reference
    .trim()
    .replaceAll("\\", "/")
    .replace(/^\$\((MSBuildThisFileDirectory|MSBuildProjectDirectory)\)\/?/i, "./");
  return path === "" || /\$\(|[*?]/.test(path) ? undefined : dirname(resolve(folder, path));
}
