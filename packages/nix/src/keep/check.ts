import { lstatSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import type { Repository } from "@nix-repo/git";
import { foldersAbove, listingDigest } from "./find-inputs.ts";
import { checkConfiguration, type NixSettings, outsideDigests } from "./nix-settings.ts";
import type { Because, KeptRecord, NixRecord } from "./record.ts";
import { contentOf, digestOf, type Look, lookAt, trusted } from "./signature.ts";
import { indexSignature, joined, type SourceTree } from "./source-tree.ts";

/** Looks at each path once, for all the shells that one process checks. */
export interface Looks {
  look(path: string): Look | undefined;
  /** Of a file's content, or a symlink's target. */
  digest(path: string, look: Look): string;
  readonly index: () => string | undefined;
  /** Read where the index changed. */
  readonly tree: () => SourceTree | undefined;
}

export function looks(repository: Repository | undefined, openTree: () => SourceTree | undefined): Looks {
  const looked = new Map<string, Look | undefined>();
  const digests = new Map<string, string>();
  let index: string | undefined;
  let tree: { readonly opened: SourceTree | undefined } | undefined;
  return {
    look(path) {
      if (!looked.has(path)) looked.set(path, lookAt(path));
      return looked.get(path);
    },
    digest(path, look) {
      const known = digests.get(path);
      if (known !== undefined) return known;
      const digest = digestOf(contentOf(path, look.kind));
      digests.set(path, digest);
      return digest;
    },
    index() {
      if (repository !== undefined) index ??= indexSignature(repository);
      return index;
    },
    tree() {
      tree ??= { opened: openTree() };
      return tree.opened;
    },
  };
}

export type Checked =
  /** `fresh`: the same with signatures of now, where some were not up to date. */
  { readonly valid: true; readonly fresh?: KeptRecord } | { readonly valid: false; readonly because: Because };

export interface CheckOptions {
  /** Root of the source tree. */
  readonly root: string;
  readonly looks: Looks;
  /** Where flake.nix is in it now. */
  readonly flakeFolder: string;
  readonly settings: NixSettings;
  /** Absolute path of the shell's folder. */
  readonly folder: string;
}

/** Whether an environment is still what Nix would give. Starts nothing, and reads only what seems to have changed. */
export function check(record: KeptRecord, options: CheckOptions): Checked {
  if (record.class === "whole" && record.files.length === 0) return { valid: false, because: { kind: "whole", what: "the whole tree" } };
  if (record.flakeFolder !== options.flakeFolder)
    return { valid: false, because: { kind: "file", what: joined(options.flakeFolder, "flake.nix") } };
  try {
    // A git hook has them, and an old Nix obeys them.
    if (record.readsCommits && options.settings.redirectsGit)
      return { valid: false, because: { kind: "variable", what: "a variable that git reads" } };
    const nix = checkNix(record.nix, options);
    if ("because" in nix) return { valid: false, because: nix.because };
    const sources = checkSources(record, options);
    if ("because" in sources) return { valid: false, because: sources.because };
    const stored = record.class === "whole" ? undefined : checkStore(record, options.folder);
    if (stored !== undefined) return { valid: false, because: stored };
    const fresh = { ...record, ...sources, nix };
    const renewed = sources.renewed || nix !== record.nix;
    const { renewed: _, ...rest } = fresh;
    return { valid: true, ...(renewed ? { fresh: rest } : {}) };
  } catch (error) {
    // It changes under our eyes.
    return { valid: false, because: { kind: "file", what: String((error as NodeJS.ErrnoException).path ?? error) } };
  }
}

function checkNix(nix: NixRecord, { settings, looks }: CheckOptions): NixRecord | { because: Because } {
  if (nix.variables !== settings.variables) return { because: { kind: "variable", what: "a variable that Nix reads" } };
  // Those that are included follow those that Nix always reads.
  const sameFiles = settings.files.every((file) => nix.configuration.some(({ path }) => path === file));
  const configuration = sameFiles ? checkConfiguration(nix.configuration) : undefined;
  if (configuration === undefined) return { because: { kind: "nix", what: "nix.conf" } };
  const changed = { because: { kind: "nix" as const, what: settings.program } };
  if (nix.program !== settings.program) return changed;
  const look = looks.look(settings.program);
  if (look === undefined) return changed;
  if (look.signature === nix.signature) return configuration === nix.configuration ? nix : { ...nix, configuration };
  if (digestOf(readFileSync(settings.program)) !== nix.digest) return changed;
  return { ...nix, configuration, signature: trusted(look, Date.now()) };
}

type Sources = Pick<KeptRecord, "files" | "listings" | "index"> & { readonly renewed: boolean };

function checkSources(record: KeptRecord, { root, looks }: CheckOptions): Sources | { because: Because } {
  const at = (path: string) => (path === "" ? root : `${root}/${path}`);
  const because = (kind: Because["kind"], what: string) => ({ because: { kind, what } });
  let renewed = false;
  const files: KeptRecord["files"][number][] = [];
  for (const file of record.files) {
    const look = looks.look(at(file.path));
    if (look === undefined || look.kind !== file.kind) return because("file", file.path);
    if (look.signature === file.signature) {
      files.push(file);
      continue;
    }
    if (looks.digest(at(file.path), look) !== file.digest) return because("file", file.path);
    const signature = trusted(look, Date.now());
    renewed ||= signature !== "";
    files.push({ ...file, signature });
  }
  for (const folder of foldersAbove(record.files.map(({ path }) => path))) {
    if (looks.look(at(folder))?.kind !== "directory") return because("file", folder);
  }
  const index = looks.index();
  const indexSame = index === record.index && index !== "";
  if (!indexSame) {
    const tree = looks.tree();
    if (tree === undefined) return because("tracked", "git's index");
    for (const { path } of record.files) if (!tree.knows(path) || tree.hides(path)) return because("tracked", path);
    for (const [path] of record.absent) if (tree.kindOf(path) !== undefined) return because("tracked", path);
    if (record.readsCommits && tree.hides()) return because("tracked", "git's index");
    renewed ||= index !== "" && index !== undefined;
  } else {
    for (const [path, known] of record.absent) if (known && looks.look(at(path)) !== undefined) return because("file", path);
  }
  const listings: KeptRecord["listings"][number][] = [];
  for (const listing of record.listings) {
    const same =
      indexSame && listing.folders.every(([path, signature]) => signature !== "" && looks.look(at(path))?.signature === signature);
    if (same) {
      listings.push(listing);
      continue;
    }
    const tree = looks.tree();
    if (tree === undefined || tree.kindOf(listing.folder) !== "directory") return because("tracked", listing.folder);
    const now = tree.below(listing.folder, listing.prefix);
    if (listingDigest(now) !== listing.digest) return because("tracked", namesOf(listing));
    renewed = true;
    listings.push({ ...listing, folders: now.folders });
  }
  const outside = outsideDigests(record.outside.map(([folder]) => folder));
  for (const [i, [folder, digest]] of record.outside.entries()) if (outside?.digests[i]?.[1] !== digest) return because("file", folder);
  return { files, listings, ...(index === undefined ? {} : { index }), renewed };
}

function namesOf({ folder, prefix }: KeptRecord["listings"][number]): string {
  if (prefix !== undefined) return `names that begin with ${joined(folder, prefix)}`;
  return folder === "" ? "the names of files" : `names in ${folder}`;
}

function checkStore(record: KeptRecord, folder: string): Because | undefined {
  if (record.realised) {
    const gone = record.references.find((path) => lstatSync(path, { throwIfNoEntry: false }) === undefined);
    return gone === undefined ? undefined : { kind: "store", what: gone };
  }
  if (lstatSync(record.storePath, { throwIfNoEntry: false }) === undefined) return { kind: "store", what: record.storePath };
  const link = rootOf(join(folder, record.generation));
  let target: string | undefined;
  try {
    target = readlinkSync(link);
  } catch {}
  return target === record.storePath ? undefined : { kind: "store", what: link };
}

/** The link that keeps an environment from being collected: Nix's own name for the first generation of a profile. */
export function rootOf(generation: string): string {
  return join(generation, "profile-1-link");
}
