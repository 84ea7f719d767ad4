export * from "./define-config.ts";
export type { ImportModule } from "./import-user-module.ts";
export * from "./merge-runtime-variables.ts";
export { type OpenOptions, openWorkspace } from "./open-workspace.ts";
export * from "./resolved-config.ts";
export * from "./runtime-variables.ts";
export { overrideSchema, registrySchema } from "./schema.ts";
export * from "./validate-all.ts";
