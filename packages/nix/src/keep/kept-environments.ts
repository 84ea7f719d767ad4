import type { Notice, Result, ShellChoice, Variables } from "@nix-repo/model";
import type { Captured } from "../capture.ts";
import type { CapturedEnvironment } from "../captured-environment.ts";
import type { NixError, NixRunner } from "../run-nix.ts";
import type { LocalFlake } from "./local-flake.ts";
import type { Because, KeptRecord } from "./record.ts";
import type { ShellTarget } from "./shell-target.ts";

/** Asks Nix. */
export type Question = () => Promise<Result<readonly string[], NixError>>;

export interface KeptEnvironments {
  /** The environment that is kept for a choice, where it is valid. Starts no Nix. */
  lookup(choice: ShellChoice): KeptEnvironment | undefined;
  /** The environment of a shell: kept, or captured anew by one of all the processes that want it. */
  capture(target: ShellTarget): Promise<Result<Captured, NixError>>;
  /** Remembers which shell a choice means. */
  remember(choice: ShellChoice, target: ShellTarget): void;
  /** The shell that was captured for a choice, where nothing has changed since but that the store has lost it. */
  remembered(choice: ShellChoice): Omit<ShellTarget, "installable"> | undefined;
  /** The answer to a question about a flake, asked by one of all the processes that want to know. For `underWay` see `SharedQuestion`. */
  share(question: string, ask: Question, options?: { readonly underWay?: boolean }): ReturnType<Question>;
  /** Where choices stand now. */
  inspect(choices: readonly ShellChoice[]): readonly Inspection[];
  /** From now on whatever is kept counts as stale. */
  force(): void;
  /** Evaluates many shells at once that are to be captured. */
  foresee(choices: readonly ShellChoice[]): Promise<void>;
  /** Removes what is kept of other shells. @returns their names */
  prune(keep: readonly ShellChoice[]): Promise<readonly string[]>;
  /** Removes nothing. @returns the names of other shells of which something is kept */
  prunable(keep: readonly ShellChoice[]): Promise<readonly string[]>;
}

export interface KeptEnvironment {
  readonly shell: string;
  /** With the names of its functions alone. */
  readonly environment: CapturedEnvironment;
  readonly functions: () => CapturedEnvironment["functions"];
  /** Absolute path of the folder that holds it. */
  readonly generation: string;
}

export interface Inspection {
  readonly shell: string;
  readonly state: "valid" | "stale" | "missing" | "unkept";
  readonly because?: Because;
  readonly record?: KeptRecord;
  readonly folder?: string;
  /** As the registry writes it. */
  readonly flake?: string;
  readonly local?: LocalFlake;
}

export interface KeeperOptions {
  readonly nix: NixRunner;
  readonly workspaceRoot: string;
  readonly flake: string;
  readonly nixFlags: readonly string[];
  readonly callerEnv: Variables;
  readonly stateFolder: string;
  readonly system: string;
  readonly temporary: string;
  readonly emit?: ((notice: Notice) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}
