import { readlinkSync, type Stats } from "node:fs";
import { err, ok, type Result } from "@nix-repo/model";
import type { Digest } from "../digest.ts";
import { compareCodePoints } from "../reapi/code-points.ts";
import type { OutputDirectory, OutputFile, OutputSymlink } from "../reapi/messages.ts";
import type { ActionStore } from "../store/action-store.ts";
import { fewAtOnce } from "./few-at-once.ts";
import { fileReason } from "./file-reason.ts";
import { type FoundOutputs, findOutputs, type Obstacle } from "./find-outputs.ts";
import { isExecutable, ownModes, permissionsOf } from "./modes.ts";
import { isInside, type OutputGlobs, outputGlobs } from "./output-globs.ts";
import { OutputTree } from "./output-tree.ts";
import type { OutputsPlace } from "./outputs-place.ts";
import {
  contentOfFile,
  contentOfLink,
  hasSignature,
  lookAt,
  type PlacedEntry,
  type PlacedOutputs,
  type Signature,
  signatureAsSeen,
  signatureOf,
} from "./placed-outputs.ts";
import type { StandingOutputs } from "./untouched-outputs.ts";
import { foldedName } from "./usable-name.ts";

export interface CollectedOutputs {
  readonly outputFiles: readonly OutputFile[];
  readonly outputDirectories: readonly OutputDirectory[];
  readonly outputSymlinks: readonly OutputSymlink[];
  readonly placed: PlacedOutputs;
  /** Outputs are declared, and none of them is there. */
  readonly isEmpty: boolean;
  /** Belongs into the result's metadata: which of the outputs are not the action's (`untouchedMessage`). */
  readonly untouched: readonly string[];
  /** What cannot be kept and is left out: sockets, pipes, devices. */
  readonly leftOut: readonly string[];
}

/** Why the outputs, and so the result, are not kept. Paths are relative to the service's folder. */
export type OutputsUnkept =
  | Obstacle
  /** The store could not take it. */
  | { readonly kind: "not-stored"; readonly path: string }
  /** Somebody wrote to it while it was read. */
  | { readonly kind: "changing"; readonly path: string }
  /** Their names differ by case alone: elsewhere they would be one file. */
  | { readonly kind: "same-name"; readonly path: string; readonly other: string };

export interface CollectOptions {
  /** From the last time: of what was not touched since, the digest is taken from there, and nothing is given to the store. */
  readonly known?: PlacedOutputs;
  /** What git tracks and was there before the task ran. */
  readonly standing?: StandingOutputs;
}

/** Takes what stands at a task's outputs into the store. Nothing there is fine, too. */
export async function collectOutputs(
  place: OutputsPlace,
  store: ActionStore,
  { known, standing }: CollectOptions = {},
): Promise<Result<CollectedOutputs, OutputsUnkept>> {
  const globs = await outputGlobs(place);
  const nowMs = Date.now();
  const found = findOutputs(place.folder, globs);
  if (!found.ok) return found;
  const unkept = refusal(found.value, globs);
  if (unkept !== undefined) return err(unkept);
  const kept = await keepEntries(found.value, { folder: place.folder, store, known });
  if (!kept.ok) return kept;
  const bases = await keepBases(found.value, { kept: kept.value, globs, store });
  if (!bases.ok) return bases;
  const { entries, folders, absent, others } = found.value;
  return ok({
    ...bases.value,
    placed: {
      entries: [...entries].map(([path, stat]): PlacedEntry => [path, contentOf(kept.value, path), ...signatureOf(stat, nowMs)]),
      folders: [...folders].map(([path, stat]) => [path, ...signatureOf(stat, nowMs)]),
      absent,
    },
    isEmpty: globs.bases.length > 0 && Object.values(bases.value).every((outputs) => outputs.length === 0),
    untouched: [...entries].filter(([path, stat]) => isUntouched(stat, standing?.get(path))).map(([path]) => path),
    leftOut: others,
  });
}

