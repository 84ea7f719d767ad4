import type { ProcessConfig, RegistryConfig, ServiceConfig, VerbConfig } from "@nix-repo/config";
import type { Place, TaskFileTool } from "@nix-repo/model";

/** What a foreign file comes to: parts of a registry, and what became of all that it said. Pure data; nothing has been written. */
export interface Imported {
  readonly parts: RegistryParts;
  /** What works as it did before. */
  readonly carried: readonly Carried[];
  /** What needs no counterpart, since `repo` does it by itself. */
  readonly replaced: readonly Carried[];
  readonly notCarried: readonly NotCarried[];
}

/** A registry in the making. What stands in it is checked as every registry is before it is written. */
export type RegistryParts = RegistryConfig & { readonly services: Readonly<Record<string, ServiceConfig>> };

export interface Carried {
  /** As the file names it: `build`, `web (package)`. */
  readonly what: string;
  /** How it is reached now: `repo build`. */
  readonly as: string;
  readonly where?: Place;
}

export interface NotCarried {
  readonly what: string;
  readonly where?: Place;
  /** One clause. */
  readonly why: string;
  /** What still works, or what to do instead. */
  readonly instead?: string;
}

export type Verbs = Record<string, VerbConfig>;
export type VerbOptions = Exclude<VerbConfig, string | readonly string[]>;
export type ProcessOptions = Exclude<ProcessConfig, string | readonly string[]>;

/** Where things are, relative to the folder that the registry stands in, with slashes and without `./`. */
export interface Surroundings {
  /** The foreign file: `justfile`, `tools/justfile`. */
  readonly path: string;
  /** The same, absolute: for places. */
  readonly file: string;
  /** Whether a flake.nix stands beside the registry: without one the host's own tools are used, as they were before. */
  readonly hasFlake: boolean;
  /** Tools besides this one that have a task file beside the registry. */
  readonly otherTaskFiles: readonly TaskFileTool[];
}

/** A verb that says no more than what it runs is written as that alone. */
export function shortest(verb: VerbOptions & { readonly run: string | readonly string[] }): VerbConfig {
  return Object.keys(verb).length === 1 ? verb.run : verb;
}

export function withoutUndefined<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

/**
 * The verbs of the workspace with where they run. A file that has been imported no longer gives verbs by itself: its recipes would win over what has
 * been made of them.
 */
export function workspaceOf(
  verbs: Verbs,
  { path, hasFlake, otherTaskFiles, env = {} }: Surroundings & { readonly env?: Readonly<Record<string, string>> },
): Pick<RegistryParts, "workspace"> {
  const hasVerbs = Object.keys(verbs).length > 0;
  return {
    workspace: {
      ...(hasFlake || !hasVerbs ? {} : { shell: false }),
      ...(Object.keys(env).length === 0 ? {} : { env }),
      ...(path.includes("/") ? {} : { taskFiles: otherTaskFiles }),
      ...(hasVerbs ? { verbs } : {}),
    },
  };
}
