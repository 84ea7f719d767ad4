import type { Result, Variables } from "@nix-repo/model";
import type { Digest } from "../digest.ts";
import type { BlobTableOptions } from "./blob-table.ts";
import type { InputEntry } from "./input-root.ts";

export interface InputReaderOptions {
  /** Absolute; the root of the input tree. It may be below the top of git's work tree, or in none. */
  readonly workspaceRoot: string;
  /** Absolute path of `.repo`; what is known of inputs is kept below it, in `inputs/`. */
  readonly stateFolder: string;
  /** For git: its global configuration, and where it is. */
  readonly callerEnv: Variables;
  /** Absolute folders of all services whose tasks are in the run's graph: git is asked about them together, where it has to be asked at all. */
  readonly expected: readonly string[];
  /** Where it is kept what git's blobs hold, for all work trees; left out where nothing is to be kept beside the state folder. */
  readonly blobs?: BlobTableOptions | undefined;
}

/** Reads inputs for one run. */
export interface InputReader {
  /** What a task reads, as it stands now. Nothing is read, and no git started, where nothing changed since it was last asked. */
  read(request: InputsRequest): Promise<Result<InputFiles, InputsUnknown>>;
  /** For somebody who is going to ask `read`, and does not wait for it: what can be read quickly is read. Never fails. */
  readAhead(request: InputsRequest): Promise<void>;
  /** To be told when a task has ended or outputs were restored: what tasks share (`globalGlobs`, git's rules) is looked at again from then on. */
  filesMayHaveChanged(): void;
  /** At the end of a run: writes down what was found. Without it the next run is slower, not wrong. */
  close(): Promise<void>;
}

export interface InputsRequest {
  /** Absolute, the service's. */
  readonly folder: string;
  /** Relative to the folder, or to the workspace's root where they begin with `//`; `!` leaves out; undefined: the service's own files. */
  readonly globs: readonly string[] | undefined;
  /** Globs of what the task itself writes: left out where `globs` is undefined. */
  readonly outputs: readonly string[];
  /** Relative to the workspace's root. */
  readonly globalGlobs: readonly string[];
  /**
   * Absolute paths of files that count in any case, there or not: overrides, task files and what these include. Of a symlink what it leads to counts as
   * well.
   */
  readonly always: readonly string[];
}

export interface InputFiles {
  /** Of the root `Directory`. */
  readonly digest: Digest;
  /** Of files and symlinks. */
  readonly count: number;
  /** Sorted by path, as bytes. What is outside the workspace's root stands below `.repo/outside/` with its absolute path. */
  entries(): readonly InputEntry[];
  /**
   * Asked after the task has run: what is not as it was read, even if it has the same content again; undefined where all stands as it was.
   * @returns relative to the workspace's root
   */
  changedSince(): Promise<string | undefined>;
}

/** A file or folder that cannot be read, or a repository that git refuses to look into. */
export interface InputsUnknown {
  /** Absolute. */
  readonly path: string;
  /** In words, for a message: `permission denied`. */
  readonly reason: string;
}
