import type { Lab } from "../bench-case.ts";
import type { KeptService } from "./kept-workspace.ts";

/** A tool that keeps results, and how it is told of the generated workspace. */
export interface KeptTool {
  readonly name: string;
  /** Writes its configuration into a workspace whose services are there. */
  configure(root: string, services: readonly KeptService[]): void;
  /** `build` of all services, as many at once as there are processors. */
  readonly all: readonly string[];
  /** `build` of one service, which waits for what it depends on. */
  one(service: KeptService): readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What it keeps, and everything that says which results there are: relative to the workspace's root. Removed, it starts cold. */
  readonly caches: readonly string[] | ((services: readonly KeptService[]) => readonly string[]);
  /** Whether it puts outputs back that are gone. */
  readonly restores: boolean;
  /** About how long it takes where all of 100 tasks are kept, in milliseconds: the slow ones are started in fewer rounds. */
  readonly about: number;
}

/** A tool as this machine has it, or why it is left out. */
export type FindTool = (lab: Lab) => KeptTool | { readonly missing: string };
