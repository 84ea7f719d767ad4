import { type Digest, digestOf } from "../digest.ts";
import { encodeDirectory, encodeTree } from "../reapi/encode.ts";
import type { Directory, DirectoryNode, FileNode, SymlinkNode, Tree } from "../reapi/messages.ts";

/** A folder that is put together by the paths of what is in it, relative to it. */
export class OutputTree {
  readonly #files: FileNode[] = [];
  readonly #symlinks: SymlinkNode[] = [];
  readonly #children = new Map<string, OutputTree>();
  #mode: { readonly unixMode?: number } = {};

  addFile(path: string, file: Omit<FileNode, "name">): void {
    const { folder, name } = this.#holderOf(path);
    folder.#files.push({ name, ...file });
  }

  addSymlink(path: string, target: string): void {
    const { folder, name } = this.#holderOf(path);
    folder.#symlinks.push({ name, target });
  }

  addFolder(path: string, unixMode: number | undefined): void {
    const folder = this.#below(path === "" ? [] : path.split("/"));
    if (unixMode !== undefined) folder.#mode = { unixMode };
  }

  /** As one blob. Folders that are alike stand in it once. */
  encode(): Buffer {
    const children = new Map<string, Directory>();
    const root = this.#toDirectory(children);
    const tree: Tree = { root, children: [...children.values()] };
    return encodeTree(tree);
  }

  #toDirectory(children: Map<string, Directory>): Directory {
    const directories: DirectoryNode[] = [];
    for (const [name, child] of this.#children) {
      const directory = child.#toDirectory(children);
      const digest: Digest = digestOf(encodeDirectory(directory));
      children.set(digest.hash, directory);
      directories.push({ name, digest });
    }
    return { files: this.#files, directories, symlinks: this.#symlinks, ...this.#mode };
  }

  #holderOf(path: string): { folder: OutputTree; name: string } {
    const names = path.split("/");
    const name = names.pop() ?? "";
    return { folder: this.#below(names), name };
  }

  #below(names: readonly string[]): OutputTree {
    let folder: OutputTree = this;
    for (const name of names) {
      let child = folder.#children.get(name);
      if (child === undefined) {
        child = new OutputTree();
        folder.#children.set(name, child);
      }
      folder = child;
    }
    return folder;
  }
}
