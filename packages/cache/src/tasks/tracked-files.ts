import { relative } from "node:path";
import { findRepository, type Index, readIndex } from "@nix-repo/git";

/** Which files git tracks, as its index says when it is first asked. */
export interface TrackedFiles {
  /** @param path absolute. True also where nobody can tell: such a file is not ours to remove. */
  has(path: string): boolean;
}

export function trackedFiles(folder: string): TrackedFiles {
  let index: Index | undefined;
  let top: string | undefined;
  let isAsked = false;
  return {
    has(path) {
      if (!isAsked) {
        isAsked = true;
        const repository = findRepository(folder);
        top = repository?.workTree;
        index = repository === undefined ? undefined : readIndex(repository);
      }
      if (top === undefined) return false;
      return index === undefined || index.has(relative(top, path));
    },
  };
}
