import { gitAt } from "@nix-repo/git";
import type { Variables } from "@nix-repo/model";
import type { Kind } from "../keep/signature.ts";
import type { ComparedRepository } from "./comparison.ts";

/** The files of a commit, read from git. Paths are relative to the top of the work tree. */
export interface BaseFiles {
  /** Of these paths those that are files (or symlinks) there. @returns undefined where git does not have the commit */
  present(paths: readonly string[]): Promise<ReadonlySet<string> | undefined>;
  /** @returns undefined where there is no such file */
  text(path: string): Promise<string | undefined>;
  /** What each file is: a flake can tell no more from a list of names. Read once. @returns undefined where git does not tell */
  kinds(): Promise<ReadonlyMap<string, Kind> | undefined>;
}

export interface BaseFilesOptions {
  readonly repository: ComparedRepository;
  readonly callerEnv: Variables;
  readonly signal?: AbortSignal | undefined;
}

export function baseFiles({ repository: { workTree, commit }, callerEnv, signal }: BaseFilesOptions): BaseFiles {
  const git = gitAt({ folder: workTree, env: callerEnv, signal });
  let kinds: Promise<ReadonlyMap<string, Kind> | undefined> | undefined;
  return {
    async present(paths) {
      const entries = await treeEntries(paths);
      return entries === undefined ? undefined : new Set(entries.keys());
    },
    text: (path) => read("cat-file", "blob", `${commit}:${path}`),
    kinds() {
      kinds ??= treeEntries([]);
      return kinds;
    },
  };

  async function treeEntries(paths: readonly string[]): Promise<Map<string, Kind> | undefined> {
    const said = await read("ls-tree", "-r", "-z", "--full-tree", commit, "--", ...paths);
    if (said === undefined) return undefined;
    const lines = said.split("\0").filter((line) => line !== "");
    return new Map(lines.map((line) => [line.slice(line.indexOf("\t") + 1), KINDS.get(line.slice(0, 6)) ?? "other"]));
  }

  async function read(...args: readonly string[]): Promise<string | undefined> {
    const said = await git.read(args);
    return said.ok ? said.value : undefined;
  }
}

const KINDS: ReadonlyMap<string, Kind> = new Map([
  ["100644", "file"],
  ["100755", "executable"],
  ["120000", "symlink"],
]);
