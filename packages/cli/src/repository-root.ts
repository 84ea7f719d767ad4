import { findRepository } from "@nix-repo/git";

/** The top of the work tree that holds a folder, from which CI engines name files; the folder itself where there is none. */
export function repositoryRoot(folder: string): string {
  return findRepository(folder)?.workTree ?? folder;
}
