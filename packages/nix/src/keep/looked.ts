import type { SmallTree } from "./small-tree.ts";
import { resolveIn, type SourceTree } from "./source-tree.ts";
import { LOOKED } from "./watched-source.ts";

/** What the flake's own code asked about, by whatever way it came to a path: `pathExists (dirOf file + "/b.nix")`. Relative to the tree's root. */
export interface LookedAt {
  /** Files that are there. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly absent: readonly string[];
  /** Files and symlinks that the small tree would have to hold, for the answers to be those of the whole. */
  readonly unlaid: readonly string[];
  /** Something of which we know no more than its name: a submodule. */
  readonly unknown: string | undefined;
}

export function lookedAt(stderr: string, { tree, small }: { tree: SourceTree; small: SmallTree }): LookedAt {
  const files = new Set<string>();
  const folders = new Set<string>();
  const absent = new Set<string>();
  const unlaid = new Set<string>();
  let unknown: string | undefined;
  const asked = new Set([...stderr.matchAll(LOOKED)].map(([, what = "", path = ""]) => `${what} ${path}`));
  for (const each of asked) {
    const path = IN_SOURCE.exec(each)?.[1];
    if (path === undefined) continue;
    const { path: target, links } = resolveIn(tree, "", path);
    for (const link of links) if (!small.laid.has(link)) unlaid.add(link);
    // The top of the tree is always there.
    if (target === undefined || (target === "" && !each.startsWith("readDir"))) continue;
    const kind = tree.kindOf(target);
    if (kind === undefined) absent.add(target);
    else if (kind === "directory") folders.add(target);
    else if (kind === "file" || kind === "executable") (small.laid.has(target) ? files : unlaid).add(target);
    else unknown = target;
  }
  return { files: [...files], folders: [...folders], absent: [...absent], unlaid: [...unlaid], unknown };
}

/** Nix copies every flake to a path of that name; those of inputs lead to names that are as good as any. */
const IN_SOURCE = /\/[0-9a-z]{32}-source(?:$|\/)(.*)$/;
