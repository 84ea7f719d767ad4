import type { LogLine } from "../logs/log-cursor.ts";
import { followUnitLogs, readUnitLogs } from "../logs/read-logs.ts";
import type { LogsWanted } from "./protocol.ts";

/** Reads what units have written, and with `follow` what they write from then on, until the signal is aborted. */
export type LogReader = (wanted: LogsWanted & { readonly signal: AbortSignal }) => AsyncIterable<LogLine> | Iterable<LogLine>;

/** Of the logs in a folder: see `createUnitLogs`. */
export function logReader(folder: string): LogReader {
  return ({ units, lines, sinceMs, follow, signal }) => {
    const wanted = { units, lines, since: sinceMs };
    return follow === true ? followUnitLogs(folder, { ...wanted, signal }) : readUnitLogs(folder, wanted);
  };
}
