import { closeSync, writeSync } from "node:fs";
import type { Failure, Result } from "@nix-repo/model";
import type { Served } from "./serve.ts";
import type { ServerRecord } from "./server-record.ts";

/** The pipe at which whoever has started a background server waits for it to say what became of it. */
export const ANNOUNCEMENT_FD = 3;

/** A line of JSON in that pipe. */
export type Announcement =
  | { readonly kind: "serving" }
  | { readonly kind: "taken"; readonly by: ServerRecord }
  | { readonly kind: "failed"; readonly failure: Failure };

/** Said by a server that was started by `detach`, once: what `serve` has answered. Nothing else may use that pipe. Never throws: nobody may be waiting any more. */
export function announce(served: Result<Served>): void {
  const said: Announcement = served.ok
    ? served.value.kind === "serving"
      ? { kind: "serving" }
      : { kind: "taken", by: served.value.by }
    : { kind: "failed", failure: served.error };
  try {
    writeSync(ANNOUNCEMENT_FD, `${JSON.stringify(said)}\n`);
  } catch {
    // A server that nobody wants ends by itself.
  }
  try {
    closeSync(ANNOUNCEMENT_FD);
  } catch {
    // It was not started by `detach`.
  }
}
