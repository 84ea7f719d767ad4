import type { BinaryCache, RepoSource, WorkflowOptions } from "@nix-repo/scaffold";

const CACHES: readonly (BinaryCache | undefined)[] = [
  undefined,
  { kind: "cachix", name: "my-team" },
  { kind: "substituter", url: "https://cache.example.org/nix?priority=10" },
  { kind: "substituter", url: "s3://bucket?region=eu-central-1", publicKey: "cache.example.org-1:AAAA+/bbbb=" },
];

const SOURCES: readonly RepoSource[] = [
  { kind: "input" },
  { kind: "flake", reference: "github:team/tools?dir=repo#default" },
  { kind: "unknown" },
];

const BRANCHES = [
  { base: "main", shards: 1 },
  { base: "release/2.x+fixes!", shards: 16 },
];

const PLACES = [
  { folder: "", flake: "." },
  { folder: "tools/mono repo/ünï", flake: "../nix flakes" },
];

/** All workflows that can be written: each choice that changes what stands in them with each other. */
export const everyVariant: readonly { readonly name: string; readonly options: WorkflowOptions }[] = CACHES.flatMap((binaryCache) =>
  BRANCHES.flatMap((branch) =>
    PLACES.flatMap((place) =>
      SOURCES.flatMap((repoComesFrom) =>
        [true, false].map((hasSubmodules) => ({
          name: [binaryCache?.kind ?? "no cache", branch.base, place.folder, repoComesFrom.kind, hasSubmodules].join(", "),
          options: { ...branch, ...place, repoComesFrom, hasSubmodules, ...(binaryCache === undefined ? {} : { binaryCache }) },
        })),
      ),
    ),
  ),
);

/** Where nothing was chosen. */
export const plain: WorkflowOptions = {
  base: "main",
  shards: 4,
  folder: "",
  flake: ".",
  repoComesFrom: { kind: "input" },
  hasSubmodules: false,
};