function refusal({ entries, folders }: FoundOutputs, globs: OutputGlobs): OutputsUnkept | undefined {
  const byFoldedName = new Map<string, string>();
  for (const paths of [folders, entries]) {
    for (const path of paths.keys()) {
      const folded = foldedName(path);
      const other = byFoldedName.get(folded);
      if (other !== undefined) return { kind: "same-name", path, other };
      byFoldedName.set(folded, path);
    }
  }
  // The link would come back, but not what the globs mean behind it.
  const link = globs.bases.find((base) => entries.get(base)?.isSymbolicLink() && globs.opens(base));
  return link === undefined ? undefined : { kind: "behind-symlink", path: link };
}

interface KeptEntries {
  readonly files: Map<string, Omit<OutputFile, "path">>;
  /** Their targets. */
  readonly symlinks: Map<string, string>;
}

async function keepEntries(
  { entries }: FoundOutputs,
  { folder, store, known }: { folder: string; store: ActionStore; known: PlacedOutputs | undefined },
): Promise<Result<KeptEntries, OutputsUnkept>> {
  const kept: KeptEntries = { files: new Map(), symlinks: new Map() };
  const own = ownModes();
  const contents = new Map(known?.entries.map((entry) => [entry[0], entry]));
  let unkept: OutputsUnkept | undefined;
  const isKept = await fewAtOnce([...entries], async ([path, stat]) => {
    const keep = stat.isSymbolicLink() ? keepSymlink : keepFile;
    unkept ??= await keep({ path, stat, folder, store, kept, own, known: contents.get(path) });
    return unkept === undefined;
  });
  return isKept || unkept === undefined ? ok(kept) : err(unkept);
}

interface Keeping {
  readonly path: string;
  readonly stat: Stats;
  readonly folder: string;
  readonly store: ActionStore;
  readonly kept: KeptEntries;
  readonly own: ReturnType<typeof ownModes>;
  readonly known: PlacedEntry | undefined;
}

async function keepFile({ path, stat, folder, store, kept, own, known }: Keeping): Promise<OutputsUnkept | undefined> {
  const digest = digestAsKnown(stat, known) ?? (await store.addFile(`${folder}/${path}`));
  const after = lookAgain(`${folder}/${path}`);
  if (after === undefined || !isSameFile(after, stat)) return { kind: "changing", path };
  if (digest === undefined) return { kind: "not-stored", path };
  if (digest.sizeBytes !== stat.size) return { kind: "changing", path };
  const mode = permissionsOf(stat);
  const executable = isExecutable(stat);
  const unixMode = mode === (executable ? own.executable : own.file) ? {} : { unixMode: mode };
  kept.files.set(path, { digest, isExecutable: executable, ...unixMode });
  return undefined;
}

function digestAsKnown(stat: Stats, known: PlacedEntry | undefined): Digest | undefined {
  if (known === undefined) return undefined;
  const [, content, ...signature] = known;
  return hasSignature(stat, signature) ? { hash: content, sizeBytes: stat.size } : undefined;
}

async function keepSymlink({ path, folder, kept }: Keeping): Promise<OutputsUnkept | undefined> {
  try {
    const target = readlinkSync(`${folder}/${path}`);
    if (target.includes("\ufffd")) return { kind: "unusable-name", path };
    kept.symlinks.set(path, target);
    return undefined;
  } catch (error) {
    fileReason(error);
    return { kind: "changing", path };
  }
}

function lookAgain(path: string): Stats | undefined {
  try {
    return lookAt(path);
  } catch (error) {
    fileReason(error);
    return undefined;
  }
}

function isSameFile(one: Stats, other: Stats): boolean {
  return hasSignature(one, signatureAsSeen(other));
}

function isUntouched(stat: Stats, before: Signature | undefined): boolean {
  return before !== undefined && hasSignature(stat, before);
}

function contentOf({ files, symlinks }: KeptEntries, path: string): string {
  const file = files.get(path);
  return file === undefined ? contentOfLink(symlinks.get(path) ?? "") : contentOfFile(file.digest);
}

