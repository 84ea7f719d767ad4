import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { type OutputsValue, type PathReference, referencesOf } from "./references.ts";
import { folderOf, joined, resolveIn, type SourceTree } from "./source-tree.ts";

/** What of a source tree an evaluation is given. Found step by step, and kept, so that the next time the first try is right. */
export interface Plan {
  /** Files that no path literal names, but which are read. */
  readonly added: readonly string[];
  /** Folders whose whole content is read. */
  readonly deep: readonly string[];
  /** Folders whose names are read, too large to be offered on the mere chance. "" where the flake is read as a path. */
  readonly wide: readonly string[];
  /** Nix files are laid as they are: some of their text itself matters. */
  readonly plain: boolean;
}

export const FIRST_PLAN: Plan = { added: [], deep: [], wide: [], plain: false };

/** A path literal in a Nix file. */
export interface Literal {
  readonly file: string;
  readonly reference: PathReference;
  /** Where it leads; for an interpolated one the folder in which it begins. Undefined: out of the tree. */
  readonly target: string | undefined;
  /** Symlinks on the way. */
  readonly links: readonly string[];
  readonly to: "file" | "directory" | "absent";
  /** Whether the evaluation tells if it is used; otherwise it counts as used. */
  readonly watched: boolean;
  /** `import ./folder`, where that is nothing but the import of its default.nix. */
  readonly imports: boolean;
}

/** All that can be reached from a flake.nix by path literals alone. */
export interface Reach {
  /** Nix files whose literals are known, with their text. */
  readonly sources: ReadonlyMap<string, string>;
  /** Files besides them. */
  readonly files: ReadonlySet<string>;
  readonly literals: readonly Literal[];
  /** Of the sources those whose text may be changed for the evaluation, so that they tell what they use. */
  readonly watched: ReadonlySet<string>;
  /** Whether anything may get at the flake as a value, or asks for metadata. */
  readonly self: "none" | "watched" | "unbounded";
  readonly outputs: OutputsValue | undefined;
}

export interface ReachOptions {
  readonly tree: SourceTree;
  /** Where flake.nix is. */
  readonly flakeFolder: string;
  readonly plan: Plan;
  /** Folders of local inputs: flakes of their own. */
  readonly inputFolders: readonly string[];
}

