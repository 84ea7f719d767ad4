import { type Digest, digestOf } from "../digest.ts";
import { encodeDirectory } from "../reapi/encode.ts";
import type { DirectoryNode, FileNode, SymlinkNode } from "../reapi/messages.ts";

/** What a task reads at one path. */
export type InputEntry = InputFile | InputSymlink;

export interface InputFile {
  /** Relative to the workspace's root, with slashes. */
  readonly path: string;
  readonly digest: Digest;
  readonly isExecutable: boolean;
}

export interface InputSymlink {
  readonly path: string;
  /** Its text; it is not followed. */
  readonly target: string;
}

/** Digest of the root `Directory` of a tree that holds these. No path occurs twice, or is a folder of another. Their order does not matter. */
export function inputRoot(entries: Iterable<InputEntry>): Digest {
  const root = new Folder();
  for (const entry of entries) {
    const names = entry.path.split("/");
    const name = names.pop() ?? "";
    let folder = root;
    for (const each of names) folder = folder.child(each);
    if ("target" in entry) folder.symlinks.push({ name, target: entry.target });
    else folder.files.push({ name, digest: entry.digest, isExecutable: entry.isExecutable });
  }
  return root.digest();
}

class Folder {
  readonly files: FileNode[] = [];
  readonly symlinks: SymlinkNode[] = [];
  readonly #children = new Map<string, Folder>();

  child(name: string): Folder {
    let child = this.#children.get(name);
    if (child === undefined) {
      child = new Folder();
      this.#children.set(name, child);
    }
    return child;
  }

  digest(): Digest {
    const directories: DirectoryNode[] = [...this.#children].map(([name, child]) => ({ name, digest: child.digest() }));
    const { files, symlinks } = this;
    return digestOf(encodeDirectory({ files, directories, symlinks }));
  }
}
