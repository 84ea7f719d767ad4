import type { HeldOutput, ShardOf, Sink, TaskId } from "@nix-repo/model";

/** Takes every event of a run, in order; has written all when `run-finished` has come. */
export type FileSink = Sink;

/** Where a sink writes: a file that appears whole when all of it is there, or a stream. Never throws: what went wrong is told when it is closed. */
export interface SinkTarget {
  /** Bytes may be changed as soon as this returns. */
  write(text: string | Uint8Array): void;
  /** Told after each event by sinks that somebody may want to follow. */
  endOfEvent?(): void;
}

export interface FileSinkOptions {
  readonly target: SinkTarget;
  /** The workspace's root: paths inside are shown relative to it. */
  readonly root: string;
  /** The version of `repo`. */
  readonly version: string;
  /** The name of this machine. */
  readonly hostname: string;
  /** The run's number in `repo runs`; left out where no record could be made. */
  readonly run?: number;
  /** What is kept on disk of a task's output, the events that were taken so far included. */
  readonly heldOutput: (task: TaskId) => HeldOutput | undefined;
  /** The folder in which a task runs, absolute: its tools name files from there. Left out, the root. */
  readonly folderOf?: (task: TaskId) => string;
  /** The top of the repository, absolute: CI engines name files from there. Left out, the root. */
  readonly repositoryRoot?: string;
  /** Where files of the commit are shown: `https://github.com/acme/shop/blob/0f3c…`; left out, places are no links. */
  readonly filesUrl?: string;
  /** The commit that it runs on; left out where there is none. */
  readonly head?: string;
  /** Which machine this is, where there are several. */
  readonly shard?: ShardOf;
}
