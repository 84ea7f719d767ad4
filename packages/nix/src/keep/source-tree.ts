import { readdirSync, readlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Index, type Repository, readIndex } from "@nix-repo/git";
import { type Kind, lookAt, trusted } from "./signature.ts";

/** The files that a flake in a folder can see: in git what is tracked, as it is in the work tree; elsewhere all. Paths are relative, the root is "". */
export interface SourceTree {
  readonly root: string;
  /** Of git's index, as it was before it was read; undefined without git. */
  readonly index: string | undefined;
  /** @returns undefined where the flake sees nothing; `other` for a submodule, of which it sees a name */
  kindOf(path: string): Kind | undefined;
  /** All that is below a folder, with symlinks as such; with a prefix, what is there of names in it that begin with that and go on. */
  below(folder: string, prefix?: string): Listing;
  /** Whether git knows the path, or something below it, be it there or not. Without git everything counts. */
  knows(path: string): boolean;
  /** Whether git was told not to compare a path with what is there; without one, whether any. */
  hides(path?: string): boolean;
}

export interface Listing {
  /** Files and symlinks, sorted, with their kinds. */
  readonly files: readonly (readonly [path: string, kind: Kind])[];
  /** The folders on the way, the listed one first, with signatures from before their names were read. */
  readonly folders: readonly (readonly [path: string, signature: string])[];
}

export interface SourceTreeOptions {
  readonly root: string;
  readonly repository: Repository | undefined;
  /** A folder of ours, relative, that no listing shows where there is no git to leave it out. */
  readonly hidden: string | undefined;
}

/** @returns undefined where only git itself knows what is tracked (a split or sparse index) */
export function sourceTree({ root, repository, hidden }: SourceTreeOptions): SourceTree | undefined {
  if (repository === undefined) return plainTree(root, hidden);
  const signature = indexSignature(repository);
  const index = readIndex(repository);
  return index === undefined ? undefined : trackedTree({ root, index, signature });
}

/** Empty where it cannot be trusted. */
export function indexSignature({ gitFolder }: Repository): string {
  const look = lookAt(join(gitFolder, "index"));
  return look === undefined ? "none" : trusted(look, Date.now());
}

function trackedTree({ root, index, signature }: { root: string; index: Index; signature: string }): SourceTree {
  const listings = new Map<string, Listing>();
  return {
    root,
    index: signature,
    knows: (path) => index.has(path) || index.hasBelow(path),
    hides: (path) => (path === undefined ? index.hasHidden : index.entry(path)?.hidden === true),
    kindOf(path) {
      const look = path === "" ? { kind: "directory" as const } : lookAt(join(root, path));
      if (look === undefined) return undefined;
      if (index.has(path)) return look.kind === "directory" ? "other" : look.kind;
      if (look.kind !== "directory") return undefined;
      return index.hasBelow(path) ? "directory" : undefined;
    },
    below: (folder, prefix = "") =>
      remembered(listings, `${folder}\0${prefix}`, () => {
        const tracked = new Set(prefix === "" ? index.below(folder) : index.startingWith(joined(folder, prefix)));
        const known = childrenOf(tracked);
        return walk({ root, folder, prefix, tracked, visible: (at, names) => names.filter((name) => known.get(at)?.has(name)) });
      }),
  };
}

function plainTree(root: string, hidden: string | undefined): SourceTree {
  const listings = new Map<string, Listing>();
  return {
    root,
    index: undefined,
    knows: () => true,
    hides: () => false,
    kindOf: (path) => (path === "" ? "directory" : lookAt(join(root, path))?.kind),
    below: (folder, prefix = "") =>
      remembered(listings, `${folder}\0${prefix}`, () =>
        walk({ root, folder, prefix, visible: (at, names) => names.filter((name) => joined(at, name) !== hidden) }),
      ),
  };
}

/** One answer for one tree, so that all that is made from it agrees. */
function remembered(listings: Map<string, Listing>, what: string, list: () => Listing): Listing {
  const listing = listings.get(what) ?? list();
  listings.set(what, listing);
  return listing;
}

interface Walk {
  readonly root: string;
  readonly folder: string;
  readonly prefix: string;
  readonly visible: (at: string, names: string[]) => string[];
  readonly tracked?: ReadonlySet<string>;
}

function walk({ root, folder, prefix, visible, tracked }: Walk): Listing {
  const files: (readonly [string, Kind])[] = [];
  const folders: (readonly [string, string])[] = [];
  const visit = (at: string) => {
    const look = lookAt(join(root, at));
    folders.push([at, look === undefined ? "" : trusted(look, Date.now())]);
    const entries = new Map(readdirSync(join(root, at), { withFileTypes: true }).map((entry) => [entry.name, entry]));
    for (const name of visible(at, [...entries.keys()]).sort()) {
      if (prefix !== "" && at === folder && (name === prefix || !name.startsWith(prefix))) continue;
      const path = joined(at, name);
      const entry = entries.get(name);
      if (entry?.isDirectory()) {
        if (tracked?.has(path)) files.push([path, "other"]);
        else visit(path);
      } else files.push([path, entry?.isSymbolicLink() ? "symlink" : entry?.isFile() ? "file" : "other"]);
    }
  };
  visit(folder);
  return { files, folders };
}

function childrenOf(paths: Iterable<string>): Map<string, Set<string>> {
  const children = new Map<string, Set<string>>();
  for (const path of paths) {
    let child = path;
    for (;;) {
      const slash = child.lastIndexOf("/");
      const parent = slash === -1 ? "" : child.slice(0, slash);
      let names = children.get(parent);
      if (names === undefined) {
        names = new Set();
        children.set(parent, names);
      } else if (names.has(child.slice(slash + 1))) break;
      names.add(child.slice(slash + 1));
      if (parent === "") break;
      child = parent;
    }
  }
  return children;
}

export function joined(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** Where a path leads, and the symlinks on its way. */
export interface Resolved {
  /** Undefined where it leads out of the tree. */
  readonly path: string | undefined;
  readonly links: readonly string[];
}

/** Follows symlinks of the tree, in every component. */
export function resolveIn(tree: SourceTree, from: string, relative: string): Resolved {
  const links: string[] = [];
  let at = relative.startsWith("/") ? [] : from.split("/").filter((part) => part !== "");
  const rest = relative.split("/").filter((part) => part !== "" && part !== ".");
  for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
    if (part === "..") {
      if (at.length === 0) return { path: undefined, links };
      at = at.slice(0, -1);
      continue;
    }
    const path = [...at, part].join("/");
    if (links.length < MOST_LINKS && tree.kindOf(path) === "symlink") {
      const target = readlinkSync(join(tree.root, path));
      links.push(path);
      if (target.startsWith("/")) return { path: undefined, links };
      rest.unshift(...target.split("/").filter((each) => each !== "" && each !== "."));
    } else at = [...at, part];
  }
  return { path: at.join("/"), links };
}

const MOST_LINKS = 40;

export function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === "." ? "" : folder;
}
