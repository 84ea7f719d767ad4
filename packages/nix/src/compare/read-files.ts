import { join } from "node:path";
import { foldersAbove } from "../keep/find-inputs.ts";
import type { KeptRecord } from "../keep/record.ts";
import type { Kind } from "../keep/signature.ts";
import { joined, type SourceTree } from "../keep/source-tree.ts";
import type { BaseFiles } from "./base-files.ts";
import { physicalPath } from "./physical-path.ts";

export interface ReadFilesOptions {
  /** Absolute paths of the top of the work tree: it may have several, by symlinks. */
  readonly tops: readonly string[];
  readonly changedFiles: readonly string[];
  readonly files: BaseFiles;
  /** The work tree as a flake sees it; undefined where nobody can tell. */
  readonly openTree: () => SourceTree | undefined;
}

/**
 * Of the changed files those that the evaluation of a devShell read, looked for in vain, or may have seen in a list of names.
 *
 * Where there are none, the base evaluates to what the record holds, if the record holds for the work tree as it is (and flake, flags and choice are the
 * same). An evaluation is a function of what it asks of the tree, step by step: it starts with flake.nix and flake.lock, and what it asks next follows from
 * the answers so far. The record holds all that was asked (its files, what was absent, folders by their names, and beyond the tree what flags, inputs and
 * git's rules lead to). If at the base the first answers are the same, the same is asked next, which is again in the record and has not changed; and so on
 * to the end. So the base cannot have read anything that is not in the record either.
 *
 * Not all that may change is a file of the tree. Metadata of the flake (`self.rev`) makes a shell depend on the whole tree: nothing valid is kept of it. Nix,
 * its settings and inputs from outside of the repository are those of this machine, on both sides.
 */
export async function changedOfWhatWasRead(record: KeptRecord, options: ReadFilesOptions): Promise<readonly string[]> {
  const { tops, changedFiles } = options;
  const read = new Set([...record.files.map(({ path }) => path), ...record.absent.map(([path]) => path)]);
  const above = new Set(foldersAbove(read));
  const outside = new Set(record.outside.flatMap(([path]) => [path, physicalPath(path)]));
  const aboveOutside = new Set(foldersAbove(outside));
  const places = [...new Set(tops.flatMap((top) => [top, physicalPath(top)]))];
  const touched: string[] = [];
  let kinds: KindsOnBothSides | undefined;
  for (const file of changedFiles) {
    const known = meets(file, read, above) || places.some((top) => meets(join(top, file), outside, aboveOutside));
    if (known) touched.push(file);
    else if (isListed(file, record.listings)) {
      kinds ??= await kindsOnBothSides(options);
      if (kinds.differ(file)) touched.push(file);
    }
  }
  return touched;
}

/** Whether it is one of the paths, lies below one, or has one where it would have to be a folder. */
function meets(file: string, paths: ReadonlySet<string>, above: ReadonlySet<string>): boolean {
  return paths.has(file) || above.has(file) || foldersAbove([file]).some((folder) => paths.has(folder));
}

function isListed(file: string, listings: KeptRecord["listings"]): boolean {
  return listings.some(({ folder, prefix }) => {
    const start = prefix === undefined ? (folder === "" ? "" : `${folder}/`) : joined(folder, prefix);
    return file.startsWith(start) || folder === file || folder.startsWith(`${file}/`);
  });
}

interface KindsOnBothSides {
  /** Whether a list of names shows the change. */
  differ(file: string): boolean;
}

async function kindsOnBothSides({ files, openTree }: ReadFilesOptions): Promise<KindsOnBothSides> {
  const base = await files.kinds();
  const now = openTree();
  if (base === undefined || now === undefined) return { differ: () => true };
  return { differ: (file) => shown(base.get(file)) !== shown(now.kindOf(file)) };
}

/** The executable bit does not show in a list of names. */
function shown(kind: Kind | undefined): Kind | undefined {
  return kind === "executable" ? "file" : kind;
}
