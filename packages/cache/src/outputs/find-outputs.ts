import { type Dirent, readdirSync, type Stats } from "node:fs";
import { err, ok, type Result } from "@nix-repo/model";
import { fileReason, isGone } from "./file-reason.ts";
import type { OutputGlobs } from "./output-globs.ts";
import { lookAt } from "./placed-outputs.ts";
import { isUsableName } from "./usable-name.ts";

/** What stands at a task's outputs. All paths are relative to the service's folder. */
export interface FoundOutputs {
  /** Files and symbolic links that the globs match. */
  readonly entries: ReadonlyMap<string, Stats>;
  /** Sockets, pipes and devices that the globs match. */
  readonly others: readonly string[];
  /** Folders in which something that the globs match is or might be, each after the one that holds it. */
  readonly folders: ReadonlyMap<string, Stats>;
  /** Where the globs begin and nothing is. */
  readonly absent: readonly string[];
}

/** Why it cannot be said what stands there. */
export type Obstacle =
  /** What is behind a symbolic link is not followed. */
  | { readonly kind: "behind-symlink"; readonly path: string }
  /** It cannot be kept and restored under its name: no text in UTF-8, git's, or ours. */
  | { readonly kind: "unusable-name"; readonly path: string }
  | { readonly kind: "unreadable"; readonly path: string; readonly reason: string };

export function findOutputs(folder: string, globs: OutputGlobs): Result<FoundOutputs, Obstacle> {
  const found = { entries: new Map<string, Stats>(), others: [] as string[], folders: new Map<string, Stats>(), absent: [] as string[] };
  for (const base of globs.bases) {
    const obstacle = guarded(base, () => lookOnTheWay(folder, base) ?? lookBelow(base, { folder, globs, found }));
    if (obstacle !== undefined) return err(obstacle);
  }
  return ok(found);
}

interface Search {
  readonly folder: string;
  readonly globs: OutputGlobs;
  readonly found: { entries: Map<string, Stats>; others: string[]; folders: Map<string, Stats>; absent: string[] };
}

/** A link above the outputs would lead somewhere else. */
function lookOnTheWay(folder: string, base: string): Obstacle | undefined {
  if (base !== "" && !base.split("/").every(isUsableName)) return { kind: "unusable-name", path: base };
  for (let end = base.indexOf("/"); end !== -1; end = base.indexOf("/", end + 1)) {
    const path = base.slice(0, end);
    if (lookAt(`${folder}/${path}`)?.isSymbolicLink()) return { kind: "behind-symlink", path };
  }
  return undefined;
}

function lookBelow(path: string, search: Search): Obstacle | undefined {
  const { folder, globs, found } = search;
  const stat = lookAt(path === "" ? folder : `${folder}/${path}`);
  if (stat === undefined) {
    found.absent.push(path);
    return undefined;
  }
  if (stat.isDirectory()) return globs.mayHold(path) ? listFolder(path, stat, search) : undefined;
  if (!globs.matches(path)) return stat.isSymbolicLink() && globs.opens(path) ? { kind: "behind-symlink", path } : undefined;
  if (stat.isFile() || stat.isSymbolicLink()) found.entries.set(path, stat);
  else found.others.push(path);
  return undefined;
}

function listFolder(path: string, stat: Stats, search: Search): Obstacle | undefined {
  const { folder, globs, found } = search;
  const prefix = path === "" ? "" : `${path}/`;
  const names = readFolder(`${folder}/${path}`);
  // Another process took it away between two looks.
  if (names === undefined) return undefined;
  found.folders.set(path, stat);
  for (const entry of names) {
    const inside = `${prefix}${entry.name}`;
    const isMeant = globs.matches(inside);
    if (!isMeant && (entry.isFile() || !globs.mayHold(inside))) continue;
    if (!isUsableName(entry.name)) {
      if (isMeant) return { kind: "unusable-name", path: inside };
      continue;
    }
    const obstacle = guarded(inside, () => lookBelow(inside, search));
    if (obstacle !== undefined) return obstacle;
  }
  return undefined;
}

function readFolder(path: string): readonly Dirent[] | undefined {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

function guarded(path: string, look: () => Obstacle | undefined): Obstacle | undefined {
  try {
    return look();
  } catch (error) {
    return { kind: "unreadable", path, reason: fileReason(error) };
  }
}
