import type { UnitId, UnitSink, UnitView } from "@nix-repo/model";
import type { Symbols } from "../symbols.ts";

/** What a person sees of units that run. */
export interface UpView {
  /** Takes every event, in order. Never throws. */
  readonly sink: UnitSink;
  /**
   * A promise while a stream of ours takes no more (a slow reader behind a pipe), fulfilled when it does again or is closed; undefined otherwise.
   * Whoever reads the units' output waits for it before reading on.
   */
  congestion(): Promise<void> | undefined;
  /** Gives the terminal back, shows how everything stands at the end, and waits until that is written. More than once is once. */
  finish(): Promise<void>;
}

export interface UpViewOptions {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Decided for each stream by itself: one of them may lead into a file. */
  readonly colour: { readonly stdout: boolean; readonly stderr: boolean };
  readonly symbols: Symbols;
  /** The workspace's root: paths inside are shown relative to it. */
  readonly root: string;
  /** The units that are meant, in their order, as they stand now. Others are shown from when they are started on. */
  readonly units: readonly UnitView[];
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** What a unit uses now, with all that it has started. */
export interface UnitSample {
  readonly rssBytes: number;
  /** Of one processor: 250 where two and a half are busy. */
  readonly cpuPercent: number;
}

export type UnitSamples = ReadonlyMap<UnitId, UnitSample>;
