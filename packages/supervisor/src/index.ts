export type * from "./compose/compose-file.ts";
export * from "./compose/file-names.ts";
export * from "./compose/read-compose.ts";
export * from "./compose/text-reader.ts";
export type * from "./conflicts/conflict.ts";
export * from "./conflicts/find-conflicts.ts";
export * from "./conflicts/prefixed-variables.ts";
export * from "./procfile/read-procfile.ts";
