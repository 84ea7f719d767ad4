import { lstatSync, readFileSync, readlinkSync } from "node:fs";
import { relative } from "node:path";
import { findRepository, type Index, readIndex } from "@nix-repo/git";

/** Which files git tracks, as its index says when it is first asked. */
export interface TrackedFiles {
  /** @param path absolute. True also where nobody can tell: such a file is not ours to remove. */
  has(path: string): boolean;
  /** @param path absolute. Whether git has not the very bytes that stand there: what filters or line ends make of a file counts as edited. */
  isEdited(path: string): boolean;
}

export function trackedFiles(folder: string): TrackedFiles {
  let asked: { readonly index: Index | undefined; readonly top: string } | "no repository" | undefined;
  const ask = () => {
    if (asked !== undefined) return asked;
    const repository = findRepository(folder);
    asked = repository === undefined ? "no repository" : { index: readIndex(repository), top: repository.workTree };
    return asked;
  };
  return {
    has(path) {
      const git = ask();
      if (git === "no repository") return false;
      return git.index === undefined || git.index.has(relative(git.top, path));
    },
    isEdited(path) {
      const git = ask();
      if (git === "no repository") return false;
      const entry = git.index?.entry(relative(git.top, path));
      return entry === undefined || blobName(path, { algorithm: entry.oid.length === 40 ? "sha1" : "sha256" }) !== entry.oid;
    },
  };
}

/** What git would call the content; undefined where there is none. */
function blobName(path: string, { algorithm }: { algorithm: string }): string | undefined {
  try {
    const content = lstatSync(path).isSymbolicLink() ? readlinkSync(path, "buffer") : readFileSync(path);
    return process.getBuiltinModule("node:crypto").createHash(algorithm).update(`blob ${content.length}\0`).update(content).digest("hex");
  } catch {
    return undefined;
  }
}
