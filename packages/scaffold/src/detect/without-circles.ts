import { findCircles } from "@nix-repo/config";
import { tableIn, textIn } from "../manifests/parsed-values.ts";
import { below, type FileTree } from "./file-tree.ts";
import type { Project } from "./found-service.ts";
import { readTable } from "./read-table.ts";

export interface Edge {
  readonly from: string;
  readonly to: string;
}

/**
 * Package managers allow circles, a graph of tasks does not. Of each circle goes a dependency that its manifest wants for development alone;
 * where there is none, the one that closes it.
 * @param dependsOn names of services; what is left out is taken out of it
 * @returns what was left out
 */
export async function withoutCircles(
  dependsOn: Map<string, readonly string[]>,
  { projects, tree }: { projects: ReadonlyMap<string, Project>; tree: FileTree },
): Promise<Edge[]> {
  const leftOut: Edge[] = [];
  for (let [circle] = findCircles(dependsOn); circle !== undefined; [circle] = findCircles(dependsOn)) {
    const edges = circle.names.slice(1).map((to, index): Edge => ({ from: circle?.names[index] ?? "", to }));
    const weak = await findAsync(edges, (edge) => isForDevelopment(edge, { projects, tree }));
    const edge = weak ?? edges.at(-1);
    if (edge === undefined) throw new Error("a circle without dependencies");
    leftOut.push(edge);
    dependsOn.set(
      edge.from,
      (dependsOn.get(edge.from) ?? []).filter((name) => name !== edge.to),
    );
  }
  return leftOut;
}

async function findAsync<T>(values: readonly T[], holds: (value: T) => Promise<boolean>): Promise<T | undefined> {
  for (const value of values) if (await holds(value)) return value;
  return undefined;
}

/** Whether one project names another among what it needs for development, and nowhere else. */
async function isForDevelopment(
  { from, to }: Edge,
  { projects, tree }: { projects: ReadonlyMap<string, Project>; tree: FileTree },
): Promise<boolean> {
  const [needing, needed] = [projects.get(from), projects.get(to)];
  const kinds = needing === undefined ? undefined : SECTIONS[needing.manifest];
  if (needing === undefined || needed === undefined || kinds === undefined || needing.manifest !== needed.manifest) return false;
  const read = ({ folder, manifest }: Project) => readTable(manifest, tree.read(below(folder, manifest)) ?? "");
  const theirs = await read(needed);
  const name = textIn(theirs.name) ?? textIn(tableIn(theirs.package).name) ?? "";
  const ours = await read(needing);
  const names = (sections: readonly string[]) => new Set(sections.flatMap((section) => namesIn(tableIn(ours[section]))));
  return names(kinds.development).has(name) && !names(kinds.always).has(name);
}

/** Cargo's may be called otherwise here than there. */
function namesIn(section: object): string[] {
  return Object.entries(section).map(([name, entry]) => textIn(tableIn(entry).package) ?? name);
}

const SECTIONS: Readonly<Record<string, { readonly always: readonly string[]; readonly development: readonly string[] }>> = {
  "package.json": { always: ["dependencies", "peerDependencies", "optionalDependencies"], development: ["devDependencies"] },
  "Cargo.toml": { always: ["dependencies", "build-dependencies"], development: ["dev-dependencies"] },
  "pubspec.yaml": { always: ["dependencies"], development: ["dev_dependencies"] },
};
