import type { Lab } from "../bench-case.ts";
import type { KeptService } from "./kept-workspace.ts";

/** A tool that keeps results, and how it is told of the generated workspace. */
export interface KeptTool {
  readonly name: string;
  /** Writes its configuration into a workspace whose services are there. */
  configure(workspace: KeptWorkspace): void;
  /** `build` of all services, as many at once as there are processors. */
  readonly all: readonly string[];
  /** `build` of one service and of those that it depends on. */
  one(service: KeptService): readonly string[];
  /** Variables besides the few that every row has. */
  env?(workspace: KeptWorkspace): Readonly<Record<string, string>>;
  /** Folders with what it has kept, relative to the root or absolute: removed, every task misses. */
  caches(workspace: KeptWorkspace): readonly string[];
  /** Whether it puts outputs back that are gone. */
  readonly restores: boolean;
  /** The largest workspace that it is asked to build, in services; all of them where it is left out. */
  readonly largest?: number;
  /** Roughly how long it takes for 100 kept tasks, in milliseconds: a slow one is started in fewer rounds. */
  readonly about: number;
}

export interface KeptWorkspace {
  /** What a task runs instead of `BUILD`; only our own rows ask for it. */
  readonly build?: string | undefined;
  /** Absolute. */
  readonly root: string;
  /** A folder of this workspace's own, outside of it, for what a tool keeps elsewhere. */
  readonly home: string;
  readonly services: readonly KeptService[];
}

/** A tool as this machine has it, or why it is left out. */
export type FindTool = (lab: Lab) => KeptTool | { readonly missing: string };
