export * from "./find-repository.ts";
export * from "./read-index.ts";
