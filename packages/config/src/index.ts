export * from "./define-config.ts";
export { durationText } from "./duration.ts";
export * from "./editor-schema.ts";
export type { ImportModule } from "./import-user-module.ts";
export { type OpenOptions, openWorkspace } from "./open-workspace.ts";
export * from "./resolved-config.ts";
export * from "./runtime-variables.ts";
export { parseSize, SIZE } from "./size.ts";
export * from "./validate-all.ts";
