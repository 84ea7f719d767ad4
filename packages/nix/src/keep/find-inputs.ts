import type { EvaluatedShell, SmallEvaluation } from "./evaluate-shell.ts";
import { type LookedAt, lookedAt } from "./looked.ts";
import { isBelow, type Literal, type Plan } from "./plan.ts";
import type { Kind } from "./signature.ts";
import { digestOf } from "./signature.ts";
import { type LaidFile, laidBelow, type SmallTree, smallTree } from "./small-tree.ts";
import { folderOf, joined, type Listing, resolveIn, type SourceTree } from "./source-tree.ts";
import { MARK } from "./watched-source.ts";

/** What an evaluation read. */
export interface Inputs {
  readonly files: readonly LaidFile[];
  /** Paths that it asked for and that are not there, for it: `known` where git tracks what is missing, so that it can come back without git. */
  readonly absent: readonly (readonly [path: string, known: boolean])[];
  /** See `SourceTree.index`. */
  readonly index: string | undefined;
  readonly listings: readonly ListedFolder[];
  readonly plan: Plan;
}

/** A folder of which names were read. */
export interface ListedFolder {
  readonly folder: string;
  /** Where only names count that begin with this and go on. */
  readonly prefix?: string;
  /** Of all names below it, with their kinds. */
  readonly digest: string;
  /** Signatures of it and the folders below it, which change when an entry comes or goes. */
  readonly folders: readonly (readonly [path: string, signature: string])[];
}

export interface FindInputsOptions {
  /** The tree as it is now; undefined where it cannot be known. */
  readonly openTree: () => SourceTree | undefined;
  readonly flakeFolder: string;
  /** Flakes within the tree that are inputs of this one. */
  readonly inputFolders: readonly string[];
  readonly plan: Plan;
  /** Whether code of other flakes takes part. */
  readonly hasInputs: boolean;
  /** What the whole tree gives, once that is known; undefined where it gives nothing. */
  readonly whole: Promise<EvaluatedShell | undefined>;
  /** Evaluates a small tree. */
  readonly evaluate: (lay: (folder: string) => void, from: "root" | "flake") => Promise<SmallEvaluation>;
}

export type FoundInputs =
  | { readonly kind: "inputs"; readonly inputs: Inputs }
  /** `mayPass`: it may have been for a moment only. */
  | { readonly kind: "whole"; readonly why: string; readonly files?: readonly LaidFile[]; readonly mayPass: boolean };

/**
 * Finds a part of the tree from which the evaluation gives the same derivation as from the whole, and of which it is known that nothing
 * else was read: path literals tell whether they are used, and what may be looked at beside them is there by name, but cannot be read.
 */
export async function findInputs(options: FindInputsOptions): Promise<FoundInputs> {
  let last: SmallTree | undefined;
  const found = await search(options, (small) => {
    last = small;
  });
  return found.kind === "inputs" || last === undefined ? found : { ...found, files: [...last.laid.values()] };
}

