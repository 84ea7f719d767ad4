import { type Digest, digestOf } from "../digest.ts";
import { decodeTree } from "../reapi/decode.ts";
import { encodeDirectory } from "../reapi/encode.ts";
import type { ActionResult, Directory, ExecutedActionMetadata, OutputDirectory } from "../reapi/messages.ts";
import type { ActionStore } from "../store/action-store.ts";
import { ownModes } from "./modes.ts";
import type { OutputGlobs } from "./output-globs.ts";
import { untouchedPaths } from "./untouched-outputs.ts";
import { foldedName, isUsableName } from "./usable-name.ts";

/** What a result says should stand at a task's outputs. Paths are relative to the service's folder, and all are inside the declared outputs. */
export interface WantedOutputs {
  readonly files: ReadonlyMap<string, WantedFile>;
  /** Their targets. */
  readonly symlinks: ReadonlyMap<string, string>;
  /** Each after the one that holds it. */
  readonly folders: ReadonlyMap<string, WantedFolder>;
  /** Files and links that are not the action's: nobody brings them, but they have to be these. */
  readonly untouched: ReadonlySet<string>;
}

export interface WantedFile {
  readonly digest: Digest;
  readonly isExecutable: boolean;
  readonly mode: number;
}

export interface WantedFolder {
  /** Undefined where the folder is no output itself, but there for one in it. */
  readonly mode: number | undefined;
}

export type OutputsOf = Pick<ActionResult, "outputFiles" | "outputDirectories" | "outputSymlinks"> & {
  readonly metadata?: Pick<ExecutedActionMetadata, "auxiliary">;
};

/** Why a result cannot be restored, whoever made it. */
export type Unwanted =
  | { readonly kind: "missing" }
  /** No path inside the service's folder, or a name that nothing is restored under. */
  | { readonly kind: "bad-path"; readonly path: string }
  /** Not among the declared outputs. */
  | { readonly kind: "undeclared"; readonly path: string }
  /** Two things would stand at one path, on some file systems at least. */
  | { readonly kind: "same-name"; readonly path: string; readonly other: string }
  | { readonly kind: "malformed"; readonly path: string }
  | { readonly kind: "too-much"; readonly path: string };

export async function wantedOutputs(
  { outputFiles, outputDirectories, outputSymlinks, metadata }: OutputsOf,
  { store, globs }: { store: ActionStore; globs: OutputGlobs },
): Promise<WantedOutputs | Unwanted> {
  const wanted = new Wanting(globs, untouchedPaths(metadata?.auxiliary ?? []));
  try {
    for (const { path, target } of outputSymlinks) wanted.addSymlink(path, target);
    for (const { path, ...file } of outputFiles) wanted.addFile(path, file);
    for (const directory of outputDirectories) {
      const unwanted = await addTree(directory, { wanted, store });
      if (unwanted !== undefined) return unwanted;
    }
    wanted.checkFolders();
  } catch (error) {
    if (error instanceof Refusal) return error.unwanted;
    throw error;
  }
  return wanted;
}

/** Never leaves this file. */
class Refusal extends Error {
  readonly unwanted: Unwanted;

  constructor(unwanted: Unwanted) {
    super(unwanted.kind);
    this.unwanted = unwanted;
  }
}

/** A tree's blob may be some hundred bytes for each entry. */
const LARGEST_TREE_BYTES = 256 * 2 ** 20;

async function addTree(
  { path, treeDigest }: OutputDirectory,
  { wanted, store }: { wanted: Wanting; store: ActionStore },
): Promise<Unwanted | undefined> {
  if (treeDigest.sizeBytes > LARGEST_TREE_BYTES) return { kind: "too-much", path };
  const blob = await store.readBlob(treeDigest);
  if (blob === undefined) return { kind: "missing" };
  const tree = decodeTree(blob);
  if (tree === undefined) return { kind: "malformed", path };
  const children = new Map(tree.children.map((child) => [digestOf(encodeDirectory(child)).hash, child]));
  addDirectory(path, tree.root, { wanted, children });
  return undefined;
}

