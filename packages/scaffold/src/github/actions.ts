/**
 * The actions that workflows use, each by the tag of a major version that runs on Node 24: a commit could only be named where its digest can be checked at
 * its source. Whoever wants commits has them pinned by Dependabot or Renovate.
 */
export const ACTIONS = {
  checkout: "actions/checkout@v6",
  installNix: "cachix/install-nix-action@v31",
  cachix: "cachix/cachix-action@v17",
  cache: "actions/cache@v5",
  restoreCache: "actions/cache/restore@v5",
  saveCache: "actions/cache/save@v5",
  upload: "actions/upload-artifact@v6",
  download: "actions/download-artifact@v7",
} as const;
