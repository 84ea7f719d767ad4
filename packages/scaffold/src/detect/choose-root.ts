import { isWithin, wayFrom } from "./file-tree.ts";

/**
 * The folder that a registry names as `root`: the first one on the way to all services, or one further down where more of the flake's shells are called after
 * paths from there. Undefined where there is no such folder.
 * @param shells names of the flake's devShells, as far as they are known
 */
export function chooseRoot(folders: readonly string[], shells: readonly string[] = []): string | undefined {
  const [one] = folders;
  if (one === undefined || folders.length < 2) return undefined;
  const above = one.split("/").slice(0, -1);
  const candidates = above
    .map((_, depth) => above.slice(0, depth + 1).join("/"))
    .filter((root) => folders.every((folder) => folder !== root && isWithin(folder, root)));
  const [first] = candidates;
  if (first === undefined) return undefined;
  const known = new Set(shells);
  const matches = (root: string) => folders.filter((folder) => known.has(wayFrom(root, folder).replaceAll("/", "-"))).length;
  const best = candidates.reduce((a, b) => (matches(b) > matches(a) ? b : a), first);
  return matches(".") > matches(best) ? undefined : best;
}