async function search(options: FindInputsOptions, tried: (small: SmallTree) => void): Promise<FoundInputs> {
  const { flakeFolder, inputFolders, whole } = options;
  let { plan } = options;
  // Many Nix at once can be in each other's way: what failed for no reason of the flake's is tried once more before it is remembered.
  let mayPass = true;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const tree = options.openTree();
    const small = tree === undefined ? undefined : smallTree({ tree, flakeFolder, inputFolders, plan });
    if (tree === undefined || small === undefined) return { kind: "whole", why: "its files cannot be told apart", mayPass: true };
    tried(small);
    if (small.reach.self === "unbounded") return { kind: "whole", why: "it uses the flake itself as a value", mayPass: false };
    const evaluated = await evaluateBothWays(options, small);
    const stderr = evaluated.map((each) => each.stderr).join("\n");
    if (!evaluated.every(({ result }) => result.ok)) {
      const next = withMissing(plan, { tree, small, stderr });
      if (next !== undefined) {
        plan = next;
        continue;
      }
      if (mayPass) {
        mayPass = false;
        continue;
      }
      return { kind: "whole", why: "it cannot be evaluated from what it names", mayPass: true };
    }
    const used = usedIn(small, stderr);
    const metadata = used.self.find((name) => name !== "outPath");
    if (metadata !== undefined) return { kind: "whole", why: `it reads self.${metadata}`, mayPass: false };
    const looked = lookedAt(stderr, { tree, small });
    if (looked.unknown !== undefined)
      return { kind: "whole", why: `it looks at ${looked.unknown}, a repository of its own`, mayPass: false };
    if (looked.unlaid.length > 0) {
      if (looked.unlaid.every((path) => plan.added.includes(path)))
        return { kind: "whole", why: "it looks at what cannot be read", mayPass: false };
      plan = { ...plan, added: [...new Set([...plan.added, ...looked.unlaid])] };
      continue;
    }
    const climbs = evaluated.some((each) => each.climbs) && used.literals.some(({ reference }) => reference.handedOn);
    const folders = [...new Set([...used.folders, ...looked.folders, ...(used.self.length > 0 || climbs ? [""] : [])])];
    const unlisted = folders.filter((folder) => !small.listings.has(folder));
    if (unlisted.length > 0) {
      if (unlisted.every((folder) => plan.wide.includes(folder)))
        return { kind: "whole", why: "it reads a folder that is too large", mayPass: false };
      plan = { ...plan, wide: [...new Set([...plan.wide, ...unlisted])] };
      continue;
    }
    const expected = await whole;
    if (expected === undefined) return { kind: "whole", why: "it cannot be evaluated", mayPass: true };
    if (evaluated.every(({ result }) => result.ok && isSame(result.value, expected))) {
      const inputs = inputsOf({ tree, small, plan, used, looked, folders, options });
      // Nix 2.26 keeps what it copied by what git says has changed, and may give a former state of such a file, or this one.
      const hidden = inputs.files.find(({ path }) => tree.hides(path))?.path;
      if (hidden !== undefined) return { kind: "whole", why: `git is told not to look at ${hidden}`, mayPass: false };
      return { kind: "inputs", inputs };
    }
    const next = deeper(plan, folders, small);
    if (next === undefined) return { kind: "whole", why: "it depends on more than the files that it names", mayPass: false };
    plan = next;
  }
  return { kind: "whole", why: "what it reads was not found", mayPass: true };
}

const MOST_ATTEMPTS = 24;

function isSame(one: EvaluatedShell, other: EvaluatedShell): boolean {
  return one.drvPath === other.drvPath && one.attribute === other.attribute && one.names?.join("\0") === other.names?.join("\0");
}

async function evaluateBothWays({ evaluate, flakeFolder }: FindInputsOptions, small: SmallTree) {
  const paths = [...small.laid.keys(), ...small.placeholders, ...small.listings.keys()];
  // Nix 2.8 cannot take a flake in a folder of what it is given: then the folder has to do, where nothing outside of it is needed.
  const from = flakeFolder !== "" && paths.every((path) => isBelow(path, flakeFolder)) ? "flake" : "root";
  const variants = small.reach.self === "watched" ? (["absent", "present"] as const) : (["absent"] as const);
  return await Promise.all(variants.map((metadata) => evaluate((folder) => small.lay(folder, metadata), from)));
}

interface Used {
  readonly literals: readonly Literal[];
  /** Folders that were looked into, or could have been. */
  readonly folders: readonly string[];
  /** Attributes of the flake as a value. */
  readonly self: readonly string[];
}

function usedIn(small: SmallTree, stderr: string): Used {
  const marks = new Set([...stderr.matchAll(MARK)].map(([, mark = ""]) => mark));
  const watched = new Set(small.watched.filter((_, number) => marks.has(String(number))));
  const literals = small.reach.literals.filter((literal) => !literal.watched || watched.has(literal));
  const folders = literals.flatMap(({ to, target, imports }) => (to === "directory" && target !== undefined && !imports ? [target] : []));
  const self = [...marks].filter((mark) => mark.startsWith("self.")).map((mark) => mark.slice("self.".length));
  return { literals, folders: [...new Set(folders)], self };
}

