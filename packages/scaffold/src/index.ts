export * from "./compare-files.ts";
export { DEFAULT_SHARDS, githubWorkflows } from "./github/github-workflows.ts";
export type * from "./github/workflow-options.ts";
export * from "./hooks/installed-hook.ts";
export * from "./hooks/pre-commit-config.ts";
export * from "./hooks/pre-commit-hook.ts";
export {
  belongsTo,
  type LocalReference,
  type LocalReferences,
  localDependencies,
  localReferences,
} from "./manifests/local-dependencies.ts";
export type { Ecosystem, Manifest, Need, WorkspaceLayout } from "./manifests/manifest.ts";
export * from "./manifests/read-manifests.ts";
export * from "./registry/render-registry.ts";
export { shellWord } from "./shell-word.ts";
export type * from "./written-file.ts";