export function reachOf({ tree, flakeFolder, plan, inputFolders }: ReachOptions): Reach {
  const flakeFile = joined(flakeFolder, "flake.nix");
  const sources = new Map<string, string>();
  const files = new Set<string>();
  const literals: Literal[] = [];
  const watched = new Set<string>();
  let handedOn = false;
  let metadata = false;
  /** A flake within this one has the metadata of the whole, and nobody watches what becomes of it. */
  let nested = false;
  let outputs: OutputsValue | undefined;
  const deep = [...plan.deep, ...inputFolders];
  const queue = [flakeFile, joined(flakeFolder, "flake.lock"), ...plan.added];
  for (const folder of deep) if (tree.kindOf(folder) === "directory") queue.push(...tree.below(folder).files.map(([path]) => path));

  const elsewhere = new Set<string>();

  while (queue.length > 0 || addElsewhere()) {
    const file = queue.shift();
    if (file === undefined || sources.has(file) || files.has(file)) continue;
    const kind = tree.kindOf(file);
    if (kind !== "file" && kind !== "executable") {
      if (kind === "symlink") follow(file);
      continue;
    }
    if (!file.endsWith(".nix")) {
      files.add(file);
      continue;
    }
    const text = readFileSync(join(tree.root, file), "utf8");
    sources.set(file, text);
    const found = referencesOf(text);
    const isFlake = file === flakeFile;
    if (isFlake) outputs = found.outputs;
    handedOn ||= isFlake && (found.self === "handed-on" || found.outputs === undefined);
    if (inputFolders.some((folder) => isBelow(file, folder))) {
      nested ||= found.metadata || (posix.basename(file) === "flake.nix" && (found.self === "handed-on" || found.outputs === undefined));
    } else metadata ||= found.metadata;
    const watchable = !plan.plain && !deep.some((folder) => isBelow(file, folder)) && !(isFlake && outputs === undefined);
    if (watchable) watched.add(file);
    for (const reference of found.paths) {
      const inside = !isFlake || (outputs !== undefined && reference.start >= outputs.start && reference.end <= outputs.end);
      add(literalOf(tree, { file, reference, watched: watchable && inside }));
    }
    // A path that is made in another way may lead anywhere in the tree; what is watched tells where it looks.
    if (found.wanders || (found.looks && !watchable))
      add({ file, reference: WANDERING, target: "", links: [], to: "directory", watched: false, imports: false });
  }
  const self = nested ? "unbounded" : !handedOn && !metadata ? "none" : watched.has(flakeFile) ? "watched" : "unbounded";
  return { sources, files, literals, watched, self, outputs };

  function add(literal: Literal): void {
    literals.push(literal);
    const { target, to } = literal;
    if (target === undefined) return;
    if (to === "file") queue.push(target);
    if (to === "directory" && !literal.reference.interpolated) {
      const entry = resolveIn(tree, target, "default.nix").path;
      if (entry !== undefined) queue.push(entry);
    }
  }

  /**
   * A file that is reached through a symlinked folder lies below the symlink for Nix 2.26, which follows a symlink only in the last place of an
   * imported path; for 2.8, which follows all of them, below the real folder (both measured). Its path literals start there: both places count.
   */
  function addElsewhere(): boolean {
    const known = elsewhere.size;
    const links = new Set([
      ...literals.flatMap((literal) => literal.links),
      ...[...files].filter((path) => tree.kindOf(path) === "symlink"),
    ]);
    for (const link of links) {
      const target = resolveIn(tree, "", link).path;
      if (target === undefined || tree.kindOf(target) !== "directory") continue;
      for (const [file, text] of sources) {
        if (!isBelow(file, target) || elsewhere.has(`${link}\0${file}`)) continue;
        elsewhere.add(`${link}\0${file}`);
        const base = posix.join(link, target === "" ? folderOf(file) : folderOf(file).slice(target.length));
        for (const reference of referencesOf(text).paths) add(literalOf(tree, { file, reference, watched: false, base }));
      }
    }
    return elsewhere.size > known;
  }

  function follow(link: string): void {
    files.add(link);
    const { path } = resolveIn(tree, "", link);
    if (path !== undefined) queue.push(path);
  }
}

const WANDERING: PathReference = { text: "./.", interpolated: false, imported: false, handedOn: false, start: 0, end: 0 };

interface LiteralPlace {
  readonly file: string;
  readonly reference: PathReference;
  readonly watched: boolean;
  /** The folder that the file is in, for Nix. */
  readonly base?: string;
}

function literalOf(tree: SourceTree, { file, reference, watched, base = folderOf(file) }: LiteralPlace): Literal {
  const { text, interpolated, imported } = reference;
  // Nix takes the dots out of a literal before it follows any symlink.
  const place = posix.join(base, interpolated ? text.slice(0, text.lastIndexOf("/") + 1) : text);
  const outside = place === ".." || place.startsWith("../");
  const { path, links } = outside ? { path: undefined, links: [] } : resolveIn(tree, "", place);
  const kind = path === undefined ? undefined : tree.kindOf(path);
  const to = kind === "directory" ? "directory" : kind === "file" || kind === "executable" ? "file" : "absent";
  const imports =
    to === "directory" &&
    links.length === 0 &&
    imported &&
    !interpolated &&
    watched &&
    path !== undefined &&
    tree.kindOf(joined(path, "default.nix")) === "file";
  return { file, reference, target: path, links, to, watched, imports };
}

export function isBelow(path: string, folder: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}
