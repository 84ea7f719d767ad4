export * from "./built-repo.ts";
export * from "./temporary-folder.ts";
export * from "./terminal.ts";
