import { readdirSync, readlinkSync, type Stats } from "node:fs";
import { err, ok, type Result } from "@nix-repo/model";
import type { FoundOutputs } from "./find-outputs.ts";
import { hashOfFile } from "./hash-of-file.ts";
import { permissionsOf } from "./modes.ts";
import { isInside, type OutputGlobs } from "./output-globs.ts";
import type { OutputsPlace } from "./outputs-place.ts";
import {
  contentOfFile,
  contentOfLink,
  hasSignature,
  lookAt,
  type PlacedEntry,
  type PlacedOutputs,
  signatureOf,
  UNTRUSTED,
} from "./placed-outputs.ts";
import { holderOf, type WantedFile, type WantedOutputs } from "./wanted-outputs.ts";

/** What is to be done to what stands there. Paths are relative to the service's folder. */
export interface Changes {
  readonly files: readonly (WantedFile & { readonly path: string })[];
  readonly symlinks: readonly { readonly path: string; readonly target: string }[];
  /** Of files that are in place otherwise. */
  readonly modes: readonly { readonly path: string; readonly mode: number }[];
  readonly removed: readonly string[];
  /** Each before the one that holds it. */
  readonly removedFolders: readonly string[];
  /** Those that there have to be, each after the one that holds it. Without a mode: whatever it has. */
  readonly folders: readonly { readonly path: string; readonly mode: number | undefined; readonly isThere: boolean }[];
  /** Those that there are. */
  readonly foundFolders: ReadonlyMap<string, Stats>;
}

/** What stands in the way of a result. */
export type Blocked =
  /** Git tracks it, and it would have to go. */
  | { readonly kind: "tracked"; readonly path: string }
  /** Git tracks it, but does not have what stands there, and neither an action nor we have put it there. */
  | { readonly kind: "edited"; readonly path: string }
  /** The action left it as it was, and it was another one then. */
  | { readonly kind: "not-ours"; readonly path: string }
  /** It is no output. */
  | { readonly kind: "in-the-way"; readonly path: string };

export interface PlanRequest {
  readonly place: OutputsPlace;
  readonly globs: OutputGlobs;
  readonly wanted: WantedOutputs;
  readonly found: FoundOutputs;
  readonly placed: PlacedOutputs | undefined;
  /** When it was looked for what stands there. */
  readonly nowMs: number;
}

export interface Plan {
  readonly changes: Changes;
  /** What will be known when they are made. */
  readonly placed: PlacedOutputs;
}

export function isNothing({ files, symlinks, modes, removed, removedFolders, folders, foundFolders }: Changes): boolean {
  const isInPlace = folders.every(({ path, mode, isThere }) => isThere && isOfMode(foundFolders.get(path), mode));
  return isInPlace && [files, symlinks, modes, removed, removedFolders].every((changes) => changes.length === 0);
}

/** Throws what the file system says where something cannot be read. */
export async function planChanges(request: PlanRequest): Promise<Result<Plan, Blocked>> {
  const { wanted, found } = request;
  const folders = wantedFolders(request);
  if (!folders.ok) return folders;
  const blocked = trackedBelowLeaf(request);
  if (blocked !== undefined) return err(blocked);
  const removed = removedEntries(request);
  const emptied = removedFolders(removed, request);
  const staying = [...found.folders.keys()].find((path) => isLeaf(path, wanted) && !emptied.includes(path));
  if (staying !== undefined) return err({ kind: "in-the-way", path: staying });
  const known = new Map(request.placed?.entries.map((entry) => [entry[0], entry]));
  const { files, modes } = await differingFiles(request, known);
  const symlinks = [...wanted.symlinks].filter(([path, target]) => linkTarget(path, request) !== target);
  for (const path of [...files.map((file) => file.path), ...symlinks.map(([path]) => path)]) {
    if (wanted.untouched.has(path)) return err({ kind: "not-ours", path });
    if (await wouldBeLost(path, { request, known: known.get(path) })) return err({ kind: "edited", path });
  }
  const changes: Changes = {
    files,
    modes,
    symlinks: symlinks.map(([path, target]) => ({ path, target })),
    removed,
    removedFolders: emptied,
    folders: folders.value,
    foundFolders: found.folders,
  };
  return ok({ changes, placed: placedAfter(changes, request) });
}

function wantedFolders({ place, wanted, found }: PlanRequest): Result<Changes["folders"], Blocked> {
  const folders: Changes["folders"][number][] = [];
  const missing = new Set<string>();
  for (const [path, { mode }] of wanted.folders) {
    const isFound = path === "" || found.folders.has(path);
    // Where a link is to give way to a folder, what it leads to is not what stands there.
    const stat = isFound || missing.has(holderOf(path)) ? undefined : lookAt(`${place.folder}/${path}`);
    const isThere = isFound || stat?.isDirectory() === true;
    folders.push({ path, mode, isThere });
    if (!isThere) missing.add(path);
    if (isThere || stat === undefined) continue;
    if (place.isTracked(path)) return err({ kind: "tracked", path });
    if (!found.entries.has(path) && !found.others.includes(path)) return err({ kind: "in-the-way", path });
  }
  return ok(folders);
}

