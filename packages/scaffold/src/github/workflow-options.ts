/** What the workflows of one workspace depend on. */
export interface WorkflowOptions {
  /** The branch that changes are merged into. */
  readonly base: string;
  /** On how many machines a change runs at most. */
  readonly shards: number;
  readonly binaryCache?: BinaryCache;
  /** The workspace's folder, relative to git's top, with slashes; empty where it is the top. */
  readonly folder: string;
  /** The flake, as the registry writes it, relative to the workspace. */
  readonly flake: string;
  readonly repoComesFrom: RepoSource;
  readonly hasSubmodules: boolean;
}

export type BinaryCache = { readonly kind: "cachix"; readonly name: string } | { readonly kind: "substituter"; readonly url: string };

/** Where machines get `repo` from: from the flake's input of that name, or from a flake that a variable of the GitHub repository names. */
export type RepoSource = "flake-input" | "variable";