/** A folder cannot hold itself, as its digest is made from those in it. */
function addDirectory(
  path: string,
  { files, symlinks, directories, unixMode }: Directory,
  { wanted, children }: { wanted: Wanting; children: ReadonlyMap<string, Directory> },
): void {
  wanted.addFolder(path, unixMode);
  const at = (name: string) => {
    if (!isUsableName(name)) throw new Refusal({ kind: "bad-path", path: `${path}/${name}` });
    return path === "" ? name : `${path}/${name}`;
  };
  for (const { name, ...file } of files) wanted.addFile(at(name), file);
  for (const { name, target } of symlinks) wanted.addSymlink(at(name), target);
  for (const { name, digest } of directories) {
    const child = children.get(digest.hash);
    if (child === undefined) throw new Refusal({ kind: "malformed", path: at(name) });
    addDirectory(at(name), child, { wanted, children });
  }
}

/** A tree may name the same folder many times: what is a few bytes there could be more than any disk holds. */
const MOST_ENTRIES = 500_000;
/** Of characters; also bounds how deep folders lie in each other. */
const LONGEST_PATH = 3_000;

class Wanting implements WantedOutputs {
  readonly files = new Map<string, WantedFile>();
  readonly symlinks = new Map<string, string>();
  readonly folders = new Map<string, WantedFolder>();
  /** Folders that hold a file or a link at some depth. */
  readonly #leading = new Set<string>();
  readonly #byFoldedPath = new Map<string, string>();
  readonly #globs: OutputGlobs;
  readonly #modes = ownModes();

  readonly untouched: ReadonlySet<string>;

  constructor(globs: OutputGlobs, untouched: ReadonlySet<string>) {
    this.#globs = globs;
    this.untouched = untouched;
  }

  addFile(path: string, { digest, isExecutable, unixMode }: { digest: Digest; isExecutable: boolean; unixMode?: number }): void {
    this.#addLeaf(path);
    const mode = unixMode === undefined ? this.#modes[isExecutable ? "executable" : "file"] : unixMode & 0o777;
    this.files.set(path, { digest, isExecutable, mode });
  }

  addSymlink(path: string, target: string): void {
    if (target === "" || target.includes("\0") || target.length > LONGEST_PATH) throw new Refusal({ kind: "malformed", path });
    this.#addLeaf(path);
    this.symlinks.set(path, target);
  }

  addFolder(path: string, unixMode: number | undefined): void {
    if (path !== "") this.#take(path, { isFolder: true });
    const mode = unixMode === undefined ? this.#modes.folder : unixMode & 0o777;
    this.folders.set(path, { mode: this.#isOutput(path) ? mode : undefined });
  }

  /** Whether each folder is an output itself, or is there for one in it. */
  checkFolders(): void {
    for (const path of this.folders.keys()) {
      if (path !== "" && !this.#leading.has(path) && !this.#isOutput(path)) throw new Refusal({ kind: "undeclared", path });
    }
  }

  /** The service's own folder is there already, and is not the action's. */
  #isOutput(folder: string): boolean {
    return folder !== "" && this.#globs.matches(folder);
  }

  #addLeaf(path: string): void {
    this.#take(path, { isFolder: false });
    if (!this.#globs.matches(path)) throw new Refusal({ kind: "undeclared", path });
    for (let folder = holderOf(path); folder !== "" && !this.#leading.has(folder); folder = holderOf(folder)) this.#leading.add(folder);
  }

  #take(path: string, { isFolder }: { isFolder: boolean }): void {
    if (path.length > LONGEST_PATH || this.#byFoldedPath.size >= MOST_ENTRIES) throw new Refusal({ kind: "too-much", path });
    const isKnownFolder = this.folders.has(path);
    const folded = foldedName(path);
    const other = this.#byFoldedPath.get(folded);
    if (other !== undefined && !(isFolder && isKnownFolder)) throw new Refusal({ kind: "same-name", path, other });
    if (isKnownFolder) return;
    if (!isUsableName(path.slice(path.lastIndexOf("/") + 1))) throw new Refusal({ kind: "bad-path", path });
    const holder = holderOf(path);
    if (holder !== "" && !this.folders.has(holder)) {
      this.#take(holder, { isFolder: true });
      this.folders.set(holder, { mode: this.#isOutput(holder) ? this.#modes.folder : undefined });
    } else if (path.startsWith("/")) throw new Refusal({ kind: "bad-path", path });
    this.#byFoldedPath.set(folded, path);
  }
}

/** Empty for what stands in the service's folder itself. */
export function holderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
