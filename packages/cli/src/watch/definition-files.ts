import { lstatSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { NixProvider } from "@nix-repo/nix";
import type { TaskGraph } from "@nix-repo/tasks";
import type { Session } from "../open-session.ts";

/** Files by which the tasks of a graph are defined: the registry, overrides, task files, and what the evaluation of their devShells read. Absolute. */
export async function definitionFiles(graph: TaskGraph, session: Session): Promise<ReadonlySet<string>> {
  const { workspace } = session;
  const files = new Set([workspace.registryFile]);
  for (const { verb } of graph.tasks.values()) {
    const { folder, taskFiles } = verb.service;
    for (const { file } of taskFiles) files.add(file);
    for (const name of namesIn(folder)) if (/^repo\.config\.(ts|js|mjs|json|ya?ml)$/.test(name)) files.add(join(folder, name));
  }
  const provider = await session.provider();
  if (!provider.ok || provider.value.kind !== "nix") return files;
  const shells = [...graph.tasks.values()].map(({ verb }) => verb.shell);
  for (const { watched } of await (provider.value as NixProvider).keeper.status(shells)) {
    // Git writes its index anew for reasons that concern nobody; a folder would be watched with all that is in it.
    for (const file of watched) if (!file.includes("/.git/") && isFile(file)) files.add(file);
  }
  // Where nothing is kept yet, these at least.
  for (const name of ["flake.nix", "flake.lock"]) files.add(resolve(workspace.root, workspace.flake, name));
  return files;
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
