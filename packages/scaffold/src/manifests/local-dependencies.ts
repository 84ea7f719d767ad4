import { readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Ecosystem, Manifest, Need, WorkspaceLayout } from "./manifest.ts";
import { type FolderManifests, readManifestDependencies, type UnreadableManifest } from "./read-manifests.ts";

/** A manifest in one folder that names another. All paths are absolute. */
export interface LocalReference {
  readonly from: string;
  readonly to: string;
  /** The manifest that says so. */
  readonly file: string;
}

export interface LocalReferences {
  /** One for each manifest and folder that it names, in the order of the folders. */
  readonly references: readonly LocalReference[];
  readonly unreadable: readonly UnreadableManifest[];
}

/** Which of the folders depend on which others of them, as their manifests have it. @param top as in `localReferences` */
export async function localDependencies(folders: readonly string[], top: string): Promise<Map<string, Set<string>>> {
  const { references } = await localReferences(folders, top);
  const found = new Map(folders.map((folder) => [folder, new Set<string>()]));
  for (const { from, to } of references) found.get(from)?.add(to);
  return found;
}

/**
 * @param folders absolute paths
 * @param top where the repository begins: workspaces are looked for from each folder up to there
 */
export async function localReferences(folders: readonly string[], top: string): Promise<LocalReferences> {
  const whole = new Set(folders);
  const read = new Map<string, Promise<FolderManifests>>();
  const readOnce = (folder: string) => {
    const known = read.get(folder) ?? readManifestDependencies(folder);
    read.set(folder, known);
    return known;
  };
  const placed: PlacedManifest[] = [];
  for (const from of folders)
    for (const folder of await foldersWithManifests(from, { whole, readOnce }))
      for (const manifest of (await readOnce(folder)).manifests) placed.push({ from, folder, manifest });

  const named = Map.groupBy(placed, ({ manifest: { ecosystem, name } }) => nameKey(ecosystem, name));
  const references: LocalReference[] = [];
  for (const each of placed) {
    const layout = await layoutOf(each, { top, readOnce });
    const targets = new Set<string>();
    for (const need of each.manifest.needs) {
      const target = await targetOf(need, { each, layout, named });
      const to = target === undefined ? undefined : holderOf(target, whole, top);
      if (to !== undefined && to !== each.from) targets.add(to);
    }
    for (const to of targets) references.push({ from: each.from, to, file: each.manifest.file });
  }
  const unreadable = (await Promise.all(read.values())).flatMap((each) => each.unreadable);
  return { references, unreadable };
}

/** A manifest, the folder that it lies in, and which of the folders asked about it belongs to. */
interface PlacedManifest {
  readonly from: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

type ReadOnce = (folder: string) => Promise<FolderManifests>;

/** A folder itself; where it has no manifest, what lies below it: projects of .NET are often in `src/NAME` beside their solution. */
async function foldersWithManifests(
  folder: string,
  { whole, readOnce }: { whole: ReadonlySet<string>; readOnce: ReadOnce },
  depth = 0,
): Promise<string[]> {
  if ((await readOnce(folder)).manifests.length > 0) return [folder];
  if (depth === DEEPEST) return [];
  const below = subfolders(folder).filter((each) => !whole.has(each));
  return (await Promise.all(below.map((each) => foldersWithManifests(each, { whole, readOnce }, depth + 1)))).flat();
}

const DEEPEST = 2;

function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && !NOT_THEIRS.has(entry.name))
      .map(({ name }) => join(folder, name))
      .sort();
  } catch {
    return [];
  }
}

/** What is built or brought from elsewhere. */
const NOT_THEIRS = new Set(["node_modules", "vendor", "target", "dist", "build", "bin", "obj"]);

/** The nearest workspace that a manifest belongs to. */
async function layoutOf(
  { folder, manifest }: PlacedManifest,
  { top, readOnce }: { top: string; readOnce: ReadOnce },
): Promise<WorkspaceLayout | undefined> {
  for (let place = folder; ; place = dirname(place)) {
    for (const layout of (await readOnce(place)).layouts)
      if (layout.ecosystem === manifest.ecosystem && (await belongsTo(layout, folder))) return layout;
    if (place === top || place === dirname(place)) return undefined;
  }
}

/** Whether a folder, absolute, is part of a workspace. */
export async function belongsTo(layout: WorkspaceLayout, folder: string): Promise<boolean> {
  const path = relative(dirname(layout.file), folder);
  if (path === "") return true;
  const { isMember, isLeftOut } = await matchersOf(layout);
  return !isLeftOut(path) && (layout.takesAllBelow || isMember(path));
}

interface Matchers {
  readonly isMember: (path: string) => boolean;
  readonly isLeftOut: (path: string) => boolean;
}

/** A workspace is asked about by each of its members: its globs are understood once. */
function matchersOf(layout: WorkspaceLayout): Promise<Matchers> {
  const known =
    matchers.get(layout) ??
    import("picomatch").then(({ default: picomatch }) => {
      const matcher = (globs: readonly string[]) => {
        const plain = globs.map((glob) => glob.replace(/^\.\/|\/+$/g, "")).filter((glob) => glob !== "");
        return plain.length === 0 ? () => false : picomatch(plain);
      };
      return { isMember: matcher(layout.members), isLeftOut: matcher(layout.leftOut) };
    });
  matchers.set(layout, known);
  return known;
}

const matchers = new WeakMap<WorkspaceLayout, Promise<Matchers>>();

function nameKey(ecosystem: Ecosystem, name: string | undefined): string {
  return `${ecosystem} ${name ?? ""}`;
}

interface NeedPlace {
  readonly each: PlacedManifest;
  readonly layout: WorkspaceLayout | undefined;
  readonly named: ReadonlyMap<string, readonly PlacedManifest[]>;
}

/** @returns the absolute path that a need means */
async function targetOf(need: Need, { each, layout, named }: NeedPlace): Promise<string | undefined> {
  switch (need.kind) {
    case "folder":
      return need.folder;
    case "inherited":
      return layout?.inherited.get(need.name);
    case "published":
      return layout?.replacements.get(need.name);
    case "member": {
      if (layout === undefined) return undefined;
      const replaced = layout.replacements.get(need.name);
      if (replaced !== undefined) return replaced;
      for (const { folder } of named.get(nameKey(each.manifest.ecosystem, need.name)) ?? [])
        if (await belongsTo(layout, folder)) return folder;
      return undefined;
    }
  }
}

/** The folder, of those asked about, that a path lies in. */
function holderOf(path: string, whole: ReadonlySet<string>, top: string): string | undefined {
  for (let place = path; ; place = dirname(place)) {
    if (whole.has(place)) return place;
    if (place === top || place === dirname(place)) return undefined;
  }
}
