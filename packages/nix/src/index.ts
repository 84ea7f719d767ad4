export { type CapturedEnvironment, type CapturedVariable, parseDevEnv } from "./captured-environment.ts";
export type { ComparedRepository, ComparedService, ComparisonRequest, ShellComparison, ShellComparisons } from "./compare/comparison.ts";
export { findProgram } from "./find-program.ts";
export type { HookStatus, Keeper, RefreshResult, ShellStatus, ShellWhy, Verification, Verified } from "./keep/keeper-door.ts";
export type { Because } from "./keep/record.ts";
export { createNixProvider, findNix, type NixProvider, type NixProviderOptions } from "./provider.ts";
export { rebuildEnvironment } from "./rebuild.ts";
export { nixSystem } from "./system.ts";
