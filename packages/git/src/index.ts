export * from "./exclude-settings.ts";
export * from "./find-repository.ts";
export * from "./history/choose-base.ts";
export * from "./history/ci-situation.ts";
export type * from "./history/history.ts";
export * from "./history/open-history.ts";
export * from "./ignore-questions.ts";
export * from "./ignored-paths.ts";
export * from "./read-index.ts";
