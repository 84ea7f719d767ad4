export type * from "./compose/compose-file.ts";
export * from "./compose/file-names.ts";
export * from "./compose/read-compose.ts";
export * from "./compose/text-reader.ts";
