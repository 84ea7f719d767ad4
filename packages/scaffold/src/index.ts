export * from "./compare-files.ts";
export { DEFAULT_SHARDS, githubWorkflows } from "./github/github-workflows.ts";
export type * from "./github/workflow-options.ts";
export * from "./hooks/installed-hook.ts";
export * from "./hooks/pre-commit-config.ts";
export * from "./hooks/pre-commit-hook.ts";
export * from "./registry/render-registry.ts";
export type * from "./written-file.ts";
