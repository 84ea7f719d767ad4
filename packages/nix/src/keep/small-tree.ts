import { chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isBelow, type Literal, type Plan, type Reach, type ReachOptions, reachOf } from "./plan.ts";
import { contentOf, digestOf, type Kind, lookAt, trusted } from "./signature.ts";
import { joined, type Listing, type SourceTree } from "./source-tree.ts";
import { watchedSource } from "./watched-source.ts";

/** A file as it was laid into the small tree. */
export interface LaidFile {
  readonly path: string;
  readonly kind: Kind;
  readonly digest: string;
  /** Empty where the times were too young to be trusted. */
  readonly signature: string;
}

/**
 * The part of a source tree that an evaluation is given, in a folder of its own. Of what it is not given it sees the names, where it could
 * look: the content is then such that Nix refuses to read it, and that copying it gives another store path.
 */
export interface SmallTree {
  readonly reach: Reach;
  readonly laid: ReadonlyMap<string, LaidFile>;
  readonly placeholders: ReadonlySet<string>;
  /** Of folders that are offered by name. */
  readonly listings: ReadonlyMap<string, Listing>;
  /** By number. */
  readonly watched: readonly Literal[];
  /** Lays it once more into another folder. */
  lay(folder: string, metadata: "absent" | "present"): void;
}

/** @returns undefined where it moved while it was read, or would be too large */
export function smallTree(options: ReachOptions): SmallTree | undefined {
  const { tree, flakeFolder } = options;
  const reach = reachOf(options);
  const laid = new Map<string, LaidFile>();
  const contents = new Map<string, Buffer>();
  const links = reach.literals.flatMap((literal) => literal.links);
  for (const path of [...reach.sources.keys(), ...reach.files, ...links]) {
    if (laid.has(path)) continue;
    const read = readSteadily(tree, path);
    if (read === undefined) return undefined;
    const text = reach.sources.get(path);
    if (text !== undefined && text !== read.content.toString()) return undefined;
    laid.set(path, read.file);
    contents.set(path, read.content);
  }
  const listings = listingsOf(tree, reach, options);
  if (listings === undefined) return undefined;
  const placeholders = new Set<string>();
  const symlinks: string[] = [];
  for (const { files } of listings.values())
    for (const [path, kind] of files) {
      if (laid.has(path)) continue;
      if (kind === "symlink") symlinks.push(path);
      else if (kind === "file" || kind === "executable") placeholders.add(path);
    }
  for (const path of symlinks) {
    const read = readSteadily(tree, path);
    if (read === undefined) return undefined;
    laid.set(path, read.file);
    contents.set(path, read.content);
  }
  const watched = reach.literals.filter((literal) => literal.watched);
  return { reach, laid, placeholders, listings, watched, lay };

  function lay(folder: string, metadata: "absent" | "present"): void {
    const made = new Set<string>();
    const makeFolder = (path: string) => {
      if (made.has(path)) return;
      mkdirSync(path, { recursive: true });
      made.add(path);
    };
    makeFolder(join(folder, flakeFolder));
    for (const { folders } of listings?.values() ?? []) for (const [each] of folders) makeFolder(join(folder, each));
    for (const [path, { kind }] of laid) {
      const target = join(folder, path);
      makeFolder(dirname(target));
      const content = contents.get(path) ?? Buffer.alloc(0);
      if (kind === "symlink") symlinkSync(content.toString(), target);
      else writeFileSync(target, shown(path, content, metadata));
      if (kind === "executable") chmodSync(target, 0o755);
    }
    let original: string | undefined;
    let count = 0;
    for (const path of placeholders) {
      const target = join(folder, path);
      makeFolder(dirname(target));
      // A link is made faster than a file; file systems limit how many there may be.
      if (original === undefined || count++ % 10_000 === 9_999) writeFileSync(target, PLACEHOLDER);
      else linkSync(original, target);
      original ??= target;
      if (count % 10_000 === 0) original = target;
    }
  }

  function shown(path: string, content: Buffer, metadata: "absent" | "present"): Buffer | string {
    const text = reach.sources.get(path);
    if (text === undefined) return content;
    if (!reach.watched.has(path)) return content;
    const literals = [...watched.entries()].filter(([, { file }]) => file === path);
    if (path !== joined(flakeFolder, "flake.nix") || reach.outputs === undefined) return watchedSource({ text, literals });
    return watchedSource({ text, literals, outputs: reach.outputs, metadata: reach.self === "watched" ? metadata : undefined });
  }
}

/** Neither `readFile` nor `import` takes a NUL. */
const PLACEHOLDER = "\0repo\n";

/** @returns undefined where the file changes while it is read */
function readSteadily(tree: SourceTree, path: string): { file: LaidFile; content: Buffer } | undefined {
  const file = join(tree.root, path);
  const before = lookAt(file);
  if (before === undefined || before.kind === "directory" || before.kind === "other") return undefined;
  const now = Date.now();
  let content: Buffer;
  try {
    content = contentOf(file, before.kind);
  } catch {
    return undefined;
  }
  if (lookAt(file)?.signature !== before.signature) return undefined;
  return { content, file: { path, kind: before.kind, digest: digestOf(content), signature: trusted(before, now) } };
}

function listingsOf(tree: SourceTree, reach: Reach, { plan }: { plan: Plan }): Map<string, Listing> | undefined {
  const wide = new Set(plan.wide);
  const wanted = new Set(wide);
  for (const { to, target, imports, watched } of reach.literals) {
    if (to !== "directory" || target === undefined || imports) continue;
    wanted.add(target);
    if (!watched) wide.add(target);
  }
  const listings = new Map<string, Listing>();
  let room = MOST_ON_CHANCE;
  for (const folder of wanted) {
    if (tree.kindOf(folder) !== "directory") continue;
    const listing = tree.below(folder);
    if (listing.files.length > MOST_AT_ALL) {
      if (wide.has(folder)) return undefined;
      continue;
    }
    if (wide.has(folder) || listing.files.length < room) {
      listings.set(folder, listing);
      if (!wide.has(folder)) room -= listing.files.length;
    }
  }
  return listings;
}

/** Names that are offered though nobody may look at them: making them costs time. */
const MOST_ON_CHANCE = 500;
const MOST_AT_ALL = 50_000;

/** The files that a folder's names stand for, real ones first. */
export function laidBelow(tree: SmallTree, folder: string): LaidFile[] {
  return [...tree.laid.values()].filter(({ path }) => isBelow(path, folder));
}
