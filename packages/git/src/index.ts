export * from "./ask-git.ts";
export * from "./exclude-settings.ts";
export * from "./find-repository.ts";
export * from "./ignore-questions.ts";
export * from "./ignored-paths.ts";
export * from "./read-index.ts";
