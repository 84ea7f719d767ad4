export * from "./affected/affected-services.ts";
export * from "./affected/definition-changes.ts";
