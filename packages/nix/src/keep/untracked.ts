import { join } from "node:path";
import { readIndex } from "@nix-repo/git";
import { localFlake } from "./local-flake.ts";
import { lookAt } from "./signature.ts";

/**
 * The file that Nix misses though it is there: the usual reason is that git does not track it yet.
 * @param message Nix's own, which names the file by its place in a copy of the tree
 * @returns its absolute path; undefined where that is not what is wrong
 */
export function untrackedIn(message: string, flake: string, workspaceRoot: string): string | undefined {
  const path = (/-source\/([^'"\n]+?)'[^\n]*(?:No such file|does not exist)/.exec(message) ??
    /[Pp]ath '([^'\n]+)' [^\n]*not tracked by Git/.exec(message))?.[1];
  const local = path === undefined ? undefined : localFlake(flake, workspaceRoot);
  if (path === undefined || local?.repository === undefined) return undefined;
  const file = join(local.root, path);
  if (lookAt(file) === undefined) return undefined;
  const index = readIndex(local.repository);
  if (index === undefined || index.has(path) || index.hasBelow(path)) return undefined;
  return file;
}