interface Bases {
  readonly kept: KeptEntries;
  readonly globs: OutputGlobs;
  readonly store: ActionStore;
}

type KeptBases = Pick<CollectedOutputs, "outputFiles" | "outputDirectories" | "outputSymlinks">;

/** Files and links by themselves where they are few, and otherwise a tree for each folder in which the globs look. In an order that depends on nothing but their names. */
async function keepBases(found: FoundOutputs, { kept, globs, store }: Bases): Promise<Result<KeptBases, OutputsUnkept>> {
  const sorted = { files: byPath(kept.files), symlinks: byPath(kept.symlinks), folders: byPath(outputFolders(found, globs)) };
  if (areFew(sorted)) {
    return ok({
      outputFiles: sorted.files.map(([path, file]) => ({ path, ...file })),
      outputDirectories: [],
      outputSymlinks: sorted.symlinks.map(([path, target]) => ({ path, target })),
    });
  }
  const outputFiles: OutputFile[] = [];
  const outputDirectories: OutputDirectory[] = [];
  const outputSymlinks: OutputSymlink[] = [];
  for (const base of globs.bases) {
    const file = kept.files.get(base);
    const target = kept.symlinks.get(base);
    if (file !== undefined) outputFiles.push({ path: base, ...file });
    else if (target !== undefined) outputSymlinks.push({ path: base, target });
    else {
      const tree = treeOf(base, sorted);
      if (tree === undefined) continue;
      const treeDigest = await store.addBlob(tree.encode());
      if (treeDigest === undefined) return err({ kind: "not-stored", path: base });
      outputDirectories.push({ path: base, treeDigest });
    }
  }
  return ok({ outputFiles, outputDirectories, outputSymlinks });
}

interface SortedOutputs {
  readonly files: readonly (readonly [path: string, file: Omit<OutputFile, "path">])[];
  readonly symlinks: readonly (readonly [path: string, target: string])[];
  readonly folders: readonly (readonly [path: string, unixMode: number | undefined])[];
}

function byPath<T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...map].sort(([a], [b]) => compareCodePoints(a, b));
}

/** Those that are outputs themselves, with their permissions where these are not a folder's own. The service's folder is nobody's output. */
function outputFolders({ folders }: FoundOutputs, globs: OutputGlobs): ReadonlyMap<string, number | undefined> {
  const { folder: own } = ownModes();
  const outputs = [...folders].filter(([path]) => path !== "" && globs.matches(path));
  return new Map(outputs.map(([path, stat]) => [path, permissionsOf(stat) === own ? undefined : permissionsOf(stat)]));
}

/** Without a tree there is one file less to read. But only a tree tells of folders: those that are empty, or not as folders are by themselves. */
function areFew({ files, symlinks, folders }: SortedOutputs): boolean {
  const leaves = [...files, ...symlinks];
  if (leaves.length > MOST_WITHOUT_TREE) return false;
  return folders.every(([path, unixMode]) => unixMode === undefined && leaves.some(([leaf]) => leaf.startsWith(`${path}/`)));
}

const MOST_WITHOUT_TREE = 32;

/** Undefined where the folder neither is an output nor holds one. */
function treeOf(base: string, { files, symlinks, folders }: SortedOutputs): OutputTree | undefined {
  const tree = new OutputTree();
  let isOutput = false;
  const each = <T>(outputs: readonly (readonly [string, T])[], add: (path: string, value: T) => void) => {
    for (const [path, value] of outputs) {
      if (!isInside(path, base)) continue;
      add(base === "" ? path : path.slice(base.length + 1), value);
      isOutput = true;
    }
  };
  each(files, (path, file) => tree.addFile(path, file));
  each(symlinks, (path, target) => tree.addSymlink(path, target));
  each(folders, (path, unixMode) => tree.addFolder(path, unixMode));
  return isOutput ? tree : undefined;
}
