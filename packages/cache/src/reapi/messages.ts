import type { Digest } from "../digest.ts";

/**
 * The messages of the Remote Execution API v2 that we use, with the fields that we use.
 * Source: build/bazel/remote/execution/v2/remote_execution.proto of github.com/bazelbuild/remote-apis.
 */

/** One folder. Each list is sorted by name, and no name occurs twice. */
export interface Directory {
  readonly files: readonly FileNode[];
  readonly directories: readonly DirectoryNode[];
  readonly symlinks: readonly SymlinkNode[];
  /** Permission bits, where they are not what a folder gets by itself; `node_properties.unix_mode` in the protocol. */
  readonly unixMode?: number;
}

export interface FileNode {
  readonly name: string;
  readonly digest: Digest;
  readonly isExecutable: boolean;
  /** Permission bits, where they are not what a file gets by itself; `node_properties.unix_mode` in the protocol. */
  readonly unixMode?: number;
}

export interface DirectoryNode {
  readonly name: string;
  /** Of the encoded `Directory`. */
  readonly digest: Digest;
}

export interface SymlinkNode {
  readonly name: string;
  readonly target: string;
}

/** A whole folder in one blob. */
export interface Tree {
  readonly root: Directory;
  readonly children: readonly Directory[];
}

export interface Command {
  readonly arguments: readonly string[];
  readonly environmentVariables: readonly NamedValue[];
  /** Relative to `workingDirectory`. */
  readonly outputPaths: readonly string[];
  /** Relative to the input root; empty for the root itself. */
  readonly workingDirectory: string;
}

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

export interface Action {
  readonly commandDigest: Digest;
  readonly inputRootDigest: Digest;
  readonly timeoutSeconds?: number;
  readonly doNotCache?: boolean;
  /** Whatever else is to tell this action from others. */
  readonly salt?: Uint8Array;
  readonly platform: readonly NamedValue[];
}

export interface ActionResult {
  readonly outputFiles: readonly OutputFile[];
  readonly outputDirectories: readonly OutputDirectory[];
  readonly outputSymlinks: readonly OutputSymlink[];
  readonly exitCode: number;
  /** Output that is small may stand in the result itself, where it needs no file of its own. */
  readonly stdoutRaw?: Uint8Array;
  readonly stdoutDigest?: Digest;
  readonly stderrRaw?: Uint8Array;
  readonly stderrDigest?: Digest;
  readonly metadata: ExecutedActionMetadata;
}

/** Paths are relative to the command's working directory. */
export interface OutputFile {
  readonly path: string;
  readonly digest: Digest;
  readonly isExecutable: boolean;
  /** As of a `FileNode`. */
  readonly unixMode?: number;
}

export interface OutputDirectory {
  /** Empty for the working directory itself. */
  readonly path: string;
  /** Of the encoded `Tree`. */
  readonly treeDigest: Digest;
}

export interface OutputSymlink {
  readonly path: string;
  readonly target: string;
}

export interface ExecutedActionMetadata {
  /** Milliseconds since the epoch; the protocol has seconds and nanoseconds. */
  readonly executionStartMs: number;
  readonly executionCompletedMs: number;
  /** What the protocol has no field for, ours under our own type URL. */
  readonly auxiliary: readonly Any[];
}

export interface Any {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}