/** A folder that a file or a link takes the place of has to go with all that is in it. */
function trackedBelowLeaf({ place, wanted, found }: PlanRequest): Blocked | undefined {
  for (const folder of found.folders.keys()) {
    if (!isLeaf(folder, wanted)) continue;
    for (const path of found.entries.keys()) if (isInside(path, folder) && place.isTracked(path)) return { kind: "tracked", path };
  }
  return undefined;
}

function isLeaf(path: string, { files, symlinks }: WantedOutputs): boolean {
  return files.has(path) || symlinks.has(path);
}

type KnownEntries = ReadonlyMap<string, PlacedEntry>;

async function differingFiles({ place, wanted, found }: PlanRequest, known: KnownEntries): Promise<Pick<Changes, "files" | "modes">> {
  const files: Changes["files"][number][] = [];
  const modes: Changes["modes"][number][] = [];
  for (const [path, file] of wanted.files) {
    const stat = found.entries.get(path);
    const isSame = stat?.isFile() === true && (await hasContent(`${place.folder}/${path}`, { stat, file, known: known.get(path) }));
    if (!isSame) files.push({ path, ...file });
    else if (!isOfMode(stat, file.mode)) modes.push({ path, mode: file.mode });
  }
  return { files, modes };
}

async function hasContent(
  path: string,
  { stat, file, known }: { stat: Stats; file: WantedFile; known: PlacedEntry | undefined },
): Promise<boolean> {
  if (stat.size !== file.digest.sizeBytes) return false;
  if (known !== undefined) {
    const [, content, ...signature] = known;
    if (hasSignature(stat, signature)) return content === contentOfFile(file.digest);
  }
  return (await hashOfFile(path)) === file.digest.hash;
}

function isOfMode(stat: Stats | undefined, mode: number | undefined): boolean {
  return stat === undefined || mode === undefined || permissionsOf(stat) === mode;
}

function linkTarget(path: string, { place, found }: PlanRequest): string | undefined {
  return found.entries.get(path)?.isSymbolicLink() === true ? readlinkSync(`${place.folder}/${path}`) : undefined;
}

/** The task itself might not have written there: what the globs match is not all its own. */
async function wouldBeLost(path: string, { request, known }: { request: PlanRequest; known: PlacedEntry | undefined }): Promise<boolean> {
  const { place, found } = request;
  const stat = found.entries.get(path);
  if (stat === undefined || !place.isTracked(path)) return false;
  const isAsPlaced = known !== undefined && (await contentAt(path, request)) === known[1];
  return !isAsPlaced && place.isEdited(path);
}

async function contentAt(path: string, request: PlanRequest): Promise<string | undefined> {
  const target = linkTarget(path, request);
  return target === undefined ? await hashOfFile(`${request.place.folder}/${path}`) : contentOfLink(target);
}

function removedEntries({ place, wanted, found }: PlanRequest): readonly string[] {
  const unwanted = [...found.entries.keys()].filter((path) => !isLeaf(path, wanted) && !place.isTracked(path));
  // A socket or a pipe is never part of a result, so that nobody can tell whether it belongs there.
  const inTheWay = found.others.filter((path) => [wanted.files, wanted.symlinks, wanted.folders].some((those) => those.has(path)));
  return [...unwanted, ...inTheWay];
}

/** Where something stays that is tracked or no output, so do the folders that hold it. */
function removedFolders(removed: readonly string[], { place, wanted, found, globs }: PlanRequest): readonly string[] {
  const goes = new Set(removed);
  const folders: string[] = [];
  for (const path of [...found.folders.keys()].reverse()) {
    if (path === "" || wanted.folders.has(path) || !globs.matches(path)) continue;
    if (!readdirSync(`${place.folder}/${path}`).every((name) => goes.has(`${path}/${name}`))) continue;
    goes.add(path);
    folders.push(path);
  }
  return folders;
}

/** What is written is younger than anything that a signature could be trusted for. */
function placedAfter(changes: Changes, { wanted, found, globs, nowMs }: PlanRequest): PlacedOutputs {
  const touched = new Set([...changes.files, ...changes.symlinks, ...changes.modes].map(({ path }) => path));
  const signature = (path: string, stat: Stats | undefined) =>
    stat === undefined || touched.has(path) ? UNTRUSTED : signatureOf(stat, nowMs);
  const entry = (path: string, content: string): PlacedEntry => [path, content, ...signature(path, found.entries.get(path))];
  const isSame = isNothing(changes);
  const touchedFolders = new Set([...globs.bases, ...wanted.folders.keys()]);
  return {
    entries: [
      ...[...wanted.files].map(([path, { digest }]) => entry(path, contentOfFile(digest))),
      ...[...wanted.symlinks].map(([path, target]) => entry(path, contentOfLink(target))),
    ],
    folders: isSame
      ? [...found.folders].map(([path, stat]) => [path, ...signatureOf(stat, nowMs)])
      : [...touchedFolders].map((path) => [path, ...UNTRUSTED]),
    absent: isSame ? found.absent : [],
  };
}
