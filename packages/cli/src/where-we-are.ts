import { realpathSync } from "node:fs";
import { relative, sep } from "node:path";
import type { Session } from "./open-session.ts";

/**
 * The services whose folder is the caller's, or holds it; the deepest folder only. Needs no service's own files: paths are in the registry.
 * @returns several names where services share a folder, none outside all of them.
 */
export function servicesHere(session: Session): readonly string[] {
  const here = realpathSync(session.cwd);
  // The workspace's own folder is nobody's: a service at "." is meant only by name.
  if (here === realpathSync(session.workspace.root)) return [];
  let deepest = 0;
  let names: string[] = [];
  for (const [name, folder] of session.workspace.folders) {
    if (!isInside(here, folder) || folder.length < deepest) continue;
    if (folder.length > deepest) names = [];
    deepest = folder.length;
    names.push(name);
  }
  return names;
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === "" || !(way === ".." || way.startsWith(`..${sep}`));
}
