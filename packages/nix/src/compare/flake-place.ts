import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { findRepository } from "@nix-repo/git";
import { type FlakeReference, flakeReference, isFolderPath, percentEncoded } from "../flake-reference.ts";
import { isLocked } from "../keep/nix-flags.ts";
import { joined } from "../keep/source-tree.ts";
import type { BaseFiles } from "./base-files.ts";
import type { ComparedRepository } from "./comparison.ts";
import { physicalPath } from "./physical-path.ts";

/** Where a flake is, at the base or now. */
export type FlakePlace =
  /** In this repository. `folder`, relative to its top, holds flake.nix; undefined where none is found. */
  | {
      readonly kind: "repository";
      readonly folder: string | undefined;
      /** Where one would count before it, if it were there. */
      readonly nearer: readonly string[];
      readonly reference: FlakeReference;
    }
  /** `locked`: it means the same for ever. */
  | { readonly kind: "elsewhere"; readonly why: string; readonly locked: boolean };

export interface FlakePlaces {
  readonly now: (flake: string) => FlakePlace;
  readonly base: (flake: string) => Promise<FlakePlace | "no commit">;
}

export interface FlakePlacesOptions {
  /** Absolute. */
  readonly workspaceRoot: string;
  readonly repository: ComparedRepository;
  readonly files: BaseFiles;
  readonly changedFiles: ReadonlySet<string>;
}

/** Finds flakes as a registry writes them, on both sides. */
export function flakePlaces({ workspaceRoot, repository, files, changedFiles }: FlakePlacesOptions): FlakePlaces {
  const top = physicalPath(repository.workTree);
  return {
    now(flake) {
      const candidates = candidatesOf(flake);
      if (!Array.isArray(candidates)) return candidates;
      const found = candidates.findIndex((folder) => existsSync(join(top, folder, "flake.nix")));
      return placeAt(candidates, found, () => flakeReference(flake, workspaceRoot));
    },
    async base(flake) {
      const candidates = candidatesOf(flake);
      if (!Array.isArray(candidates)) return candidates;
      const present = await files.present(candidates.map((folder) => joined(folder, "flake.nix")));
      if (present === undefined) return "no commit";
      const found = candidates.findIndex((folder) => present.has(joined(folder, "flake.nix")));
      return placeAt(candidates, found, (folder) => ({ reference: atCommit(folder), cwd: workspaceRoot }));
    },
  };

  /** Folders where Nix looks for flake.nix, in its order: upwards, as far as the repository goes. */
  function candidatesOf(flake: string): string[] | (FlakePlace & { kind: "elsewhere" }) {
    const elsewhere = (why: string) => ({ kind: "elsewhere" as const, why, locked: false });
    if (flake.startsWith("path:")) return elsewhere(`its flake is taken as ${flake}, whatever git knows of that`);
    if (!isFolderPath(flake) || /[?#]/.test(flake)) return { ...elsewhere(`its flake is ${flake}`), locked: isLocked(flake) };
    const written = resolve(physicalPath(workspaceRoot), flake);
    const start = physicalPath(written);
    const below = relative(top, start);
    if (below === ".." || below.startsWith("../")) return elsewhere(`its flake ${flake} lies outside of the repository`);
    const owner = findRepository(start)?.workTree;
    if (owner === undefined || physicalPath(owner) !== top) return elsewhere(`its flake ${flake} lies in a repository of its own`);
    const link = relative(top, written);
    if (link !== below && upwards(link).some((path) => changedFiles.has(path)))
      return elsewhere(`its flake ${flake} is reached through a symlink that changed`);
    return upwards(below);
  }

  function atCommit(folder: string): string {
    const parameters = [
      ...(folder === "" ? [] : [`dir=${percentEncoded(folder)}`]),
      `rev=${repository.commit}`,
      ...(repository.shallow ? ["shallow=1"] : []),
    ];
    return `git+file://${percentEncoded(top)}?${parameters.join("&")}`;
  }
}

/** A folder and those above it, down to the top. */
function upwards(folder: string): string[] {
  const parts = folder === "" ? [] : folder.split("/");
  return [...parts.map((_, i) => parts.slice(0, parts.length - i).join("/")), ""];
}

function placeAt(candidates: readonly string[], found: number, reference: (folder: string) => FlakeReference): FlakePlace {
  const folder = candidates[found];
  const nearer = folder === undefined ? candidates : candidates.slice(0, found);
  return { kind: "repository", folder, nearer, reference: reference(folder ?? "") };
}
