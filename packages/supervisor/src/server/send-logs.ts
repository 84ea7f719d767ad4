import type { LogLine } from "../logs/log-cursor.ts";
import type { LogReader } from "./log-reader.ts";
import type { Outbox } from "./outbox.ts";
import type { LogsRequest } from "./protocol.ts";

/** Sends lines as fast as the client takes them, and no faster. @returns false: the end is still to be said */
export async function sendLogs(
  read: LogReader,
  { id, outbox, signal, units, lines, sinceMs, follow }: LogsRequest & { readonly outbox: Outbox; readonly signal: AbortSignal },
): Promise<boolean> {
  const wanted = { ...(units && { units }), ...(lines !== undefined && { lines }), ...(sinceMs !== undefined && { sinceMs }) };
  let batch: LogLine[] = [];
  let size = 0;
  const flush = (): void => {
    if (batch.length > 0 && !signal.aborted) outbox.send({ id, type: "lines", lines: batch });
    batch = [];
    size = 0;
  };
  let isFlushing = false;
  for await (const line of read({ ...wanted, ...(follow !== undefined && { follow }), signal })) {
    if (signal.aborted) break;
    batch.push(line);
    size += line.text.length;
    if (size > LARGEST_BATCH || batch.length >= MOST_IN_A_BATCH) {
      flush();
      // The others have their turn, also while the client keeps up.
      await new Promise((resolve) => setImmediate(resolve));
      await outbox.relief(signal);
    } else if (!isFlushing) {
      // What comes in the same moment goes together.
      isFlushing = true;
      setImmediate(() => {
        isFlushing = false;
        flush();
      });
    }
  }
  flush();
  return false;
}

/** In characters. */
const LARGEST_BATCH = 64 * 1024;
const MOST_IN_A_BATCH = 500;
