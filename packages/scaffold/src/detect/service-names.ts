import { basename } from "node:path";
import { nameOf, parentOf } from "./file-tree.ts";
import type { Project } from "./found-service.ts";

/**
 * A key of the registry for each folder: its last name, and where several have the same, as many of the names above it as tell them apart.
 * @param root absolute path of the workspace, whose own folder is called as its manifest says
 */
export function serviceNames(projects: readonly Project[], root: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const last = (project: Project) => asKey(project.folder === "." ? (project.ownName ?? basename(root)) : lastName(project.folder));
  const taken = new Set<string>();
  for (const [name, alike] of Map.groupBy(projects, last)) {
    if (alike.length > 1) continue;
    for (const { folder } of alike) names.set(folder, name);
    taken.add(name);
  }
  for (const alike of Map.groupBy(
    projects.filter(({ folder }) => !names.has(folder)),
    last,
  ).values())
    for (const [folder, name] of tellApart(alike, taken)) names.set(folder, name);
  return names;
}

function tellApart(alike: readonly Project[], taken: Set<string>): [string, string][] {
  const deepest = Math.max(...alike.map(({ folder }) => folder.split("/").length));
  for (let count = 2; count <= deepest; count++) {
    const named = alike.map(({ folder }): [string, string] => [folder, asKey(folder.split("/").slice(-count).join("-"))]);
    const distinct = new Set(named.map(([, name]) => name));
    if (distinct.size < named.length || named.some(([, name]) => taken.has(name))) continue;
    for (const name of distinct) taken.add(name);
    return named;
  }
  // a/b and a-b: nothing is left but to count.
  return alike.map(({ folder }) => {
    const name = asKey(folder.replaceAll("/", "-"));
    let free = name;
    for (let count = 2; taken.has(free); count++) free = `${name}-${count}`;
    taken.add(free);
    return [folder, free];
  });
}

/** What holds only the sources of something is called after that. */
function lastName(folder: string): string {
  return nameOf(folder) === "src" && parentOf(folder) !== "." ? nameOf(parentOf(folder)) : nameOf(folder);
}

/** A name that a registry takes: `@` and blanks do not stand in one. */
function asKey(name: string): string {
  const key = name
    .normalize("NFC")
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")
    .replaceAll(/^[^\p{L}\p{N}_]+|[-.]+$/gu, "");
  return key === "" ? "service" : key;
}
