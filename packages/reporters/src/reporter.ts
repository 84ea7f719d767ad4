import type { HeldOutput, Sink, TaskId } from "@nix-repo/model";
import type { Symbols } from "./symbols.ts";

/** What a person or a program sees of a run. Given to each reporter's `create…` function; only reporters write to these streams. */
export interface ReporterOptions {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Decided for each stream by itself: one of them may lead into a file. */
  readonly colour: { readonly stdout: boolean; readonly stderr: boolean };
  readonly symbols: Symbols;
  /** The workspace's root: paths inside are shown relative to it. */
  readonly root: string;
  /** Shows notices of level `verbose` too. */
  readonly verbose?: boolean;
  /** The run's number in `repo runs`; left out where no record could be made. */
  readonly run?: number;
  /** Where a task's log lies, given the run's folder as `run-finished` names it. */
  readonly logFile?: (logs: string, task: TaskId) => string | undefined;
  /** What is kept on disk of a task's output, the events that were taken so far included; undefined where nothing is. */
  readonly heldOutput?: (task: TaskId) => HeldOutput | undefined;
  /** The folder in which a task runs, absolute: its tools name files from there. Left out, the root. */
  readonly folderOf?: (task: TaskId) => string;
  /** The top of the repository, absolute: CI engines name files from there. Left out, the root. */
  readonly repositoryRoot?: string;
  /** What CI engines are told by that they may listen to us again; no task must be able to guess it. Left out, a random one. */
  readonly commandToken?: string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface Reporter {
  /** Takes every event of the run, in order. Writes the summary when `run-finished` comes. */
  readonly sink: Sink;
  /**
   * A promise while a stream of ours takes no more (a slow reader behind a pipe), fulfilled when it does again or is closed; undefined otherwise.
   * Whoever reads the tasks' output waits for it before reading on, so that the task is slowed down and no memory filled.
   */
  congestion(): Promise<void> | undefined;
  /** Gives the terminal back and waits until everything is written; also right after an abort, and more than once. */
  finish(): Promise<void>;
}
