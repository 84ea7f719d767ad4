import type { UnitId } from "../units/unit-spec.ts";
import type { LogsWanted } from "./protocol.ts";

/** A line that a unit has written. */
export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly unit: UnitId;
  readonly text: string;
}

/** Reads what units have written, and with `follow` what they write from then on, until the signal is aborted. */
export type LogReader = (wanted: LogsWanted & { readonly signal: AbortSignal }) => AsyncIterable<LogLine>;
