import { type Digest, digestOf } from "../digest.ts";
import { encodeDirectory } from "../reapi/encode-directory.ts";
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
    for (const nodes of [files, directories, symlinks]) nodes.sort((a, b) => compareText(a.name, b.name));
    return digestOf(encodeDirectory({ files, directories, symlinks }));
  }
}

/** As UTF-8 would be compared byte by byte, which is by code point: units of UTF-16 have surrogates out of their order. */
export function compareText(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let i = 0; i < length; i++) {
    const [a, b] = [one.charCodeAt(i), other.charCodeAt(i)];
    if (a !== b) return isSurrogate(a) === isSurrogate(b) ? a - b : isSurrogate(a) ? 1 : -1;
  }
  return one.length - other.length;
}

/** A surrogate stands for a code point above all that one unit can be. */
function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