/** Adds what an error of Nix's names: a file that was only there by name, or not at all. */
function withMissing(plan: Plan, { tree, small, stderr }: { tree: SourceTree; small: SmallTree; stderr: string }): Plan | undefined {
  const added = new Set<string>();
  const wide = new Set<string>();
  for (const [, path = ""] of stderr.matchAll(/-source\/([^'"«»\n:]+)/g)) {
    const { path: target, links } = resolveIn(tree, "", path);
    for (const link of links) if (!small.reach.files.has(link)) added.add(link);
    if (target === undefined || small.laid.has(target)) continue;
    const kind = tree.kindOf(target);
    if (kind === "file" || kind === "executable") added.add(target);
    if (kind === "directory" && !small.listings.has(target)) wide.add(target);
  }
  const known = new Set([...plan.added, ...plan.wide]);
  if ([...added, ...wide].every((path) => known.has(path))) return undefined;
  return { ...plan, added: [...new Set([...plan.added, ...added])], wide: [...new Set([...plan.wide, ...wide])] };
}

/** The next thing to try where the derivation differs: the content of one more folder that is looked into, the smallest first; then Nix files as they are. */
function deeper(plan: Plan, folders: readonly string[], small: SmallTree): Plan | undefined {
  const sizeOf = (folder: string) => small.listings.get(folder)?.files.length ?? 0;
  const candidates = folders.filter((folder) => !plan.deep.includes(folder) && sizeOf(folder) <= MOST_FILES);
  const [smallest] = candidates.sort((a, b) => sizeOf(a) - sizeOf(b));
  if (smallest !== undefined) return { ...plan, deep: [...plan.deep, smallest] };
  return plan.plain ? undefined : { ...plan, plain: true };
}

const MOST_FILES = 5000;

function inputsOf(found: {
  tree: SourceTree;
  small: SmallTree;
  plan: Plan;
  used: Used;
  looked: LookedAt;
  folders: readonly string[];
  options: FindInputsOptions;
}): Inputs {
  const { tree, small, plan, used, options } = found;
  const { flakeFolder, inputFolders } = options;
  const files = new Map<string, LaidFile>();
  const absent = new Set<string>();
  const add = (path: string | undefined) => {
    const file = path === undefined ? undefined : small.laid.get(path);
    if (file !== undefined) files.set(file.path, file);
  };
  add(joined(flakeFolder, "flake.nix"));
  const lock = joined(flakeFolder, "flake.lock");
  if (small.laid.has(lock)) add(lock);
  else absent.add(lock);
  for (const path of [...plan.added, ...found.looked.files]) add(path);
  for (const path of found.looked.absent) absent.add(path);
  const folders = new Set([...found.folders, ...plan.wide]);
  for (const folder of [...folders, ...plan.deep, ...inputFolders]) for (const file of laidBelow(small, folder)) add(file.path);
  for (const { target, links, to, imports } of used.literals) {
    for (const link of links) add(link);
    if (target === undefined) continue;
    if (to === "file") add(target);
    if (imports) add(joined(target, "default.nix"));
    if (to === "absent") absent.add(target);
  }
  // A folder whose content is read is read by name too.
  for (const folder of [...plan.deep, ...inputFolders]) folders.add(folder);
  const listed = [...[...folders].map((folder) => ({ folder })), ...(options.hasInputs ? longerNames(used.literals) : [])];
  const listings = listed.flatMap((what: Pick<ListedFolder, "folder" | "prefix">) => {
    if (tree.kindOf(what.folder) !== "directory") return [];
    const listing = tree.below(what.folder, what.prefix);
    return [{ ...what, digest: listingDigest(listing), folders: listing.folders }];
  });
  return {
    files: [...files.values()],
    absent: [...absent].map((path) => [path, tree.knows(path)] as const),
    index: tree.index,
    listings,
    plan,
  };
}

/** Code of other flakes may have made longer names of the paths that it was given: `file + ".local"`. Our own is watched. */
function longerNames(literals: readonly Literal[]): { folder: string; prefix: string }[] {
  const given = literals.flatMap(({ target, to, reference }) =>
    target !== undefined && to !== "directory" && reference.handedOn ? [target] : [],
  );
  return [...new Set(given)].map((path) => ({ folder: folderOf(path), prefix: path.slice(path.lastIndexOf("/") + 1) }));
}

/** Folders count too: Nix 2.8 shows one that is there though all that git tracks in it is gone. */
export function listingDigest({ files, folders }: Listing): string {
  return digestOf([...files.map(([path, kind]) => `${path}\0${shownKind(kind)}`), ...folders.map(([path]) => `${path}/`)].join("\n"));
}

/** The executable bit does not show in a list of names. */
function shownKind(kind: Kind): Kind {
  return kind === "executable" ? "file" : kind;
}

/** Folders that lead to the files: each has to stay a folder. */
export function foldersAbove(paths: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const path of paths) for (let at = folderOf(path); at !== "" && !folders.has(at); at = folderOf(at)) folders.add(at);
  return [...folders];
}
