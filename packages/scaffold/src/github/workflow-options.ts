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

export type BinaryCache =
  | { readonly kind: "cachix"; readonly name: string }
  /** `publicKey`: left out where it holds only what is signed with keys that Nix trusts anyway. */
  | { readonly kind: "substituter"; readonly url: string; readonly publicKey?: string };

/** Where machines get `repo` from. */
export type RepoSource =
  /** The flake's input of that name. */
  | { readonly kind: "input" }
  /** A flake, as Nix takes it. */
  | { readonly kind: "flake"; readonly reference: string }
  /** Nobody has said it yet: the workflows say how to. */
  | { readonly kind: "unknown" };
