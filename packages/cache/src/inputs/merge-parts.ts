import { compareCodePoints } from "../reapi/code-points.ts";
import { type InputEntry, inputRoot } from "./input-root.ts";
import type { InputTree } from "./input-tree.ts";
import { ABSENT, type KeptFile, type KeptRoot, type Snapshot } from "./snapshot.ts";

export interface MergedParts {
  /** The one of the own part, where that still holds. */
  readonly root: KeptRoot;
  readonly files: readonly KeptFile[];
  entries(): readonly InputEntry[];
}

/** A task's own files together with those that all tasks share. */
export function mergeParts(own: Snapshot, shared: Snapshot | undefined, tree: InputTree): MergedParts {
  const files = shared === undefined ? own.files : [...own.files, ...shared.files];
  let found: readonly InputEntry[] | undefined;
  const entries = () => {
    found ??= entriesOf(files, tree);
    return found;
  };
  const sharedHash = shared?.root?.hash ?? "";
  const root = own.root?.shared === sharedHash ? own.root : rootOf(entries(), sharedHash);
  return { root, files, entries };
}

/** Of what all tasks share, by itself. */
export function ownRoot(shared: Snapshot, tree: InputTree): KeptRoot {
  return shared.root ?? rootOf(entriesOf(shared.files, tree), "");
}

function rootOf(entries: readonly InputEntry[], shared: string): KeptRoot {
  return { shared, ...inputRoot(entries), count: entries.length };
}

/** Sorted by path. */
function entriesOf(files: readonly KeptFile[], tree: InputTree): InputEntry[] {
  const entries = new Map<string, InputEntry>();
  for (const [relative, content, sizeBytes, , , , mode] of files) {
    if (content === ABSENT) continue;
    const path = relative.startsWith("../") ? `.repo/outside${tree.absoluteOutside(relative)}` : relative;
    if (content.startsWith(">")) entries.set(path, { path, target: content.slice(1) });
    else entries.set(path, { path, digest: { hash: content, sizeBytes }, isExecutable: (mode & 0o100) !== 0 });
  }
  return [...entries.values()].sort((a, b) => compareCodePoints(a.path, b.path));
}

/**
 * The first file that is not as it was. That only the time of its state is another one means that something else changed than its content: how many
 * links it has.
 */
export function firstChange(before: readonly KeptFile[], after: readonly KeptFile[]): string | undefined {
  const left = new Map(before.map((file) => [file[0], file]));
  const changed: string[] = [];
  for (const file of after) {
    const was = left.get(file[0]);
    left.delete(file[0]);
    if (was === undefined || [1, 2, 3, 5, 6].some((i) => was[i] !== file[i])) changed.push(file[0]);
  }
  return [...changed, ...left.keys()].sort(compareCodePoints)[0];
}
