export * from "./find-repository.ts";
export * from "./ignored-paths.ts";
export * from "./read-index.ts";
