import { realpathSync, statSync } from "node:fs";
import { relative, sep } from "node:path";
import { findRepository, type Repository } from "@nix-repo/git";
import { err, ok, type Result, type Variables } from "@nix-repo/model";
import { type Detection, detectServices, type FileTree } from "@nix-repo/scaffold";
import type { Io } from "../io.ts";
import type { GlobalFlags } from "../open-session.ts";
import { askShells, type KnownShells } from "./ask-shells.ts";
import { listRepository } from "./list-repository.ts";

/** A repository that was looked through. */
export interface Seen {
  /** Absolute, without links: where the registry is, or will be. */
  readonly root: string;
  readonly repository: Repository | undefined;
  /** What paths are told from: git's top, or the root. */
  readonly top: string;
  /** The root, relative to the top, with slashes; empty where it is the top. */
  readonly folder: string;
  readonly tree: FileTree;
  readonly detection: Detection;
  readonly shells: KnownShells;
}

export interface RepositoryPlace {
  readonly folder: string;
  /** What a registry says of its flake. */
  readonly flake: string;
  readonly registryFlags: readonly string[];
  readonly io: Io;
  readonly flags: GlobalFlags;
}

/** Looks through the repository around a folder. */
export async function openRepository(place: RepositoryPlace): Promise<Result<Seen>> {
  const { io, flags, flake, registryFlags } = place;
  if (statSync(place.folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    return err({ code: "usage", message: `there is no folder ${place.folder}` });
  const root = realpathSync(place.folder);
  const repository = findRepository(root);
  const top = repository?.workTree ?? root;
  const tree = await listRepository(root, { repository, env: { ...io.env } as Variables });
  if (!tree.ok) return tree;
  const [detection, shells] = await Promise.all([
    detectServices({ tree: tree.value, root }),
    askShells({ root, flake, top, registryFlags, io, flags }),
  ]);
  if (!shells.ok) return shells;
  const folder = relative(top, root).split(sep).join("/");
  return ok({ root, repository, top, folder, tree: tree.value, detection, shells: shells.value });
}
