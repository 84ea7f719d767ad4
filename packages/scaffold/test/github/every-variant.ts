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

/** All workflows that can be written: each choice with each other. */
export const everyVariant: readonly { readonly name: string; readonly options: WorkflowOptions }[] = CACHES.flatMap((binaryCache) =>
  ["main", "release/2.x+fixes!"].flatMap((base) =>
    [1, 16].flatMap((shards) =>
      ["", "tools/mono repo/ünï"].flatMap((folder) =>
        [".", "../nix flakes"].flatMap((flake) =>
          SOURCES.flatMap((repoComesFrom) =>
            [true, false].map((hasSubmodules) => ({
              name: [binaryCache?.kind ?? "no cache", base, shards, folder, flake, repoComesFrom.kind, hasSubmodules].join(", "),
              options: { base, shards, folder, flake, repoComesFrom, hasSubmodules, ...(binaryCache === undefined ? {} : { binaryCache }) },
            })),
          ),
        ),
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
