import type { Run, VerbOptions } from "@nix-repo/model";

/** A verb of a preset. Verbs that a service cannot have (no such script, nothing to start) are left out by the stack. */
export interface StackVerb {
  readonly run: Run;
  readonly options: VerbOptions;
}

/** What a stack may look at: the names in the service's folder are known already, all else is read when asked for. */
export interface ServiceFolder {
  readonly folder: string;
  /** Names of the files and folders in it. */
  readonly names: ReadonlySet<string>;
  /** The text of a file below the folder; undefined where there is none. */
  read(path: string): string | undefined;
  has(path: string): boolean;
  /** Names of what is in a folder below it; empty where there is none. */
  list(path: string): readonly string[];
  /** The first of `names` in the service's folder or the nearest one above it, up to the workspace's root. */
  nearestOf(names: readonly string[]): string | undefined;
}

export type Stack = (service: ServiceFolder) => Readonly<Record<string, StackVerb>>;

export function argv(...command: string[]): Run {
  return { kind: "argv", argv: command };
}

export function bash(script: string): Run {
  return { kind: "bash", script };
}

/** A check: it writes nothing, and what it says of the same files stays true. */
export function check(run: Run, description: string): StackVerb {
  return { run, options: { description, outputs: [], cache: true } };
}

export function builds(run: Run, { description, outputs }: { description: string; outputs: readonly string[] }): StackVerb {
  return { run, options: { description, outputs, cache: true } };
}

export function serves(run: Run, description: string): StackVerb {
  return { run, options: { description, persistent: true } };
}

/** Done for what it changes on this machine: never kept. */
export function chore(run: Run, description: string): StackVerb {
  return { run, options: { description, cache: false } };
}
