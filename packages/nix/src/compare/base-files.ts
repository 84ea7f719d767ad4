import type { Variables } from "@nix-repo/model";
import { GIT_VARIABLES } from "../keep/nix-settings.ts";
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
  let kinds: Promise<ReadonlyMap<string, Kind> | undefined> | undefined;
  return {
    async present(paths) {
      const entries = await treeEntries(paths);
      return entries === undefined ? undefined : new Set(entries.keys());
    },
    text: (path) => git("cat-file", "blob", `${commit}:${path}`),
    kinds() {
      kinds ??= treeEntries([]);
      return kinds;
    },
  };

  async function treeEntries(paths: readonly string[]): Promise<Map<string, Kind> | undefined> {
    const said = await git("ls-tree", "-r", "-z", "--full-tree", commit, "--", ...paths);
    if (said === undefined) return undefined;
    const lines = said.split("\0").filter((line) => line !== "");
    return new Map(lines.map((line) => [line.slice(line.indexOf("\t") + 1), KINDS.get(line.slice(0, 6)) ?? "other"]));
  }

  /** Variables that a hook of git's sets lead elsewhere. @returns undefined where it fails */
  async function git(...args: readonly string[]): Promise<string | undefined> {
    const env = {
      ...Object.fromEntries(Object.entries(callerEnv).filter(([name]) => !GIT_VARIABLES.includes(name))),
      GIT_LITERAL_PATHSPECS: "1",
    };
    const { execa } = await import("execa");
    const said = await execa("git", ["-C", workTree, ...args], {
      env,
      extendEnv: false,
      reject: false,
      stdin: "ignore",
      stripFinalNewline: false,
      maxBuffer: 1_000_000_000,
      ...(signal === undefined ? {} : { cancelSignal: signal }),
    });
    return said.failed ? undefined : said.stdout;
  }
}

const KINDS: ReadonlyMap<string, Kind> = new Map([
  ["100644", "file"],
  ["100755", "executable"],
  ["120000", "symlink"],
]);
