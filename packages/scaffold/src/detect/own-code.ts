import { below, type FileTree, wayFrom } from "./file-tree.ts";
import type { Project } from "./found-service.ts";
import { isLeftAlone, leadsToTests, purposeOf } from "./left-alone.ts";

/**
 * Whether a manifest that has other projects below it stands for code of its own. One that only lays out a workspace, or brings tools for all of it,
 * is no service.
 */
export function hasOwnCode({ folder, kind }: Project, { tree, taken }: { tree: FileTree; taken: ReadonlySet<string> }): boolean {
  switch (kind) {
    case "rust":
      // Without code Cargo would not have a package here.
      return true;
    case "node":
      return holdsFiles(/\.([cm]?[jt]sx?|vue|svelte|astro)$/, /\.config\.|^\.|rc\.[cm]?js$|(gulp|grunt)file|\.d\.ts$|jest\.|vitest\./i);
    case "go":
      return holdsFiles(/\.go$/, /^tools?\.go$/);
    case "python":
      return holdsFiles(/\.py$/, /^(setup|conftest|noxfile|fabfile|tasks|__init__)\.py$/);
    case "flutter":
    case "dart":
      return tree.foldersIn(below(folder, "lib")).size > 0 || tree.names(below(folder, "lib")).size > 0;
    case "dotnet":
    case "other":
      return CODE_FOLDERS.some((name) => isOwn(name) && isThere(below(folder, name)));
  }

  function holdsFiles(code: RegExp, tools: RegExp): boolean {
    const hasCode = (place: string) => [...tree.names(place)].some((name) => code.test(name) && !tools.test(name));
    // At a repository's root stands much that belongs to no project; what lies below a go.mod is of its module everywhere.
    if (folder !== "." || kind === "go") return anyBelow(folder, hasCode, DEEPEST);
    return hasCode(folder) || CODE_FOLDERS.some((name) => isOwn(name) && anyBelow(below(folder, name), hasCode, DEEPEST));
  }

  function isOwn(name: string): boolean {
    return !taken.has(below(folder, name));
  }

  function isThere(place: string): boolean {
    return tree.names(place).size > 0 || tree.foldersIn(place).size > 0;
  }

  function anyBelow(place: string, isCode: (place: string) => boolean, depth: number): boolean {
    if (isCode(place)) return true;
    const inside = depth === 0 ? [] : [...tree.foldersIn(place)].map((name) => below(place, name));
    return inside.some((each) => !taken.has(each) && !isAside(wayFrom(folder, each)) && anyBelow(each, isCode, depth - 1));
  }
}

const DEEPEST = 5;

/** Tests, examples and tools of a project without code are none either. */
function isAside(way: string): boolean {
  return isLeftAlone(way) || purposeOf(way) !== undefined || leadsToTests(way);
}

/** Where the code of a project stands that has more than its own folder. */
const CODE_FOLDERS = ["src", "lib", "app", "pages", "server", "cmd", "internal", "pkg"] as const;
